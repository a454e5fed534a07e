package io.gleaner.app.demo;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.gleaner.evaluation.Figure;
import io.gleaner.evaluation.JackknifedPrecision;
import io.gleaner.evaluation.MeanAveragePrecision;
import io.gleaner.evaluation.ScoredLabels;
import io.gleaner.protocol.v1.ModelVersion;
import io.gleaner.protocol.v1.QualityReport;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A mean average precision, in percent.
 *
 * @param interval null if nothing is known
 */
record MeanPrecision(double value, @Nullable Interval interval) {

  private static final double PERCENT = 100;

  /** The 95 % interval, in percent. */
  record Interval(@JsonProperty("lower") double lower, @JsonProperty("upper") double upper) {

    static Interval ofShares(double lower, double upper) {
      return new Interval(PERCENT * lower, PERCENT * upper);
    }
  }

  static MeanPrecision of(ScoredLabels scored) {
    return new MeanPrecision(
        PERCENT * MeanAveragePrecision.of(scored).value(),
        JackknifedPrecision.of(scored).macro() instanceof Figure.Known known
            ? Interval.ofShares(known.lower(), known.upper())
            : null);
  }

  /** What a quality figure says. */
  static MeanPrecision of(QualityReport report) {
    return new MeanPrecision(
        PERCENT * report.getValue(),
        report.hasLower() && report.hasUpper()
            ? Interval.ofShares(report.getLower(), report.getUpper())
            : null);
  }

  /** Of a model, on the holdout. */
  static MeanPrecision of(ModelVersion model) {
    return new MeanPrecision(
        PERCENT * model.getHoldoutMap(),
        model.hasHoldoutMapLower() && model.hasHoldoutMapUpper()
            ? Interval.ofShares(model.getHoldoutMapLower(), model.getHoldoutMapUpper())
            : null);
  }

  /** For people, e.g. 79.2 (75.1 to 82.8). */
  @Override
  public String toString() {
    return interval == null
        ? String.format(Locale.ROOT, "%.1f", value)
        : String.format(
            Locale.ROOT, "%.1f (%.1f to %.1f)", value, interval.lower(), interval.upper());
  }
}
