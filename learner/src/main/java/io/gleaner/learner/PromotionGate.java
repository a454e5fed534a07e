package io.gleaner.learner;

import io.gleaner.protocol.v1.ModelVersion.Status;
import java.util.Locale;

/**
 * Whether a checkpoint is served. It is when its holdout mAP is not below the best recent one's by
 * more than a tolerance, both on the same images; and, marked as ungated, when there is nothing to
 * compare on or with.
 *
 * @param minImages with fewer holdout images there is no gate
 * @param tolerance in points of 100
 */
record PromotionGate(int minImages, double tolerance) {
  private static final double POINTS = 100;

  /** What was decided, and why in one line. */
  record Decision(Status status, String reason) {}

  /**
   * Decides.
   *
   * @param candidateMap in [0, 1], or NaN
   * @param bestMap of the best recent checkpoint on the same images; NaN if there is none
   * @param images holdout images that both were scored on
   */
  Decision decide(double candidateMap, double bestMap, int images) {
    if (images < minImages) {
      return new Decision(
          Status.UNGATED, "%d holdout images, the gate needs %d".formatted(images, minImages));
    }
    if (Double.isNaN(candidateMap)) {
      return new Decision(Status.UNGATED, "no holdout image has a known positive");
    }
    if (Double.isNaN(bestMap)) {
      return new Decision(Status.UNGATED, "the first with enough holdout images");
    }
    boolean holds = POINTS * (bestMap - candidateMap) <= tolerance;
    String reason =
        String.format(
            Locale.ROOT,
            "holdout mAP %.2f, best recent %.2f, tolerance %.2f, %d images",
            POINTS * candidateMap,
            POINTS * bestMap,
            tolerance,
            images);
    return new Decision(holds ? Status.PROMOTED : Status.REJECTED, reason);
  }
}
