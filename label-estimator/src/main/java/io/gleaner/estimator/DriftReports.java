package io.gleaner.estimator;

import io.gleaner.evaluation.drift.DriftDetector;
import io.gleaner.evaluation.drift.DriftEvent;
import io.gleaner.evaluation.drift.DriftStream;
import io.gleaner.protocol.v1.Drift;
import io.gleaner.protocol.v1.DriftBaseline;
import io.gleaner.protocol.v1.QualityReport;
import java.util.Map;
import java.util.function.IntFunction;

/** Tells what a task saw drift, and whether the tasks have seen enough to see any. */
final class DriftReports {

  private DriftReports() {}

  /** The value is the longest of all partitions' baselines. */
  static QualityReport baselines(MergedFigures merged, long start, long end) {
    DriftBaseline.Builder baseline = DriftBaseline.newBuilder().setNeeded(DriftDetector.BASELINE);
    long longest = 0;
    long all = 0;
    for (Map.Entry<Integer, Long> one : merged.baselines().entrySet()) {
      baseline.addPartitions(
          DriftBaseline.Partition.newBuilder()
              .setPartition(one.getKey())
              .setImages(one.getValue()));
      longest = Math.max(longest, one.getValue());
      all += one.getValue();
    }
    return QualityReport.newBuilder()
        .setFigure(QualityFigure.DRIFT_BASELINE.figure())
        .setValue((double) longest)
        .setSupport(all)
        .setWindowStartMillis(start)
        .setWindowEndMillis(end)
        .setLineage(merged.model().lineage())
        .setStep(merged.model().step())
        .setSource(QualityReports.SOURCE)
        .setDriftBaseline(baseline)
        .build();
  }

  static QualityReport of(
      DriftEvent event, ModelStep model, int partition, IntFunction<String> names) {
    Drift.Builder drift =
        Drift.newBuilder()
            .setStream(Drift.Stream.valueOf(event.stream().kind().name()))
            .setChange(Drift.Change.valueOf(event.change().name()))
            .setBefore(event.before())
            .setAfter(event.after())
            .setSinceMillis(event.sinceMillis())
            .setNoticedMillis(event.noticedMillis())
            .setImages(event.images())
            .setPartition(partition);
    int index = event.stream().index();
    if (event.stream().kind() == DriftStream.Kind.EMBEDDING) {
      drift.setCoordinate(index);
    } else if (index != DriftStream.OVERALL) {
      drift.setClassName(names.apply(index));
    }
    return QualityReport.newBuilder()
        .setFigure(QualityFigure.DRIFT.figure())
        .setValue(event.after() - event.before())
        .setSupport(event.images())
        .setWindowStartMillis(event.sinceMillis())
        .setWindowEndMillis(event.noticedMillis())
        .setLineage(model.lineage())
        .setStep(model.step())
        .setSource(QualityReports.SOURCE)
        .setDrift(drift)
        .build();
  }
}
