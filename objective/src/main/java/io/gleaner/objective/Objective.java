package io.gleaner.objective;

/**
 * A training objective on the logits of a batch: its value and its gradient, in one pass, in
 * double.
 *
 * <p>Implementations are records of their parameters, each citing the paper and equation it
 * follows. The gradient is what the network's backward pass starts from, so no automatic
 * differentiation is needed; an objective allocates nothing of the batch's size after its first
 * evaluation.
 */
public sealed interface Objective
    permits Pointwise,
        Role,
        Epr,
        AdaptiveAsl,
        SingleLabelAsl,
        MultiLabelSoftmax,
        TwoWay,
        PairwiseRanking,
        Warp,
        MeanWarp,
        BpMll,
        Lsep,
        Wlsep,
        DistributionBalanced,
        LargeLoss,
        PartialAsl,
        Gpr {

  /**
   * Evaluates the batch and overwrites {@code gradient}.
   *
   * <p>{@link LabelBatch#probabilities()} holds the sigmoid of every logit afterwards.
   *
   * @param batch logits, observed labels and whatever else this objective reads; B images, K
   *     classes
   * @param gradient receives dL/dlogits, row-major, at least B·K long
   * @return the batch's loss, reduced as the objective's source does
   * @throws NonFiniteLogitsException when a logit is NaN or infinite; the gradient and the
   *     probabilities are undefined then, and nothing else has changed
   * @throws IllegalArgumentException when {@code gradient} is too short
   */
  double evaluate(LabelBatch batch, double[] gradient);

  /** The same with another κ, as it is estimated anew; itself where κ is of no matter. */
  default Objective withKappa(double kappa) {
    return this;
  }

  /** What it has learnt from the batches so far and a checkpoint must keep; mostly nothing. */
  default double[] state() {
    return new double[0];
  }

  /**
   * Takes up what {@link #state} gave.
   *
   * @throws IllegalArgumentException when it is not of this objective's shape
   */
  default void restore(double[] state) {
    Parameters.require(state.length == 0, "length of the state", state.length, "0");
  }

  /** The name under which {@link Objectives#byName} builds it. */
  String name();

  /** What a caller, and the contract tests, may rely on. */
  ObjectiveProperties properties();
}
