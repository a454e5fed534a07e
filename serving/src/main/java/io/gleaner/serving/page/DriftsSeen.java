package io.gleaner.serving.page;

import io.gleaner.protocol.v1.Drift;
import io.gleaner.protocol.v1.QualityReport;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The newest things that were noticed to drift. For one thread at a time. */
final class DriftsSeen {
  static final int MOST = 6;

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

  void accept(QualityReport report) {
    views.addFirst(View.of(report));
    if (views.size() > MOST) {
      views.removeLast();
    }
  }

  List<View> view() {
    return List.copyOf(views);
  }
}
