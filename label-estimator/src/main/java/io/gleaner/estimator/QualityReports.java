package io.gleaner.estimator;

import io.gleaner.evaluation.AuditedPrecision;
import io.gleaner.evaluation.AuditedProbabilities;
import io.gleaner.evaluation.AuditedScores;
import io.gleaner.evaluation.EstimateChurn;
import io.gleaner.evaluation.ExpectedPositives;
import io.gleaner.evaluation.Figure;
import io.gleaner.evaluation.QuantileSketch;
import io.gleaner.evaluation.SourceConflicts;
import io.gleaner.evaluation.Staleness;
import io.gleaner.protocol.v1.QualityReport;
import io.gleaner.protocol.v1.QualityReport.PerClass;
import io.gleaner.protocol.v1.QualityReport.PerSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/** The records for {@code quality} that merged figures give, and the gauges beside them. */
final class QualityReports {

  static final String SOURCE = "label-estimator";

  private final QualityMeters meters;
  private final IntFunction<String> names;
  private final long start;
  private final long end;
  private final List<QualityReport> reports = new ArrayList<>();

  /**
   * @param names of classes by index
   * @param start of the window of what is counted since the last report
   */
  QualityReports(QualityMeters meters, IntFunction<String> names, long start, long end) {
    this.meters = meters;
    this.names = names;
    this.start = start;
    this.end = end;
  }

  /** All figures; what is counted between two reports comes apart. */
  List<QualityReport> of(MergedFigures merged, Totals since, Staleness ages) {
    addPrecision(merged);
    addBaselines(merged);
    addTotals(since);
    addConflicts(merged.said());
    return of(ages);
  }

  /** Those that change by themselves. */
  List<QualityReport> of(Staleness ages) {
    addAges(ages);
    return reports;
  }

  private void addPrecision(MergedFigures merged) {
    AuditedScores fading = merged.fading();
    AuditedScores newest = merged.newest();
    if (fading == null || newest == null) {
      return;
    }
    AuditedPrecision precision = fading.precision();
    addPerClass(QualityFigure.PREQUENTIAL_MAP, precision, fading);
    add(QualityFigure.PREQUENTIAL_MAP_MICRO, precision.micro());
    add(
        report(QualityFigure.AUDITED_MAP)
            .setLineage(merged.model().lineage())
            .setStep(merged.model().step()),
        QualityFigure.AUDITED_MAP,
        newest.precision().macro());
    AuditedProbabilities probabilities = fading.probabilities();
    addAudited(QualityFigure.AUDITED_PROBABILITY_GAP, probabilities.gap(), probabilities);
    addAudited(QualityFigure.AUDITED_PRESENT_PROBABILITY, probabilities.present(), probabilities);
    addAudited(QualityFigure.AUDITED_ABSENT_PROBABILITY, probabilities.absent(), probabilities);
    addAudited(QualityFigure.AUDITED_CALIBRATION, probabilities.calibrationError(), probabilities);
  }

  private void addPerClass(QualityFigure figure, AuditedPrecision precision, AuditedScores scores) {
    QualityReport.Builder report = report(figure);
    double[] values = new double[scores.classes()];
    double[] expected = new double[values.length];
    double images = 0;
    for (int k = 0; k < values.length; k++) {
      Figure one = precision.ofClass(k);
      values[k] = one instanceof Figure.Known known ? known.value() : Double.NaN;
      expected[k] = scores.expected(k);
      images = Math.max(images, scores.images(k));
      if (one instanceof Figure.Known known) {
        report.addPerClass(
            PerClass.newBuilder()
                .setName(names.apply(k))
                .setValue(known.value())
                .setLower(known.lower())
                .setUpper(known.upper())
                .setSupport(known.support()));
      }
    }
    meters.classes(names, values, expected, images);
    add(report, figure, precision.macro());
  }

  private void addBaselines(MergedFigures merged) {
    if (!merged.baselines().isEmpty()) {
      QualityReport report = DriftReports.baselines(merged, start, end);
      meters.show(QualityFigure.DRIFT_BASELINE, report.getValue(), Double.NaN, Double.NaN);
      reports.add(report);
    }
  }

