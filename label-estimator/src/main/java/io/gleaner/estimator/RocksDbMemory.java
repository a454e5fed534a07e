package io.gleaner.estimator;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * Lets all stores of one {@link LabelEstimator} share one cache of bounded size, from which blocks,
 * indices, filters and write buffers are all taken.
 *
 * <p>Kafka Streams makes one of these for each store and hands it the configuration, in which
 * {@link Budget} travels.
 */
public final class RocksDbMemory implements RocksDBConfigSetter {

  /** Key of the {@link Budget} in the Streams configuration. */
  static final String BUDGET = "gleaner.rocksdb.budget";

  private static final int BITS_PER_KEY = 10;
  private static final long BLOCK_BYTES = 4096;

  /** The memory that all stores share; closed after the last store. */
  static final class Budget implements AutoCloseable {

    private final Cache cache;
    private final WriteBufferManager writeBuffers;

    /** A budget of this many bytes, at most half of them for write buffers. */
    Budget(long bytes) {
      // no store is open yet, so nobody has loaded the native library
      RocksDB.loadLibrary();
      cache = new LRUCache(bytes);
      writeBuffers = new WriteBufferManager(bytes / 2, cache);
    }

    @Override
    public void close() {
      writeBuffers.close();
      cache.close();
    }
  }

  private final BloomFilter filter = new BloomFilter(BITS_PER_KEY);

  @Override
  public void setConfig(String storeName, Options options, Map<String, Object> configs) {
    if (!(configs.get(BUDGET) instanceof Budget budget)) {
      throw new IllegalStateException("no memory budget for the store " + storeName);
    }
    BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
    // the block cache that Streams made for this store alone
    table.setBlockCache(budget.cache);
    table.setBlockSize(BLOCK_BYTES);
    table.setCacheIndexAndFilterBlocks(true);
    table.setPinTopLevelIndexAndFilter(true);
    table.setFilterPolicy(filter);
    options.setWriteBufferManager(budget.writeBuffers);
    options.setTableFormatConfig(table);
  }

  @Override
  public void close(String storeName, Options options) {
    filter.close();
  }
}
