package io.gleaner.app.bench;

import java.util.Arrays;
import java.util.Locale;

/**
 * What {@link PipelineBench} found.
 *
 * @param images sent at once
 * @param learner whether the learner went on training
 * @param systemLoad processes that wanted to run in the minute before, of everybody's
 * @param imagesPerSecond tagged with scores while more waited
 * @param pacedPerSecond images submitted a second for the latencies
 * @param pacedImages how many
 * @param p50Millis from submission to readable tags with scores, median
 * @param p99Millis the same of the slowest hundredth
 */
record PipelineResult(
    int images,
    boolean learner,
    double systemLoad,
    double imagesPerSecond,
    double pacedPerSecond,
    int pacedImages,
    double p50Millis,
    double p99Millis) {

  static final String HEADER = "learner  images  images/s  at images/s  p50 ms  p99 ms  load";

  static PipelineResult of(
      PipelineLoad load, double systemLoad, double top, double paced, long[] latencies) {
    long[] sorted = latencies.clone();
    Arrays.sort(sorted);
    return new PipelineResult(
        load.images(),
        load.learner(),
        systemLoad,
        top,
        paced,
        sorted.length,
        millis(sorted, 0.5),
        millis(sorted, 0.99));
  }

  private static double millis(long[] sorted, double share) {
    int rank = (int) Math.ceil(share * sorted.length);
    return sorted[Math.max(0, rank - 1)] / 1e6;
  }

  String line() {
    return String.format(
        Locale.ROOT,
        "%-7s  %6d  %8.1f  %11.1f  %6.0f  %6.0f  %4.1f",
        learner ? "on" : "off",
        images,
        imagesPerSecond,
        pacedPerSecond,
        p50Millis,
        p99Millis,
        systemLoad);
  }
}
