package io.gleaner.app.loop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.CompactRangeOptions.BottommostLevelCompaction;
import org.rocksdb.ConfigOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.OptionsUtil;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.TableProperties;

/** RocksDB stores that nobody has open, compacted so that their files hold what is live alone. */
final class CompactedStores {

  private CompactedStores() {}

  /** The directories of all stores below a directory. */
  static List<Path> below(Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      return paths
          .filter(path -> path.getFileName().toString().equals("CURRENT"))
          .map(Path::getParent)
          .toList();
    }
  }

  /**
   * Compacts a store and passes on every entry that its table files hold.
   *
   * @throws AssertionError if they hold more than the live entries
   */
  static void forEachEntry(Path store, BiConsumer<byte[], byte[]> reader) throws RocksDBException {
    List<ColumnFamilyDescriptor> families = new ArrayList<>();
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    try (ConfigOptions config = new ConfigOptions();
        DBOptions options = new DBOptions();
        CompactRangeOptions all =
            new CompactRangeOptions()
                .setBottommostLevelCompaction(BottommostLevelCompaction.kForce)) {
      OptionsUtil.loadLatestOptions(config, store.toString(), options, families);
      try (RocksDB db = RocksDB.open(options, store.toString(), families, handles)) {
        for (ColumnFamilyHandle handle : handles) {
          db.compactRange(handle, null, null, all);
          long live = read(db, handle, reader);
          long held =
              db.getPropertiesOfAllTables(handle).values().stream()
                  .mapToLong(TableProperties::getNumEntries)
                  .sum();
          if (held != live) {
            throw new AssertionError(store + " holds " + held + " entries, " + live + " live");
          }
          handle.close();
        }
      }
    }
  }

  private static long read(
      RocksDB db, ColumnFamilyHandle family, BiConsumer<byte[], byte[]> reader) {
    long entries = 0;
    try (RocksIterator iterator = db.newIterator(family)) {
      for (iterator.seekToFirst(); iterator.isValid(); iterator.next()) {
        reader.accept(iterator.key(), iterator.value());
        entries++;
      }
    }
    return entries;
  }
}
