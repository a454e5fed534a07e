package io.gleaner.learner;

/** What RocksDB tells of the memory and the disk that the replay buffer takes, in bytes. */
enum StoreFigure {
  MEMTABLES("memtables", "rocksdb.cur-size-all-mem-tables", "not written to disk yet"),
  CACHE("cache", "", "in the cache: blocks, indices, filters and what memtables are charged with"),
  TABLE_READERS("table.readers", "rocksdb.estimate-table-readers-mem", "of open files, uncached"),
  LIVE_DATA("live.data", "rocksdb.estimate-live-data-size", "on disk, without what is overwritten"),
  PENDING_COMPACTION(
      "pending.compaction", "rocksdb.estimate-pending-compaction-bytes", "to be written anew");

  private final String meter;
  private final String property;
  private final String description;

  StoreFigure(String meter, String property, String description) {
    this.meter = meter;
    this.property = property;
    this.description = description;
  }

  String meter() {
    return meter;
  }

  /** RocksDB's, added up over families; empty for the cache, which all of them share. */
  String property() {
    return property;
  }

  String description() {
    return "bytes of the replay buffer's store " + description;
  }
}
