package io.gleaner.serving;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * The current tag record of every image, on disk, with the offsets up to which it was read: both
 * change in one write, so a crash never parts them. Reading is thread-safe; one thread writes.
 */
final class TagStore implements AutoCloseable {
  private static final byte[] POSITIONS = "positions".getBytes(UTF_8);
  private static final byte[] READ_AT = "read-at".getBytes(UTF_8);
  private static final long CACHE_BYTES = 32L << 20;
  private static final long WRITE_BUFFER_BYTES = 16L << 20;

  static {
    RocksDB.loadLibrary();
  }

  private final LRUCache cache = new LRUCache(CACHE_BYTES);
  private final ColumnFamilyOptions family =
      new ColumnFamilyOptions()
          .setWriteBufferSize(WRITE_BUFFER_BYTES)
          .setTableFormatConfig(new BlockBasedTableConfig().setBlockCache(cache));
  private final DBOptions options =
      new DBOptions()
          .setCreateIfMissing(true)
          .setCreateMissingColumnFamilies(true)
          .setKeepLogFileNum(3)
          .setMaxOpenFiles(256);
  // Losing the last writes to a power cut is harmless: their offsets go with them.
  private final WriteOptions writing = new WriteOptions();
  private final RocksDB db;
  private final ColumnFamilyHandle tags;
  private final ColumnFamilyHandle positions;

  /**
   * Opens or creates the store.
   *
   * @throws UncheckedIOException if the directory cannot be used
   */
  TagStore(Path directory) {
    try {
      Files.createDirectories(directory);
      List<ColumnFamilyHandle> handles = new ArrayList<>();
      db =
          RocksDB.open(
              options,
              directory.toString(),
              List.of(
                  new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, family),
                  new ColumnFamilyDescriptor(POSITIONS, family)),
              handles);
      tags = handles.get(0);
      positions = handles.get(1);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create " + directory, e);
    } catch (RocksDBException e) {
      throw failure("open " + directory, e);
    }
  }

  /** The tag record of an image, as Protobuf bytes. */
  Optional<byte[]> get(String id) {
    try {
      return Optional.ofNullable(db.get(tags, id.getBytes(UTF_8)));
    } catch (RocksDBException e) {
      throw failure("read", e);
    }
  }

  /**
   * Applies records in order; a null value deletes the key.
   *
   * @param next of each partition they came from, the next offset to read
   * @param readAt when they were read, in milliseconds
   */
  void apply(List<ConsumerRecord<byte[], byte[]>> changes, Map<Integer, Long> next, long readAt) {
    try (WriteBatch batch = new WriteBatch()) {
      for (ConsumerRecord<byte[], byte[]> change : changes) {
        if (change.value() == null) {
          batch.delete(tags, change.key());
        } else {
          batch.put(tags, change.key(), change.value());
        }
      }
      for (Map.Entry<Integer, Long> position : next.entrySet()) {
        batch.put(positions, partitionKey(position.getKey()), bytes(position.getValue()));
      }
      batch.put(positions, READ_AT, bytes(readAt));
      db.write(writing, batch);
    } catch (RocksDBException e) {
      throw failure("write", e);
    }
  }

  /** The next offset to read of a partition; empty if it was never read. */
  OptionalLong position(int partition) {
    return number(partitionKey(partition));
  }

  /** When the store was last brought up to date, in milliseconds; empty if never. */
  OptionalLong readAt() {
    return number(READ_AT);
  }

  /** Forgets everything. */
  void clear() {
    try {
      for (ColumnFamilyHandle handle : List.of(tags, positions)) {
        clear(handle);
      }
    } catch (RocksDBException e) {
      throw failure("clear", e);
    }
  }

  private void clear(ColumnFamilyHandle handle) throws RocksDBException {
    try (var all = db.newIterator(handle)) {
      all.seekToLast();
      if (all.isValid()) {
        byte[] last = all.key();
        db.deleteRange(handle, new byte[0], last);
        db.delete(handle, last);
      }
    }
  }

  private OptionalLong number(byte[] key) {
    try {
      byte[] value = db.get(positions, key);
      return value == null
          ? OptionalLong.empty()
          : OptionalLong.of(ByteBuffer.wrap(value).getLong());
    } catch (RocksDBException e) {
      throw failure("read", e);
    }
  }

  private static byte[] partitionKey(int partition) {
    return ("p" + partition).getBytes(UTF_8);
  }

  private static byte[] bytes(long number) {
    return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
  }

  private static UncheckedIOException failure(String what, RocksDBException e) {
    return new UncheckedIOException(new IOException("tag store: cannot " + what, e));
  }

  @Override
  public void close() {
    tags.close();
    positions.close();
    db.close();
    writing.close();
    options.close();
    family.close();
    cache.close();
  }
}
