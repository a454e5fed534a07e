package io.gleaner.objective;

/** A logit was NaN or infinite: the network has diverged, and its step must not be applied. */
public final class NonFiniteLogitsException extends ArithmeticException {
  private static final long serialVersionUID = 1L;

  private final int row;
  private final int classIndex;

  NonFiniteLogitsException(int row, int classIndex, double logit) {
    super(
        "logit of batch row %d, class %d is %s: skip the step, then lower the learning rate or go back a checkpoint"
            .formatted(row, classIndex, logit));
    this.row = row;
    this.classIndex = classIndex;
  }

  /** The image's row within the batch, from 0. */
  public int row() {
    return row;
  }

  /** The class's index in the label space. */
  public int classIndex() {
    return classIndex;
  }
}
