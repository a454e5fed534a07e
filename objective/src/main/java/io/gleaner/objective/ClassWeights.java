package io.gleaner.objective;

/**
 * Weights of entries that even out how rare classes are, n_k images of N carrying class k.
 *
 * @param kind how a weight comes from the counts
 * @param norm by what weights are divided
 * @param alpha α of re-balancing, 0.1 as published
 * @param beta β of re-balancing, 10 as published
 * @param mu μ of re-balancing, 0.3 as published for VOC, 0.2 for COCO
 * @param effective β of the effective number of samples
 */
public record ClassWeights(
    Kind kind, Norm norm, double alpha, double beta, double mu, double effective) {

  /** How a weight comes from the counts. */
  public enum Kind {
    /** One. */
    NONE,
    /** N/n_k. */
    INVERSE,
    /** √(N/n_k). */
    SQUARE_ROOT_INVERSE,
    /**
     * α + σ(β(r − μ)), r = (1/n_k)/Σ_{j∈P}(1/n_j): Wu et al., "Distribution-Balanced Loss" (ECCV
     * 2020); without a present label r is infinite.
     */
    REBALANCED,
    /** (1 − β)/(1 − β^n_k): Cui et al., "Class-Balanced Loss" (CVPR 2019). */
    EFFECTIVE_NUMBER,
    /** As that, of the mean n_k of the image's present labels, for all its entries. */
    EFFECTIVE_OF_MEAN_COUNT,
    /** The mean of that over the image's present labels, for all its entries. */
    EFFECTIVE_MEAN,
    /** As that, of the least n_k of the image's present labels, for all its entries. */
    EFFECTIVE_OF_LEAST_COUNT
  }

  /** By what weights are divided. */
  public enum Norm {
    /** Nothing. */
    NONE,
    /** The image's largest. */
    BY_IMAGE,
    /** The batch's largest. */
    BY_BATCH
  }

  /** Refuses values outside their ranges. */
  public ClassWeights {
    Parameters.require(effective > 0 && effective < 1, "effective-beta", effective, "in (0, 1)");
  }

  /** Of a kind, not normalised, with published parameters. */
  public static ClassWeights of(Kind kind) {
    return new ClassWeights(kind, Norm.NONE, 0.1, 10, 0.3, 0.9);
  }

  /** Writes the weight of each of the batch's entries. */
  void fill(LabelBatch batch, ClassCounts counts, double[] weights) {
    double batchMax = 0;
    int classes = batch.classes();
    for (int offset = 0; offset < batch.entries(); offset += classes) {
      if (offset > 0 && byClass()) {
        System.arraycopy(weights, 0, weights, offset, classes);
        continue;
      }
      double whole = ofImage(batch, counts, offset);
      double imageMax = 0;
      for (int k = 0; k < classes; k++) {
        weights[offset + k] = ofEntry(counts, k, whole);
        imageMax = Math.max(imageMax, weights[offset + k]);
      }
      if (norm == Norm.BY_IMAGE) {
        divide(weights, offset, classes, imageMax);
      }
      batchMax = Math.max(batchMax, imageMax);
    }
    if (norm == Norm.BY_BATCH) {
      divide(weights, 0, batch.entries(), batchMax);
    }
  }

  /** Whether a weight follows from its class alone, the same for every image. */
  boolean byClass() {
    return switch (kind) {
      case NONE, INVERSE, SQUARE_ROOT_INVERSE, EFFECTIVE_NUMBER -> true;
      default -> false;
    };
  }

  private static void divide(double[] weights, int offset, int length, double by) {
    for (int i = offset; i < offset + length; i++) {
      weights[i] /= by;
    }
  }

  private double ofEntry(ClassCounts counts, int k, double whole) {
    return switch (kind) {
      case NONE -> 1;
      case INVERSE -> counts.images() / counts.present(k);
      case SQUARE_ROOT_INVERSE -> Math.sqrt(counts.images() / counts.present(k));
      case REBALANCED -> {
        double ratio = 1 / (counts.present(k) * whole);
        yield alpha + 1 / (1 + Math.exp(-beta * (ratio - mu)));
      }
      case EFFECTIVE_NUMBER -> effective(counts.present(k));
      default -> whole;
    };
  }

  /** What the image's present labels, or all its labels when none is, have in common. */
  private double ofImage(LabelBatch batch, ClassCounts counts, int offset) {
    int present = 0;
    for (int k = 0; k < batch.classes(); k++) {
      present += batch.observed()[offset + k] == LabelBatch.PRESENT ? 1 : 0;
    }
    return switch (kind) {
      case REBALANCED -> present == 0 ? 0 : sum(batch, counts, offset, false);
      case EFFECTIVE_OF_MEAN_COUNT ->
          effective(
              sum(batch, counts, offset, present == 0)
                  / (present == 0 ? batch.classes() : present));
      case EFFECTIVE_MEAN ->
          sum(batch, counts, offset, present == 0) / (present == 0 ? batch.classes() : present);
      case EFFECTIVE_OF_LEAST_COUNT -> effective(least(batch, counts, offset));
      default -> 0;
    };
  }

  private double sum(LabelBatch batch, ClassCounts counts, int offset, boolean all) {
    double sum = 0;
    for (int k = 0; k < batch.classes(); k++) {
      if (all || batch.observed()[offset + k] == LabelBatch.PRESENT) {
        double n = counts.present(k);
        sum +=
            switch (kind) {
              case REBALANCED -> 1 / n;
              case EFFECTIVE_MEAN -> effective(n);
              default -> n;
            };
      }
    }
    return sum;
  }

  private static double least(LabelBatch batch, ClassCounts counts, int offset) {
    double least = Double.POSITIVE_INFINITY;
    for (int k = 0; k < batch.classes(); k++) {
      if (batch.observed()[offset + k] == LabelBatch.PRESENT) {
        least = Math.min(least, counts.present(k));
      }
    }
    return least;
  }

  private double effective(double n) {
    return (1 - effective) / (1 - Math.pow(effective, n));
  }
}
