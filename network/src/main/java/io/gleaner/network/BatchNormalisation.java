package io.gleaner.network;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import org.jspecify.annotations.Nullable;

/**
 * Batch normalisation of [B, C, H, W] (Ioffe and Szegedy 2015) with torchvision's constants. Its
 * running statistics can be frozen: a training pass then normalises with them and leaves them as
 * they are, while gradients flow.
 */
final class BatchNormalisation extends AbstractBlock {

  /** What a running statistic keeps of itself in one training pass. */
  private static final float KEPT = 0.9f;

  private static final float EPSILON = 1e-5f;

  /** DJL's word for channels where PyTorch has them; any other makes it turn the axes twice. */
  private static final int CHANNELS = -1;

  private final Parameter scale;
  private final Parameter shift;
  private final Parameter mean;
  private final Parameter variance;
  private boolean frozen;

  BatchNormalisation() {
    this.scale = parameter("gamma", Parameter.Type.GAMMA, true);
    this.shift = parameter("beta", Parameter.Type.BETA, true);
    this.mean = parameter("runningMean", Parameter.Type.RUNNING_MEAN, false);
    this.variance = parameter("runningVar", Parameter.Type.RUNNING_VAR, false);
  }

  private Parameter parameter(String name, Parameter.Type type, boolean trained) {
    return addParameter(
        Parameter.builder().setName(name).setType(type).optRequiresGrad(trained).build());
  }

  /** Freezes the statistics of every batch normalisation below a block, or lets them live. */
  static void freeze(Block block, boolean frozen) {
    if (block instanceof BatchNormalisation normalisation) {
      normalisation.frozen = frozen;
    }
    block.getChildren().values().forEach(child -> freeze(child, frozen));
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    NDArray input = inputs.singletonOrThrow();
    Device device = input.getDevice();
    return BatchNorm.batchNorm(
        input,
        store.getValue(mean, device, training),
        store.getValue(variance, device, training),
        store.getValue(scale, device, training),
        store.getValue(shift, device, training),
        CHANNELS,
        KEPT,
        EPSILON,
        training && !frozen);
  }

  @Override
  protected void prepare(Shape[] inputShapes) {
    Shape channels = new Shape(inputShapes[0].get(1));
    getDirectParameters().values().forEach(parameter -> parameter.setShape(channels));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return inputShapes;
  }
}
