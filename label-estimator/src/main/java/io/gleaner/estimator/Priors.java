package io.gleaner.estimator;

import io.gleaner.objective.QuantisedLogits;
import io.gleaner.protocol.v1.ClassPriors;
import java.util.Arrays;

/** One version of the class priors π: where rows start, and how rare each class is. */
final class Priors {

  private static final float BOUND = QuantisedLogits.BOUND;
  private static final float RAREST = (float) (1 / (1 + Math.exp(BOUND)));

  private final float[] logits;
  private final float[] rarity;
  private final float[] probabilities;
  private final byte[] codes;
  private final double kappa;

  private Priors(float[] logits, float[] rarity, double kappa) {
    this.kappa = kappa;
    this.logits = logits;
    this.rarity = rarity;
    this.probabilities = new float[logits.length];
    this.codes = new byte[logits.length];
    for (int k = 0; k < logits.length; k++) {
      probabilities[k] = (float) (1 / (1 + Math.exp(-logits[k])));
      codes[k] = QuantisedLogits.nearest(logits[k]);
    }
  }

  static Priors of(ClassPriors record) {
    int classes = record.getProbabilitiesCount();
    float[] logits = new float[classes];
    float[] rarity = new float[classes];
    for (int k = 0; k < classes; k++) {
      double pi = record.getProbabilities(k);
      double logit = Math.log(pi / (1 - pi));
      logits[k] = (float) Math.max(-BOUND, Math.min(BOUND, logit));
      rarity[k] = (float) (1 + Math.exp(-logits[k]));
    }
    return new Priors(logits, rarity, record.getKappa());
  }

  int classes() {
    return logits.length;
  }

  /** κ that goes with this version. */
  double kappa() {
    return kappa;
  }

  /** The logit of π, within ±8; a class this version did not know is as rare as can be. */
  float logit(int classIndex) {
    return classIndex < logits.length ? logits[classIndex] : -BOUND;
  }

  /** 1/π: among how many images the class is expected once. */
  float rarity(int classIndex) {
    return rarity[classIndex];
  }

  /** π, as far as a row's logit can hold it. */
  float probability(int classIndex) {
    return classIndex < probabilities.length ? probabilities[classIndex] : RAREST;
  }

  /**
   * π of this many classes as codes of {@link QuantisedLogits}, in an array of the caller's own.
   */
  byte[] codes(int classes) {
    return codes(codes, classes);
  }

  /** The codes of some classes as those of another number; a class not among them is rarest. */
  static byte[] codes(byte[] known, int classes) {
    byte[] all = Arrays.copyOf(known, classes);
    if (classes > known.length) {
      Arrays.fill(all, known.length, classes, QuantisedLogits.nearest(-BOUND));
    }
    return all;
  }
}
