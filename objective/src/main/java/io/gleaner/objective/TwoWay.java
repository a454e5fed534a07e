package io.gleaner.objective;

import java.util.Arrays;

/**
 * Two-way multi-label loss, Kobayashi, "Two-way Multi-Label Loss" (CVPR 2023): softplus(T_N log
 * Σ_{n∈N} e^{x_n/T_N} + T_P log Σ_{p∈P} e^{−x_p/T_P}) averaged over the classes that have a present
 * label in the batch (class-wise), plus the same over images (sample-wise).
 *
 * <p>The margin form has m inside the softplus. It follows from the formula above: to ask that
 * present logits be m_P higher, and absent ones m_N lower, than without a margin, replace x_p by
 * x_p − m_P and x_n by x_n + m_N; both leave the logarithms, whatever the temperatures, as m = m_P
 * + m_N. With one present label and T_P = T_N = 1 it is the softmax loss with an additive margin.
 * The paper's supplement was not at hand, so this could not be compared with its equations i–iii.
 *
 * @param presentTemperature T_P, 4 as published
 * @param absentTemperature T_N, 1 as published
 * @param direction which of the two
 * @param mask added to the scaled logits of what is not in a set: minus infinity is exact, the code
 *     has −100, so that extreme logits leak from one set into the other
 * @param margin m, a bias inside the softplus, 0 as published: how much further present logits are
 *     to be above absent ones
 * @param unknown ignored, as in the code, or absent
 */
public record TwoWay(
    double presentTemperature,
    double absentTemperature,
    Direction direction,
    double mask,
    double margin,
    Unknown unknown)
    implements Objective {

  /** Along which lines of the batch present and absent labels are compared. */
  public enum Direction {
    /** Classes of an image. */
    SAMPLE_WISE,
    /** Images of a class. */
    CLASS_WISE,
    /** Both, added. */
    BOTH
  }

  /** Refuses values outside their ranges. */
  public TwoWay {
    Parameters.require(presentTemperature > 0, "temperature-present", presentTemperature, "over 0");
    Parameters.require(absentTemperature > 0, "temperature-absent", absentTemperature, "over 0");
    Parameters.require(mask < 0, "mask", mask, "below 0");
  }

  @Override
  public double evaluate(LabelBatch batch, double[] gradient) {
    batch.check(gradient);
    batch.fillProbabilities();
    Arrays.fill(gradient, 0, batch.entries(), 0);
    double value = 0;
    if (direction != Direction.SAMPLE_WISE) {
      value += lines(batch, gradient, batch.classes(), 1, batch.classes(), batch.size());
    }
    if (direction != Direction.CLASS_WISE) {
      value += lines(batch, gradient, batch.size(), batch.classes(), 1, batch.classes());
    }
    return value;
  }

  /** The mean over lines with a present label; a line's entries are {@code stride} apart. */
  private double lines(
      LabelBatch batch, double[] gradient, int lines, int between, int stride, int length) {
    int counted = 0;
    for (int line = 0; line < lines; line++) {
      counted += hasPresent(batch, line * between, stride, length) ? 1 : 0;
    }
    double sum = 0;
    for (int line = 0; line < lines; line++) {
      if (hasPresent(batch, line * between, stride, length)) {
        sum += line(batch, gradient, line * between, stride, length, 1.0 / counted);
      }
    }
    return counted == 0 ? 0 : sum / counted;
  }

  private static boolean hasPresent(LabelBatch batch, int offset, int stride, int length) {
    byte[] observed = batch.observed();
    for (int j = 0, i = offset; j < length; j++, i += stride) {
      if (observed[i] == LabelBatch.PRESENT) {
        return true;
      }
    }
    return false;
  }

  private double line(
      LabelBatch batch, double[] gradient, int offset, int stride, int length, double factor) {
    double[] terms = batch.scratch(2 * length);
    double absentMax = Double.NEGATIVE_INFINITY;
    double presentMax = Double.NEGATIVE_INFINITY;
    for (int j = 0, i = offset; j < length; j++, i += stride) {
      double x = batch.logits()[i];
      byte observed = batch.observed()[i];
      terms[2 * j] = x / absentTemperature + (unknown.absent(observed) ? 0 : mask);
      terms[2 * j + 1] = -x / presentTemperature + (observed == LabelBatch.PRESENT ? 0 : mask);
      absentMax = Math.max(absentMax, terms[2 * j]);
      presentMax = Math.max(presentMax, terms[2 * j + 1]);
    }
    if (absentMax == Double.NEGATIVE_INFINITY) {
      return 0; // nothing absent to compare with: softplus(−∞)
    }
    double absentSum = 0;
    double presentSum = 0;
    for (int j = 0; j < length; j++) {
      terms[2 * j] = exp(terms[2 * j] - absentMax);
      terms[2 * j + 1] = exp(terms[2 * j + 1] - presentMax);
      absentSum += terms[2 * j];
      presentSum += terms[2 * j + 1];
    }
    Entry z = batch.entry();
    z.at(
        absentTemperature * (absentMax + Math.log(absentSum))
            + presentTemperature * (presentMax + Math.log(presentSum))
            + margin);
    double absentFactor = factor * z.p / absentSum;
    double presentFactor = factor * z.p / presentSum;
    for (int j = 0, i = offset; j < length; j++, i += stride) {
      gradient[i] += absentFactor * terms[2 * j] - presentFactor * terms[2 * j + 1];
    }
    return z.minusLogQ();
  }

  private static double exp(double x) {
    return x == Double.NEGATIVE_INFINITY ? 0 : Math.exp(x);
  }

  @Override
  public String name() {
    return "two-way";
  }

  @Override
  public ObjectiveProperties properties() {
    // class-wise, a copied batch has twice the terms inside the logarithms
    return new ObjectiveProperties(
        ObjectiveProperties.Differentiability.EVERYWHERE,
        true,
        direction == Direction.SAMPLE_WISE,
        false);
  }
}
