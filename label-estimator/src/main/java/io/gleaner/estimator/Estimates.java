package io.gleaner.estimator;

import io.gleaner.objective.QuantisedLogits;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What is believed of each class: the logit φ in eight bits, and which TRAIN prediction moved it
 * last. May be shorter than the label space: classes beyond have not started yet. The array is
 * shared, not copied: nobody writes into it after construction.
 */
final class Estimates {

  private static final float[] PROBABILITY = probabilities();
  private static final int[] NONE = new int[0];

  private final byte[] logits;
  private final long priorVersion;
  private final ModelStep applied;
  private final History history;
  private final int @Nullable [] explicit;
  private final int[] moved;

  /**
   * @param logits one code of {@link QuantisedLogits} a class
   * @param priorVersion of the class priors that the row started from, or stands at if it is sparse
   * @param history of the steps applied last
   */
  Estimates(byte[] logits, long priorVersion, ModelStep applied, History history) {
    this(logits, priorVersion, applied, history, null, NONE);
  }

  /**
   * Estimates just after a step, with what it takes a pass over all classes to find again.
   *
   * @param explicit the classes that differ from the priors of that version, in ascending order;
   *     null if they were not looked for
   * @param moved the classes that the step moved, in ascending order
   */
  Estimates(
      byte[] logits,
      long priorVersion,
      ModelStep applied,
      History history,
      int @Nullable [] explicit,
      int[] moved) {
    this.logits = logits;
    this.priorVersion = priorVersion;
    this.applied = applied;
    this.history = history;
    this.explicit = explicit;
    this.moved = moved;
  }

  private static float[] probabilities() {
    float[] table = new float[256];
    for (int code = -128; code < 128; code++) {
      table[code & 0xFF] = (float) (1 / (1 + Math.exp(-QuantisedLogits.decode((byte) code))));
    }
    return table;
  }

  /** e = σ(φ) of a stored logit. */
  static float probability(byte logit) {
    return PROBABILITY[logit & 0xFF];
  }

  /** e of every code, by its unsigned value; not to be written into. */
  static float[] probabilityOfCodes() {
    return PROBABILITY;
  }

  /** The nearest stored logit of a probability. */
  static byte logit(double probability) {
    return QuantisedLogits.nearest((float) Math.log(probability / (1 - probability)));
  }

  int classes() {
    return logits.length;
  }

  byte logit(int classIndex) {
    return logits[classIndex];
  }

  float probability(int classIndex) {
    return probability(logits[classIndex]);
  }

  /** Σ e over the classes. */
  double expectedPositives() {
    // Four sums, as each addition waits for the one before it.
    double first = 0;
    double second = 0;
    double third = 0;
    double fourth = 0;
    int k = 0;
    for (; k + 3 < logits.length; k += 4) {
      first += probability(logits[k]);
      second += probability(logits[k + 1]);
      third += probability(logits[k + 2]);
      fourth += probability(logits[k + 3]);
    }
    for (; k < logits.length; k++) {
      first += probability(logits[k]);
    }
    return first + second + third + fourth;
  }

  byte[] logits() {
    return logits;
  }

  long priorVersion() {
    return priorVersion;
  }

  ModelStep applied() {
    return applied;
  }

  History history() {
    return history;
  }

  /** Where these differ from their priors, in ascending order; null if nobody has looked. */
  int @Nullable [] explicit() {
    return explicit;
  }

  /** The classes that the step just applied moved; none of estimates that were stored since. */
  int[] moved() {
    return moved;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Estimates that
        && Arrays.equals(logits, that.logits)
        && priorVersion == that.priorVersion
        && applied.equals(that.applied)
        && history.equals(that.history);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(logits) + applied.hashCode();
  }

  @Override
  public String toString() {
    return "Estimates[%s, prior %d, %s]".formatted(Arrays.toString(logits), priorVersion, applied);
  }
}
