package io.gleaner.estimator;

import io.gleaner.evaluation.PublishedFigure;

/** The label-estimator's figures on topic {@code quality}, and the gauges that show them. */
enum QualityFigure implements PublishedFigure {
  PREQUENTIAL_MAP(Kind.WITH_INTERVAL, "mAP of arrival-time scores by random audits, fading"),
  PREQUENTIAL_MAP_MICRO(Kind.WITH_INTERVAL, "the same, all entries in one ranking"),
  AUDITED_MAP(Kind.WITH_INTERVAL, "mAP of arrival-time scores of the newest model"),
  AUDITED_PROBABILITY_GAP(Kind.PLAIN, "probability gap of arrival-time scores by random audits"),
  AUDITED_PRESENT_PROBABILITY(Kind.PLAIN, "mean probability of audited entries that are present"),
  AUDITED_ABSENT_PROBABILITY(Kind.PLAIN, "mean of 1 - p over audited entries that are absent"),
  AUDITED_CALIBRATION(Kind.PLAIN, "expected calibration error by random audits"),
  EXPECTED_POSITIVES(Kind.PLAIN, "mean sum of an image's estimates after a step"),
  EXPECTED_POSITIVES_RATIO(Kind.PLAIN, "the same over kappa"),
  ESTIMATE_CHURN(Kind.PLAIN, "mean move of an estimate at a step"),
  ESTIMATE_TURNED(Kind.PLAIN, "share of estimates that crossed one half at a step"),
  LABEL_CONFLICTS(Kind.PLAIN, "share of labels that another source contradicts"),
  TAG_AGE_VERSIONS_P50(Kind.PLAIN, "median age of tags, in model versions"),
  TAG_AGE_VERSIONS_P99(Kind.PLAIN, "99th percentile of the age of tags, in model versions"),
  TAG_AGE_MINUTES_P50(Kind.PLAIN, "median age of tags, in minutes"),
  TAG_AGE_MINUTES_P99(Kind.PLAIN, "99th percentile of the age of tags, in minutes"),
  ROWS_TRAINED(Kind.COUNT, "rows moved since the last report"),
  TAGS_PUBLISHED(Kind.COUNT, "tag records published since the last report"),
  DRIFT_BASELINE(Kind.PLAIN, "images of the newest model that drift is judged by"),
  DRIFT(Kind.EVENT, "what moved");

  private enum Kind {
    WITH_INTERVAL,
    PLAIN,
    /** A counter of {@link EstimatorMeters} shows it. */
    COUNT,
    EVENT
  }

  private final Kind kind;
  private final String description;

  QualityFigure(Kind kind, String description) {
    this.kind = kind;
    this.description = description;
  }

  String description() {
    return description;
  }

  boolean hasGauge() {
    return kind == Kind.WITH_INTERVAL || kind == Kind.PLAIN;
  }

  boolean hasInterval() {
    return kind == Kind.WITH_INTERVAL;
  }
}
