package io.gleaner.objective;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The estimates' half of ROLE (Cole et al., CVPR 2021) as a closed-form step on one image's row of
 * estimate logits φ, e = σ(φ). With f the classifier's probabilities:
 *
 * <pre>
 * g_k = ½ [ −z⁺_k (1 − e_k) + z⁻_k e_k + (e_k − f_k) ] + λ((κ̂ − κ)/K) · e_k (1 − e_k)
 * φ_k ← clamp(φ_k − η g_k, ±bound)
 * </pre>
 *
 * <p>g is the gradient of the batch's loss times B·K, so the original's joint SGD is η =
 * lr·lr_mult/(B·K).
 *
 * @param eta η, 10 by default: what was measured best
 * @param bound largest |φ|, 8 by default; infinite in the original
 * @param logEpsilon added to the arguments of logarithms; zero, or 1e-5 to match the original's
 *     code
 */
public record RoleEstimates(double eta, double bound, double logEpsilon) {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

  /** Refuses values outside their ranges. */
  public RoleEstimates {
    Parameters.require(eta > 0, "eta", eta, "above 0");
    Parameters.require(bound > 0, "bound", bound, "above 0");
    Parameters.require(logEpsilon >= 0, "log-epsilon", logEpsilon, "0 or more");
  }

  /** η = 10, |φ| ≤ 8, no epsilon. */
  public RoleEstimates() {
    this(10, QuantisedLogits.BOUND, 0);
  }

  /**
   * λ(κ̂ − κ)/K of a batch, the factor of e(1 − e) in every row's gradient.
   *
   * @param estimates e, row-major, at least {@code size·classes} long
   */
  public static double eprGradient(
      double[] estimates, int size, int classes, double kappa, double lambda) {
    double sum = 0;
    for (int i = 0; i < size * classes; i++) {
      sum += estimates[i];
    }
    return lambda * (sum / size - kappa) / classes;
  }

  /**
   * Steps one row in place.
   *
   * @param logits φ of the row, K of them
   * @param observed codes of {@link LabelBatch}
   * @param probabilities f of the row
   * @param eprGradient λ(κ̂ − κ)/K of the batch that f came from
   */
  public void update(double[] logits, byte[] observed, double[] probabilities, double eprGradient) {
    for (int k = 0; k < logits.length; k++) {
      logits[k] = step(logits[k], observed[k], probabilities[k], eprGradient);
    }
  }

  /** As {@link #update(double[], byte[], double[], double)}, for rows kept in float. */
  public void update(float[] logits, byte[] observed, float[] probabilities, double eprGradient) {
    for (int k = 0; k < logits.length; k++) {
      logits[k] = (float) step(logits[k], observed[k], probabilities[k], eprGradient);
    }
  }

  /**
   * As {@link #update(float[], byte[], float[], double)}, for rows whose e = σ(φ) is known, as that
   * of rows in 8 bits is from a table. In float throughout, and observed classes apart, so that the
   * loop can be compiled to vector instructions; without {@code logEpsilon}.
   *
   * @param estimates e of the row
   */
  public void update(
      float[] logits, float[] estimates, byte[] observed, float[] f, double eprGradient) {
    float half = (float) eta / 2;
    pullToObserved(logits, estimates, observed, half);
    pullToClassifier(logits, estimates, f, half, (float) (eta * eprGradient), (float) bound);
  }

  private static void pullToObserved(
      float[] logits, float[] estimates, byte[] observed, float half) {
    int classes = logits.length;
    for (int k = known(observed, 0, classes); k < classes; k = known(observed, k + 1, classes)) {
      logits[k] += half * (observed[k] == LabelBatch.PRESENT ? 1 - estimates[k] : -estimates[k]);
    }
  }

  /** The next class from one on that somebody spoke of; mostly there are few of many. */
  private static int known(byte[] observed, int from, int classes) {
    int k = from;
    while (k + Long.BYTES <= classes && (long) LONGS.get(observed, k) == 0) {
      k += Long.BYTES;
    }
    while (k < classes && observed[k] == LabelBatch.UNKNOWN) {
      k++;
    }
    return k;
  }

  // Apart from the loop above: in one method with its branch, this one is not compiled to vector
  // instructions and takes four times as long.
  private static void pullToClassifier(
      float[] logits, float[] estimates, float[] f, float half, float epr, float most) {
    for (int k = 0; k < logits.length; k++) {
      float e = estimates[k];
      float moved = logits[k] - half * (e - f[k]) - epr * e * (1 - e);
      logits[k] = Math.max(-most, Math.min(most, moved));
    }
  }

  /** One class's step: its new φ. */
  public double step(double logit, byte observed, double probability, double eprGradient) {
    double moved = logit - eta * gradient(logit, observed, probability, eprGradient);
    return Math.max(-bound, Math.min(bound, moved));
  }

  private double gradient(double logit, byte observed, double f, double eprGradient) {
    double t = Math.exp(-Math.abs(logit));
    double r = 1 / (1 + t);
    double e = logit >= 0 ? r : t * r;
    double rest = logit >= 0 ? t * r : r;
    double spread = e * rest;
    // −d log(e + ε)/dφ and d log(1 − e + ε)/dφ: 1 − e and e without an epsilon
    double up = logEpsilon == 0 ? rest : spread / (e + logEpsilon);
    double down = logEpsilon == 0 ? e : spread / (rest + logEpsilon);
    double g = (1 - f) * down - f * up;
    if (observed == LabelBatch.PRESENT) {
      g -= up;
    } else if (observed == LabelBatch.ABSENT) {
      g += down;
    }
    return 0.5 * g + eprGradient * spread;
  }
}
