package io.gleaner.objective;

import java.util.Arrays;

/**
 * WARP, Weston et al., "WSABIE" (IJCAI 2011), for several labels as in Gong et al., "Deep
 * Convolutional Ranking for Multilabel Image Annotation" (ICLR 2014), and RML, its robust form,
 * from the code of Cevikalp et al., "Semi-Supervised Robust Deep Neural Networks for Multi-Label
 * Image Classification" (Pattern Recognition 2019), robust_warp_sup.cc:
 *
 * <p>mean over images of Σ_{i∈P} L(r_i) Σ_{j∈N} ρ(x_j − x_i) + c (Σ_P ρ(−x_i) + Σ_N ρ(x_j)), ρ(d) =
 * max(0, 1 + d) − β max(0, s + d), L(r) = Σ_{t≤r} 1/t held constant.
 *
 * <p>WARP is β = c = 0; RML β = 0.9, s = −0.8, c = 5.
 *
 * @param rank how r_i is had
 * @param roundHalfUp whether (K − 1)/trials is rounded, as in the code, or cut, as in the papers
 * @param ramp β, how much of the hinge's slope is taken back past the ramp
 * @param rampStart s
 * @param classification c, the weight of the entries' own hinges
 * @param unknown what unknown labels count as
 */
public record Warp(
    Rank rank,
    boolean roundHalfUp,
    double ramp,
    double rampStart,
    double classification,
    Unknown unknown)
    implements Objective {

  /** How the rank of a present label is had. */
  public enum Rank {
    /** (K − 1)/trials, averaged over all orders in which the trials could be made. */
    EXPECTED,
    /** (K − 1)/trials, trying the classes by index: one fixed draw. */
    IN_CLASS_ORDER,
    /** How many of the labels that are not present violate the margin. */
    VIOLATIONS
  }

  @Override
  public double evaluate(LabelBatch batch, double[] gradient) {
    batch.check(gradient);
    batch.fillProbabilities();
    Arrays.fill(gradient, 0, batch.entries(), 0);
    double factor = 1.0 / batch.size();
    double sum = 0;
    for (int offset = 0; offset < batch.entries(); offset += batch.classes()) {
      sum += row(batch, offset, gradient, factor);
    }
    return sum * factor;
  }

  private double row(LabelBatch batch, int offset, double[] gradient, double factor) {
    double[] x = batch.logits();
    byte[] observed = batch.observed();
    double value = 0;
    for (int i = offset; i < offset + batch.classes(); i++) {
      if (observed[i] == LabelBatch.PRESENT) {
        value += pairs(batch, offset, i, gradient, factor);
        value += classification * hinge(-x[i]);
        gradient[i] -= factor * classification * slope(-x[i]);
      } else if (unknown.absent(observed[i])) {
        value += classification * hinge(x[i]);
        gradient[i] += factor * classification * slope(x[i]);
      }
    }
    return value;
  }

  private double pairs(LabelBatch batch, int offset, int i, double[] gradient, double factor) {
    double[] x = batch.logits();
    byte[] observed = batch.observed();
    double weight = weight(batch, offset, x[i]);
    double value = 0;
    for (int j = offset; weight > 0 && j < offset + batch.classes(); j++) {
      if (unknown.absent(observed[j])) {
        double distance = x[j] - x[i];
        double slope = factor * weight * slope(distance);
        value += weight * hinge(distance);
        gradient[j] += slope;
        gradient[i] -= slope;
      }
    }
    return value;
  }

  private double hinge(double distance) {
    return Math.max(0, 1 + distance) - ramp * Math.max(0, rampStart + distance);
  }

  private double slope(double distance) {
    return (1 + distance > 0 ? 1 : 0) - (rampStart + distance > 0 ? ramp : 0);
  }

  /** L(r) of a present label with logit {@code x}. */
  private double weight(LabelBatch batch, int offset, double x) {
    int absent = 0;
    int violations = 0;
    int first = 0;
    for (int j = offset; j < offset + batch.classes(); j++) {
      if (unknown.absent(batch.observed()[j])) {
        absent++;
        if (1 + batch.logits()[j] - x > 0) {
          violations++;
          first = first == 0 ? absent : first;
        }
      }
    }
    if (violations == 0) {
      return 0; // every hinge is at rest
    }
    return switch (rank) {
      case VIOLATIONS -> Harmonic.number(violations);
      case IN_CLASS_ORDER -> Harmonic.number(rankAfter(first, batch.classes()));
      case EXPECTED -> expected(absent, violations, batch.classes());
    };
  }

  private int rankAfter(int trials, int classes) {
    double ratio = (classes - 1.0) / trials;
    return (int) (roundHalfUp ? Math.floor(ratio + 0.5) : ratio);
  }

  /** Trials are drawn without replacement: the t-th is the first violation with a known chance. */
  private double expected(int absent, int violations, int classes) {
    double mean = 0;
    double noneBefore = 1;
    for (int t = 1; t <= absent - violations + 1; t++) {
      double now = violations / (double) (absent - t + 1);
      mean += noneBefore * now * Harmonic.number(rankAfter(t, classes));
      noneBefore *= 1 - now;
    }
    return mean;
  }

  @Override
  public String name() {
    return ramp == 0 && classification == 0 ? "warp" : "rml";
  }

  @Override
  public ObjectiveProperties properties() {
    // L(r) jumps where a pair enters the margin
    return new ObjectiveProperties(
        ObjectiveProperties.Differentiability.ALMOST_EVERYWHERE, true, true, false);
  }
}
