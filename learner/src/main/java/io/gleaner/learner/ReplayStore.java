package io.gleaner.learner;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gleaner.learner.UnwrittenEntries.EntryKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Checkpoint;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Status;
import org.rocksdb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The replay buffer's bytes on disk, by image id, in four families: places, encoded images, label
 * rows, features. Rows change with every training step and images never, hence apart. There is no
 * write-ahead log: after a crash the learner goes back to a checkpoint anyway. What a full disk has
 * no room for waits in memory; RocksDB looks every few seconds whether 64 MiB are free.
 */
final class ReplayStore implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReplayStore.class);
  private static final int KEPT_LOGS = 2;

  static {
    RocksDB.loadLibrary();
  }

  /** The families. */
  enum Family {
    PLACES,
    IMAGES,
    LABELS,
    FEATURES
  }

  private final StoreMemory memory = new StoreMemory();
  private final DBOptions options;
  private final ColumnFamilyOptions familyOptions;
  private final WriteOptions noLog;
  private final List<ColumnFamilyHandle> handles = new ArrayList<>();
  private final Map<Family, ColumnFamilyHandle> byFamily = new EnumMap<>(Family.class);
  private final UnwrittenEntries unwritten = new UnwrittenEntries();
  private final RocksDB database;
  private boolean closed;

  ReplayStore(Path directory) {
    this.options =
        new DBOptions()
            .setCreateIfMissing(true)
            .setCreateMissingColumnFamilies(true)
            .setAtomicFlush(true)
            .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
            .setKeepLogFileNum(KEPT_LOGS)
            .setStatsDumpPeriodSec(0);
    // Neither JPEG nor features compress.
    this.familyOptions =
        new ColumnFamilyOptions().setCompressionType(CompressionType.NO_COMPRESSION);
    memory.bound(options);
    memory.bound(familyOptions);
    this.noLog = new WriteOptions().setDisableWAL(true);
    List<ColumnFamilyDescriptor> families = new ArrayList<>();
    families.add(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, familyOptions));
    families.add(new ColumnFamilyDescriptor("images".getBytes(UTF_8), familyOptions));
    families.add(new ColumnFamilyDescriptor("labels".getBytes(UTF_8), familyOptions));
    families.add(new ColumnFamilyDescriptor("features".getBytes(UTF_8), familyOptions));
    try {
      Files.createDirectories(directory);
      this.database = RocksDB.open(options, directory.toString(), families, handles);
      Iterator<ColumnFamilyHandle> opened = handles.iterator();
      for (Family family : Family.values()) {
        byFamily.put(family, opened.next());
      }
    } catch (RocksDBException | IOException e) {
      throw new ReplayBufferException("cannot open the replay buffer in " + directory, e);
    }
  }

  byte @Nullable [] get(Family family, String id) {
    EntryKey key = new EntryKey(family, id);
    if (unwritten.contains(key)) {
      return unwritten.get(key);
    }
    try {
      return database.get(handle(family), id.getBytes(UTF_8));
    } catch (RocksDBException e) {
      throw failed("read", id, e);
    }
  }

  void put(Family family, String id, byte[] value) {
    write(new EntryKey(family, id), value);
  }

  void delete(Family family, String id) {
    write(new EntryKey(family, id), null);
  }

  private void write(EntryKey key, byte @Nullable [] value) {
    if (isFull() || !tryWrite(key, value)) {
      if (!isFull()) {
        LOG.error("No room on the disk for the replay buffer: free some; training goes on");
      }
      unwritten.put(key, value);
    }
  }

  private boolean tryWrite(EntryKey key, byte @Nullable [] value) {
    byte[] id = key.id().getBytes(UTF_8);
    try {
      if (value == null) {
        database.delete(handle(key.family()), noLog, id);
      } else {
        database.put(handle(key.family()), noLog, id, value);
      }
      return true;
    } catch (RocksDBException e) {
      if (isNoRoom(e)) {
        return false;
      }
      throw failed(value == null ? "delete" : "write", key.id(), e);
    }
  }

  private static boolean isNoRoom(RocksDBException e) {
    return e.getStatus() != null && e.getStatus().getSubCode() == Status.SubCode.NoSpace;
  }

  /** The memory it takes outside the heap. */
  StoreMemory memory() {
    return memory;
  }

  /** What the store takes, in bytes; NaN once it is closed. For any thread. */
  synchronized double figure(StoreFigure figure) {
    if (closed) {
      return Double.NaN;
    }
    if (figure.property().isEmpty()) {
      return (double) memory.used();
    }
    try {
      return (double) database.getAggregatedLongProperty(figure.property());
    } catch (RocksDBException e) {
      throw new ReplayBufferException("RocksDB does not tell " + figure.property(), e);
    }
  }

  /** Whether entries wait in memory for room on the disk. */
  boolean isFull() {
    return !unwritten.isEmpty();
  }

  /** Writes what waits in memory, as far as there is room by now. */
  void retry() {
    int waiting = unwritten.size();
    if (waiting > 0 && unwritten.drain(this::tryWrite)) {
      LOG.info("Room on the disk again: {} entries of the replay buffer written", waiting);
    }
  }

  /** Visits every entry of a family. */
  void forEach(Family family, BiConsumer<String, byte[]> visitor) {
    scan(family, (id, entries) -> visitor.accept(id, entries.value()));
    unwritten.forEach(family, visitor);
  }

  /** Visits every id of a family; values are not read. */
  void forEachId(Family family, Consumer<String> visitor) {
    scan(family, (id, entries) -> visitor.accept(id));
    unwritten.forEach(family, (id, value) -> visitor.accept(id));
  }

  private void scan(Family family, BiConsumer<String, RocksIterator> visitor) {
    try (RocksIterator entries = database.newIterator(handle(family))) {
      for (entries.seekToFirst(); entries.isValid(); entries.next()) {
        String id = id(entries);
        if (!unwritten.contains(new EntryKey(family, id))) {
          visitor.accept(id, entries);
        }
      }
      entries.status();
    } catch (RocksDBException e) {
      throw new ReplayBufferException("cannot scan the replay buffer", e);
    }
  }

  private static String id(RocksIterator entry) {
    return new String(entry.key(), UTF_8);
  }

  /**
   * Writes a consistent copy into a directory that must not exist; data files are hard links.
   *
   * @throws ReplayBufferException if there is no room for it
   */
  void checkpoint(Path directory) {
    retry();
    if (isFull()) {
      throw new ReplayBufferException(
          "No space left on the disk: %d entries of the replay buffer wait for it in memory"
              .formatted(unwritten.size()));
    }
    try (FlushOptions flush = new FlushOptions().setWaitForFlush(true);
        Checkpoint checkpoint = Checkpoint.create(database)) {
      database.flush(flush, handles);
      checkpoint.createCheckpoint(directory.toString());
    } catch (RocksDBException e) {
      throw new ReplayBufferException("cannot checkpoint the replay buffer to " + directory, e);
    }
  }

  private ColumnFamilyHandle handle(Family family) {
    return Objects.requireNonNull(byFamily.get(family));
  }

  private static ReplayBufferException failed(String what, String id, RocksDBException cause) {
    return new ReplayBufferException("cannot " + what + " image " + id + " in the buffer", cause);
  }

  // Not while another thread asks for a figure: a closed database must not be touched.
  @Override
  public synchronized void close() {
    closed = true;
    handles.forEach(ColumnFamilyHandle::close);
    database.close();
    noLog.close();
    familyOptions.close();
    options.close();
    memory.close();
  }
}
