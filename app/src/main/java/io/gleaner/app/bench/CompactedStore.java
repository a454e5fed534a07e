package io.gleaner.app.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ConfigOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.OptionsUtil;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/** What a store that nobody has open takes on disk once it is compacted. */
final class CompactedStore {

  private CompactedStore() {}

  /**
   * Compacts a store under the options it was last opened with.
   *
   * @return bytes of its table files
   */
  static long bytes(Path stateDir, String store) {
    Path directory = directory(stateDir, store);
    List<ColumnFamilyDescriptor> families = new ArrayList<>();
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    try (ConfigOptions config = new ConfigOptions();
        DBOptions options = new DBOptions()) {
      OptionsUtil.loadLatestOptions(config, directory.toString(), options, families);
      try (RocksDB db = RocksDB.open(options, directory.toString(), families, handles)) {
        for (ColumnFamilyHandle handle : handles) {
          db.compactRange(handle);
          handle.close();
        }
      }
      return tables(directory);
    } catch (RocksDBException e) {
      throw new IllegalStateException("cannot compact " + directory + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path directory(Path stateDir, String store) {
    Path end = Path.of("rocksdb", store);
    try (Stream<Path> paths = Files.find(stateDir, 5, (path, attributes) -> path.endsWith(end))) {
      return paths.findFirst().orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long tables(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.toString().endsWith(".sst"))
          .mapToLong(file -> file.toFile().length())
          .sum();
    }
  }
}
