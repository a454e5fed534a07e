package io.gleaner.serving;

import java.nio.charset.StandardCharsets;

/**
 * The ids a scan has met, as 64-bit hashes in an open-addressing table: 8 to 32 bytes an id. Two
 * different ids fall together with a chance of n²/2⁶⁵ (one in 37 million for a million ids); the
 * older image would then keep its earlier score.
 */
final class SeenIds {
  private static final int INITIAL = 1024;

  private long[] table = new long[INITIAL];
  private int size;

  /** Adds an id; false if it was there. */
  boolean add(String id) {
    return addHash(hash(id));
  }

  private boolean addHash(long hash) {
    if (size * 2 >= table.length) {
      grow();
    }
    boolean added = insert(hash);
    size += added ? 1 : 0;
    return added;
  }

  boolean contains(String id) {
    long hash = hash(id);
    int mask = table.length - 1;
    int i = (int) hash & mask;
    while (table[i] != 0 && table[i] != hash) {
      i = (i + 1) & mask;
    }
    return table[i] == hash;
  }

  /** Adds all ids of another. */
  void addAll(SeenIds other) {
    for (long hash : other.table) {
      if (hash != 0) {
        addHash(hash);
      }
    }
  }

  void clear() {
    table = new long[INITIAL];
    size = 0;
  }

  int size() {
    return size;
  }

  private boolean insert(long hash) {
    int mask = table.length - 1;
    int i = (int) hash & mask;
    while (table[i] != 0) {
      if (table[i] == hash) {
        return false;
      }
      i = (i + 1) & mask;
    }
    table[i] = hash;
    return true;
  }

  private void grow() {
    long[] old = table;
    table = new long[old.length * 2];
    for (long hash : old) {
      if (hash != 0) {
        insert(hash);
      }
    }
  }

  /**
   * FNV-1a over UTF-8, then SplitMix64's finaliser; 0 marks an empty place, so it is never given.
   */
  static long hash(String id) {
    long h = 0xcbf29ce484222325L;
    for (byte b : id.getBytes(StandardCharsets.UTF_8)) {
      h = (h ^ (b & 0xff)) * 0x100000001b3L;
    }
    h = (h ^ (h >>> 30)) * 0xbf58476d1ce4e5b9L;
    h = (h ^ (h >>> 27)) * 0x94d049bb133111ebL;
    h ^= h >>> 31;
    return h == 0 ? 1 : h;
  }
}
