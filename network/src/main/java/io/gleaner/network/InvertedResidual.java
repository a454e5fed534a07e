package io.gleaner.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import org.jspecify.annotations.Nullable;

/** A path of layers, to whose result the input is added where both have the same shape. */
final class InvertedResidual extends AbstractBlock {

  private final Block path;
  private final boolean shortcut;

  InvertedResidual(Block path, boolean shortcut) {
    this.path = addChildBlock("conv", path);
    this.shortcut = shortcut;
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    NDList outputs = path.forward(store, inputs, training);
    if (!shortcut) {
      return outputs;
    }
    // the path ends with batch normalisation, whose gradient does not need its result
    NDArray sum = outputs.singletonOrThrow().addi(inputs.singletonOrThrow());
    return new NDList(sum);
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType dataType, Shape... inputShapes) {
    path.initialize(manager, dataType, inputShapes);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return path.getOutputShapes(inputShapes);
  }
}
