package io.gleaner.evaluation;

/**
 * How good each image's best-scored classes are, averaged over images.
 *
 * @param precision mean share of the chosen that are present (of {@code count}, even if fewer are
 *     known)
 * @param recall mean share of the present that are chosen; 0 for an image without any
 * @param anyHit share of images with at least one present among the chosen
 */
public record SamplesAtTop(double precision, double recall, double anyHit) {
  /**
   * Takes the best-scored known classes of each image; the lower index goes first among equals.
   *
   * @param count how many, at least 1
   */
  public static SamplesAtTop of(ScoredLabels scored, int count) {
    boolean[] chosen = new boolean[scored.classes()];
    double precision = 0;
    double recall = 0;
    int anyHit = 0;
    for (int i = 0; i < scored.images(); i++) {
      byte[] truth = scored.truth(i);
      Top.choose(scored.scores(i), truth, count, chosen);
      int positives = 0;
      int hits = 0;
      for (int k = 0; k < truth.length; k++) {
        boolean present = truth[k] == Truth.PRESENT;
        positives += present ? 1 : 0;
        hits += present && chosen[k] ? 1 : 0;
      }
      precision += (double) hits / count;
      recall += positives == 0 ? 0 : (double) hits / positives;
      anyHit += hits > 0 ? 1 : 0;
    }
    double images = scored.images();
    return new SamplesAtTop(precision / images, recall / images, anyHit / images);
  }
}
