package io.gleaner.serving.page;

import io.gleaner.protocol.v1.Drift;
import io.gleaner.protocol.v1.DriftBaseline;
import io.gleaner.protocol.v1.QualityReport;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The newest things that were noticed to drift, and whether it is too early to notice any. For one
 * thread at a time.
 */
final class DriftsSeen {
  static final int MOST = 6;

  /**
   * All of them, for the page.
   *
   * @param baseline null while no image has been compared
   * @param newest first
   */
  record Views(@Nullable Baseline baseline, List<View> newest) {}

  /**
   * How many images drift is judged by.
   *
   * @param images of the newest model, where one partition has most
   * @param needed with fewer only larger changes show
   */
  record Baseline(long images, long needed) {}

  /**
   * One of them, for the page.
   *
   * @param stream PREVALENCE, AUDITED_LOSS or EMBEDDING
   * @param name of the class that moved; empty: all together
   * @param change ROSE, FELL, WIDENED or NARROWED
   * @param before the mean, or the standard deviation where the spread changed
   * @param after the same since then
   * @param count how many values of the stream there were from then until it was noticed
   * @param model whose scores moved
   */
  record View(
      String stream,
      String name,
      int coordinate,
      String change,
      double before,
      double after,
      long sinceMillis,
      long noticedMillis,
      long count,
      String model,
      int partition) {

    static View of(QualityReport report) {
      Drift drift = report.getDrift();
      return new View(
          drift.getStream().name(),
          drift.getClassName(),
          drift.getCoordinate(),
          drift.getChange().name(),
          drift.getBefore(),
          drift.getAfter(),
          drift.getSinceMillis(),
          drift.getNoticedMillis(),
          drift.getImages(),
          report.getLineage() + "/" + report.getStep(),
          drift.getPartition());
    }
  }

  /** Newest first. */
  private final Deque<View> views = new ArrayDeque<>();

  private @Nullable Baseline baseline;

  void accept(QualityReport report) {
    if (report.hasDriftBaseline()) {
      baseline = baseline(report.getDriftBaseline());
      return;
    }
    views.addFirst(View.of(report));
    if (views.size() > MOST) {
      views.removeLast();
    }
  }

  private static Baseline baseline(DriftBaseline told) {
    long longest =
        told.getPartitionsList().stream()
            .mapToLong(DriftBaseline.Partition::getImages)
            .max()
            .orElse(0);
    return new Baseline(longest, told.getNeeded());
  }

  Views view() {
    return new Views(baseline, List.copyOf(views));
  }
}
