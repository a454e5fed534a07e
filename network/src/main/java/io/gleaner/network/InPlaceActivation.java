package io.gleaner.network;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import org.jspecify.annotations.Nullable;

/**
 * An activation that overwrites its input, as PyTorch's {@code inplace=True}: for results that
 * nobody else needs, such as those of batch normalisation. DJL has none, and what it has for ReLU6,
 * a clip, takes four passes over the map in the backward pass where PyTorch's own takes one. So one
 * line of TorchScript calls it.
 */
final class InPlaceActivation extends AbstractBlock {

  private final String function;
  private @Nullable PtSymbolBlock script;

  private InPlaceActivation(String function) {
    this.function = function;
  }

  /** max(x, 0). */
  static Block relu() {
    return new InPlaceActivation("torch.relu_(x)");
  }

  /** min(max(x, 0), 6). */
  static Block relu6() {
    return new InPlaceActivation("torch.hardtanh_(x, 0., 6.)");
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType dataType, Shape... inputShapes) {
    script = FunctionScript.load((PtNDManager) manager, function);
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    if (script == null) {
      throw new IllegalStateException("the activation is not initialised");
    }
    // always as in training: the thread's grad mode alone decides what is remembered
    return IValueUtils.forward(script, inputs, true);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return inputShapes;
  }
}
