package io.gleaner.app.loop;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/** Every entry of the stores that a stopped label-estimator has left on disk. */
final class StoreContents {

  private StoreContents() {}

  /** Adds {@code rows/ID} and {@code scores/ID} of all partitions, values in hexadecimal. */
  static void read(Path dataDir, Map<String, String> into) throws IOException, RocksDBException {
    List<Path> stores;
    try (Stream<Path> paths = Files.walk(dataDir)) {
      stores =
          paths
              .filter(path -> path.endsWith("rocksdb/rows") || path.endsWith("rocksdb/scores"))
              .toList();
    }
    for (Path store : stores) {
      readStore(store, into);
    }
  }

  private static void readStore(Path store, Map<String, String> into) throws RocksDBException {
    List<ColumnFamilyDescriptor> families = new ArrayList<>();
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    try (Options options = new Options();
        DBOptions dbOptions = new DBOptions()) {
      for (byte[] family : RocksDB.listColumnFamilies(options, store.toString())) {
        families.add(new ColumnFamilyDescriptor(family));
      }
      try (RocksDB db = RocksDB.openReadOnly(dbOptions, store.toString(), families, handles)) {
        // others than the default one hold offsets
        try (RocksIterator entries = db.newIterator(handles.get(0))) {
          for (entries.seekToFirst(); entries.isValid(); entries.next()) {
            into.put(
                store.getFileName() + "/" + new String(entries.key(), UTF_8),
                HexFormat.of().formatHex(entries.value()));
          }
        }
        handles.forEach(ColumnFamilyHandle::close);
      }
    }
  }
}
