package io.gleaner.serving.page;

import java.util.ArrayList;
import java.util.List;

/**
 * How many images and tags a second there were, over the last minutes. Counted by the records' own
 * times, so that what is read late counts when it was written. For one thread at a time.
 */
final class Rates {
  private static final long BIN_MILLIS = 2_000;
  private static final int BINS = 150;

  /**
   * For the page.
   *
   * @param millis the end of each bin
   * @param images a second
   * @param tags records of tags a second
   */
  record View(List<Long> millis, List<Double> images, List<Double> tags) {}

  private final int[] images = new int[BINS];
  private final int[] tags = new int[BINS];

  /** The newest bin, counted from the epoch. */
  private long newest;

  Rates(long startMillis) {
    this.newest = startMillis / BIN_MILLIS;
  }

  void image(long millis) {
    count(images, millis);
  }

  void tags(long millis) {
    count(tags, millis);
  }

  private void count(int[] bins, long millis) {
    long bin = millis / BIN_MILLIS;
    advance(bin);
    if (bin > newest - BINS) {
      bins[index(bin)]++;
    }
  }

  private void advance(long bin) {
    for (long next = Math.max(newest + 1, bin - BINS + 1); next <= bin; next++) {
      images[index(next)] = 0;
      tags[index(next)] = 0;
    }
    newest = Math.max(newest, bin);
  }

  private static int index(long bin) {
    return (int) Math.floorMod(bin, (long) BINS);
  }

  /** All bins that are over, with one bin's patience for records that are on their way. */
  View view(long nowMillis) {
    long last = nowMillis / BIN_MILLIS - 2;
    advance(nowMillis / BIN_MILLIS);
    List<Long> millis = new ArrayList<>();
    List<Double> imagesPerSecond = new ArrayList<>();
    List<Double> tagsPerSecond = new ArrayList<>();
    for (long bin = newest - BINS + 1; bin <= last; bin++) {
      millis.add((bin + 1) * BIN_MILLIS);
      imagesPerSecond.add(perSecond(images[index(bin)]));
      tagsPerSecond.add(perSecond(tags[index(bin)]));
    }
    return new View(millis, imagesPerSecond, tagsPerSecond);
  }

  private static double perSecond(int count) {
    return count * 1000.0 / BIN_MILLIS;
  }
}
