package io.gleaner.estimator;

/**
 * What somebody answered to the open query of an image. Only answers to random audits stand for the
 * labels nobody asked about, each for one over its propensity of them; the classes of the others
 * were chosen because they are unlike the rest, and no weight makes up for that.
 *
 * @param score the probability that the image's first scores gave the class, as {@link Arrival}
 *     keeps it; NaN if the image was not scored yet
 * @param auditPropensity the chance with which a random audit drew this class of this image, in (0,
 *     1], as it was kept with the open query; 0 if it was chosen
 */
record QueryAnswer(int classIndex, boolean present, float score, double auditPropensity) {

  static QueryAnswer of(OpenQuery query, boolean present, Row row) {
    Arrival arrival = row.arrival();
    int k = query.classIndex();
    float score =
        arrival != null && k < arrival.logits().length
            ? Estimates.probability(arrival.logits()[k])
            : Float.NaN;
    return new QueryAnswer(k, present, score, query.auditPropensity());
  }

  boolean audit() {
    return auditPropensity > 0;
  }
}
