package io.gleaner.evaluation;

/**
 * How much surer a model is of positives than of negatives: Δp = p_t⁺ − p_t⁻, with p_t = p for a
 * present and 1 − p for an absent entry (Ridnik et al., Asymmetric Loss for Multi-Label
 * Classification, Eq. 9–10). Negative where positives are hard to learn; adaptive asymmetry steers
 * by it. Accumulates; not thread-safe.
 */
public final class ProbabilityGap {
  private double presentSum;
  private double absentSum;
  private long present;
  private long absent;

  /**
   * Adds entries of any shape.
   *
   * @param probabilities in [0, 1]
   * @param truth {@link Truth} codes, same length; unknown entries are left out
   */
  public void add(float[] probabilities, byte[] truth) {
    if (probabilities.length != truth.length) {
      throw new IllegalArgumentException(
          probabilities.length + " probabilities but " + truth.length + " truth codes");
    }
    for (int i = 0; i < truth.length; i++) {
      if (truth[i] == Truth.PRESENT) {
        presentSum += probabilities[i];
        present++;
      } else if (truth[i] == Truth.ABSENT) {
        absentSum += 1.0 - probabilities[i];
        absent++;
      }
    }
  }

  /** Adds what another one has seen. */
  public void merge(ProbabilityGap other) {
    presentSum += other.presentSum;
    absentSum += other.absentSum;
    present += other.present;
    absent += other.absent;
  }

  /** Δp in [−1, 1]; NaN until both a present and an absent entry were added. */
  public double gap() {
    return positive() - negative();
  }

  /** p_t⁺: the mean probability given to present entries; NaN when there is none. */
  public double positive() {
    return presentSum / present;
  }

  /** p_t⁻: the mean of 1 − p over absent entries; NaN when there is none. */
  public double negative() {
    return absentSum / absent;
  }

  public long positives() {
    return present;
  }

  public long negatives() {
    return absent;
  }
}
