package io.gleaner.estimator;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Decides which classes an image is said to show, and whether a consumer should hear of it.
 *
 * @param threshold used where the model names none, and on estimates where there is no score
 * @param hysteresis a class once present stays so until its score falls this far below its
 *     threshold
 * @param minChange a score that moved more than this is published although nothing crossed
 */
record Decisions(float threshold, float hysteresis, float minChange) {

  /**
   * Per class: observed present, or not observed absent and scored at its threshold or above. A
   * class without a score goes by its estimate.
   *
   * @param probabilities scores as {@link Scores#quantise quantised}, maybe of fewer classes
   * @param before the last published decisions
   */
  boolean[] decide(
      byte[] observed,
      short[] probabilities,
      @Nullable Estimates estimates,
      @Nullable Scores before,
      ScoringModel model) {
    boolean[] present = new boolean[observed.length];
    for (int k = 0; k < present.length; k++) {
      if (observed[k] != Verdict.UNKNOWN) {
        present[k] = observed[k] == Verdict.PRESENT.code();
      } else if (k < probabilities.length) {
        float stays = before != null && before.present(k) ? hysteresis : 0;
        float needed = model.threshold(k, threshold) - stays;
        present[k] = Scores.probability(probabilities[k]) >= needed;
      } else if (estimates != null && k < estimates.classes()) {
        present[k] = estimates.probability(k) >= threshold;
      }
    }
    return present;
  }

  /** Whether new scores and decisions differ from the published ones by what a consumer heeds. */
  boolean worthTelling(short[] probabilities, boolean[] present, Scores before) {
    return probabilities.length != before.classes()
        || !Arrays.equals(present, before.present())
        || moved(probabilities, before.probabilities());
  }

  private boolean moved(short[] now, short[] before) {
    int least = Math.round(minChange * 0xFFFF);
    for (int k = 0; k < now.length; k++) {
      if (Math.abs((now[k] & 0xFFFF) - (before[k] & 0xFFFF)) > least) {
        return true;
      }
    }
    return false;
  }
}
