package io.gleaner.learner;

import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.LRUCache;
import org.rocksdb.WriteBufferManager;

/**
 * The memory of a {@link ReplayStore} outside the Java heap: one cache of bounded size, from which
 * blocks, indices, filters and write buffers of all families are taken. RocksDB by itself gives
 * each family two write buffers of 64 MiB, and keeps the index of every file beside its cache.
 */
final class StoreMemory implements AutoCloseable {
  /** The bound. Write buffers get half of it. */
  static final long BYTES = 128L << 20;

  private static final int BITS_PER_KEY = 10;

  private final Cache cache = new LRUCache(BYTES);
  private final WriteBufferManager writeBuffers = new WriteBufferManager(BYTES / 2, cache);
  private final BloomFilter filter = new BloomFilter(BITS_PER_KEY);

  /** Charges a database's write buffers to this memory. */
  void bound(DBOptions options) {
    options.setWriteBufferManager(writeBuffers);
  }

  /** Charges what a family reads to this memory. */
  void bound(ColumnFamilyOptions options) {
    options.setTableFormatConfig(
        new BlockBasedTableConfig()
            .setBlockCache(cache)
            .setCacheIndexAndFilterBlocks(true)
            .setPinL0FilterAndIndexBlocksInCache(true)
            .setFilterPolicy(filter));
  }

  /** Bytes taken now. */
  long used() {
    return cache.getUsage();
  }

  @Override
  public void close() {
    writeBuffers.close();
    cache.close();
    filter.close();
  }
}
