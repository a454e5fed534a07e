package io.gleaner.estimator;

import io.gleaner.protocol.v1.QualityReport;
import java.util.ArrayList;
import java.util.List;

/** What one task saw since its last report. For one thread. */
final class QualityWindow {

  private final String source;
  private long start;
  private long rows;
  private double expectedPositives;
  private long tags;
  private long conflicts;

  /**
   * @param task names the reports' source
   * @param start of the first window
   */
  QualityWindow(String task, long start) {
    this.source = "label-estimator/" + task;
    this.start = start;
  }

  void add(Outcome outcome) {
    Estimates estimates = outcome.row().estimates();
    if (outcome.effect() == Effect.TRAINED && estimates != null) {
      rows++;
      expectedPositives += estimates.expectedPositives();
    }
    tags += outcome.tags() ? 1 : 0;
    conflicts += outcome.conflicts();
  }

  /** The figures since the last report; starts the next window. */
  List<QualityReport> close(long end) {
    List<QualityReport> reports = new ArrayList<>();
    if (rows > 0) {
      reports.add(report("expected-positives", expectedPositives / rows, end));
    }
    if (rows > 0 || tags > 0) {
      reports.add(report("rows-trained", (double) rows, end));
      reports.add(report("tags-published", (double) tags, end));
      reports.add(report("label-conflicts", (double) conflicts, end));
    }
    start = end;
    rows = 0;
    expectedPositives = 0;
    tags = 0;
    conflicts = 0;
    return reports;
  }

  private QualityReport report(String figure, double value, long end) {
    return QualityReport.newBuilder()
        .setFigure(figure)
        .setValue(value)
        .setWindowStartMillis(start)
        .setWindowEndMillis(end)
        .setSupport(rows)
        .setSource(source)
        .build();
  }
}
