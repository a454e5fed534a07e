package io.gleaner.learner;

import io.gleaner.evaluation.Figure;
import io.gleaner.evaluation.FrequencyGroup;
import io.gleaner.evaluation.JackknifedPrecision;
import io.gleaner.protocol.v1.QualityReport;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** A checkpoint's holdout figures, as records for {@code quality} and on the gauges. */
final class HoldoutReports {
  private final LearnerReports reports;
  private final IntFunction<String> names;
  private final double[] counts;
  private final Map<HoldoutFigure, QualityReport> records = new EnumMap<>(HoldoutFigure.class);

  /**
   * @param names of classes by index
   * @param counts K, on how many training images each class is expected
   */
  HoldoutReports(LearnerReports reports, IntFunction<String> names, double[] counts) {
    this.reports = reports;
    this.names = names;
    this.counts = counts;
  }

  /** The records, one a figure. */
  List<QualityReport> of(HoldoutQuality quality, JackknifedPrecision precision) {
    addPerClass(HoldoutFigure.HOLDOUT_MAP, precision, every -> true);
    add(HoldoutFigure.HOLDOUT_MAP_MICRO, precision.micro());
    addPerClass(HoldoutFigure.HOLDOUT_MAP_HEAD, precision, of(FrequencyGroup.HEAD));
    addPerClass(HoldoutFigure.HOLDOUT_MAP_MEDIUM, precision, of(FrequencyGroup.MEDIUM));
    addPerClass(HoldoutFigure.HOLDOUT_MAP_TAIL, precision, of(FrequencyGroup.TAIL));
    add(HoldoutFigure.PROBABILITY_GAP, quality.probabilities().gap(), quality);
    add(HoldoutFigure.PRESENT_PROBABILITY, quality.probabilities().positive(), quality);
    add(HoldoutFigure.ABSENT_PROBABILITY, quality.probabilities().negative(), quality);
    add(HoldoutFigure.HOLDOUT_CALIBRATION, quality.calibrationError(), quality);
    add(HoldoutFigure.HOLDOUT_EXPECTED_POSITIVES, quality.expectedPositives(), quality);
    return List.copyOf(records.values());
  }

  /** Shows the figures that {@link #of} gave, and the classes. */
  void show(HoldoutMeters meters, HoldoutQuality quality) {
    records.forEach(meters::show);
    double[] values = new double[counts.length];
    for (int k = 0; k < values.length; k++) {
      values[k] = quality.precision().averagePrecision(k);
    }
    meters.classes(names, values, counts);
  }

  private IntPredicate of(FrequencyGroup group) {
    return k ->
        FrequencyGroup.of(
                Math.round(counts[k]),
                FrequencyGroup.DEFAULT_MEDIUM_FROM,
                FrequencyGroup.DEFAULT_HEAD_ABOVE)
            == group;
  }

  /** The mean over some classes, and each of them. */
  private void addPerClass(HoldoutFigure figure, JackknifedPrecision precision, IntPredicate some) {
    Figure mean =
        IntStream.range(0, counts.length).anyMatch(some)
            ? precision.macro(some)
            : new Figure.Unknown("no class is in this group");
    QualityReport.Builder report = report(figure, mean);
    for (int k = 0; k < counts.length; k++) {
      if (some.test(k) && precision.ofClass(k) instanceof Figure.Known known) {
        report.addPerClass(
            QualityReport.PerClass.newBuilder()
                .setName(names.apply(k))
                .setValue(known.value())
                .setLower(known.lower())
                .setUpper(known.upper())
                .setSupport(known.support()));
      }
    }
    records.put(figure, report.build());
  }

  private void add(HoldoutFigure figure, Figure value) {
    records.put(figure, report(figure, value).build());
  }

  private QualityReport.Builder report(HoldoutFigure figure, Figure value) {
    if (value instanceof Figure.Known known) {
      return reports.figure(figure.figure(), known.value(), known.support()).toBuilder()
          .setLower(known.lower())
          .setUpper(known.upper());
    }
    return unknown(figure, ((Figure.Unknown) value).because());
  }

  private void add(HoldoutFigure figure, double value, HoldoutQuality quality) {
    records.put(
        figure,
        Double.isNaN(value)
            ? unknown(figure, "the holdout shows no present or no absent entry").build()
            : reports.figure(figure.figure(), value, quality.images()));
  }

  private QualityReport.Builder unknown(HoldoutFigure figure, String because) {
    return reports.figure(figure.figure(), Double.NaN, 0).toBuilder().setUnknownBecause(because);
  }
}