  private void addTotals(Totals since) {
    ExpectedPositives expected = since.expected();
    EstimateChurn churn = since.churn();
    if (expected.images() > 0) {
      add(QualityFigure.EXPECTED_POSITIVES, expected.mean(), expected.images());
      add(QualityFigure.EXPECTED_POSITIVES_RATIO, expected.ratio(), expected.images());
    }
    if (churn.entries() > 0) {
      add(QualityFigure.ESTIMATE_CHURN, churn.meanMove(), churn.entries());
      add(QualityFigure.ESTIMATE_TURNED, churn.turnedShare(), churn.entries());
    }
    if (since.rowsTrained() > 0 || since.tagsPublished() > 0) {
      long rows = since.rowsTrained();
      add(QualityFigure.ROWS_TRAINED, (double) rows, rows);
      add(QualityFigure.TAGS_PUBLISHED, (double) since.tagsPublished(), since.tagsPublished());
    }
  }

  private void addConflicts(SourceConflicts said) {
    QualityReport.Builder report = report(QualityFigure.LABEL_CONFLICTS);
    long labels = 0;
    long conflicts = 0;
    for (Map.Entry<String, SourceConflicts.Tally> one : said.bySource().entrySet()) {
      SourceConflicts.Tally tally = one.getValue();
      labels += tally.labels();
      conflicts += tally.conflicts();
      report.addPerSource(
          PerSource.newBuilder()
              .setName(one.getKey())
              .setLabels(tally.labels())
              .setConflicts(tally.conflicts()));
    }
    meters.sources(said);
    double share = labels == 0 ? Double.NaN : (double) conflicts / labels;
    meters.show(QualityFigure.LABEL_CONFLICTS, share, Double.NaN, Double.NaN);
    if (labels > 0) {
      reports.add(report.setValue(share).setSupport(labels).build());
    }
  }

  private void addAges(Staleness ages) {
    addAge(QualityFigure.TAG_AGE_VERSIONS_P50, ages.versions(), 0.5);
    addAge(QualityFigure.TAG_AGE_VERSIONS_P99, ages.versions(), 0.99);
    addAge(QualityFigure.TAG_AGE_MINUTES_P50, ages.minutes(), 0.5);
    addAge(QualityFigure.TAG_AGE_MINUTES_P99, ages.minutes(), 0.99);
  }

  private void addAge(QualityFigure figure, QuantileSketch ages, double share) {
    if (ages.size() > 0) {
      add(figure, ages.quantile(share), ages.size());
    } else {
      // the last tags may have been deleted
      meters.show(figure, Double.NaN, Double.NaN, Double.NaN);
    }
  }

  private void add(QualityFigure figure, double value, long support) {
    meters.show(figure, value, Double.NaN, Double.NaN);
    reports.add(report(figure).setValue(value).setSupport(support).build());
  }

  private void addAudited(QualityFigure figure, double value, AuditedProbabilities from) {
    String missing = from.missing();
    if (missing != null) {
      add(figure, new Figure.Unknown(missing));
    } else if (Double.isNaN(value)) {
      add(
          figure,
          new Figure.Unknown(
              "%d audits found nothing of the kind; wait for more".formatted(from.audits())));
    } else {
      add(figure, value, from.audits());
    }
  }

  private void add(QualityFigure figure, Figure value) {
    add(report(figure), figure, value);
  }

  private void add(QualityReport.Builder report, QualityFigure figure, Figure value) {
    if (value instanceof Figure.Known known) {
      meters.show(figure, known.value(), known.lower(), known.upper());
      report
          .setValue(known.value())
          .setLower(known.lower())
          .setUpper(known.upper())
          .setSupport(known.support());
    } else if (value instanceof Figure.Unknown unknown) {
      meters.show(figure, Double.NaN, Double.NaN, Double.NaN);
      report.setValue(Double.NaN).setUnknownBecause(unknown.because());
    }
    reports.add(report.build());
  }

  private QualityReport.Builder report(QualityFigure figure) {
    return QualityReport.newBuilder()
        .setFigure(figure.figure())
        .setWindowStartMillis(start)
        .setWindowEndMillis(end)
        .setSource(SOURCE);
  }
}
