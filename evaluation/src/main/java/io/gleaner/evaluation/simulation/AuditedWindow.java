package io.gleaner.evaluation.simulation;

import io.gleaner.evaluation.AuditedScores;
import io.gleaner.evaluation.MeanAveragePrecision;
import io.gleaner.evaluation.ScoredLabels;
import io.gleaner.evaluation.Truth;
import java.util.SplittableRandom;

/**
 * One window of a stream, seen twice: as quality figures see it, with a few random audits, and with
 * every label known.
 *
 * @param audited scores of all images, truth of the audited entries
 * @param truth scores and truth of all entries
 */
public record AuditedWindow(AuditedScores audited, ScoredLabels truth) {

  /**
   * Draws images, without repetition as far as there are enough, and audits.
   *
   * @param share chance with which an entry is audited; 0 for no audits
   */
  public static AuditedWindow draw(
      ScoredImages pool, int images, double share, SplittableRandom random) {
    int classes = pool.names().size();
    AuditedWindow window =
        new AuditedWindow(new AuditedScores(classes), new ScoredLabels(images, classes));
    int[] order = Permutation.of(pool.count(), random);
    for (int i = 0; i < images; i++) {
      int image = images <= order.length ? order[i] : random.nextInt(order.length);
      window.add(pool.probabilities(image), pool.present(image), share, random);
    }
    return window;
  }

  private void add(
      float[] probabilities, boolean[] present, double share, SplittableRandom random) {
    byte[] codes = new byte[present.length];
    audited.scored(probabilities);
    for (int k = 0; k < codes.length; k++) {
      codes[k] = present[k] ? Truth.PRESENT : Truth.ABSENT;
      if (random.nextDouble() < share) {
        audited.audited(k, probabilities[k], codes[k], share);
      }
    }
    truth.add(probabilities, codes);
  }

  /** The mAP that full labels give. */
  public double trueMap() {
    return MeanAveragePrecision.of(truth).value();
  }
}
