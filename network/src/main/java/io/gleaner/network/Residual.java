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
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Convolutions with batch normalisation, ReLU between them, and after the last one the sum with the
 * input (or a projection of it) and a last ReLU. Children are named as torchvision names them:
 * {@code conv1}, {@code bn1}, ..., {@code downsample.0}, {@code downsample.1}.
 */
final class Residual extends AbstractBlock {

  private final List<Block> path = new ArrayList<>();
  private final Block last = addChildBlock("relu", InPlaceActivation.relu());
  private @Nullable Block projection;

  /** Appends a convolution. */
  Residual then(String number, Block convolution) {
    if (!path.isEmpty()) {
      path.add(addChildBlock("relu" + number, InPlaceActivation.relu()));
    }
    path.add(addChildBlock("conv" + number, convolution));
    path.add(addChildBlock("bn" + number, new BatchNormalisation()));
    return this;
  }

  /** Brings the input to the output's shape; to be called after the last convolution. */
  Residual project(Block convolution) {
    Block made = new Sequence().with("0", convolution).with("1", new BatchNormalisation());
    projection = addChildBlock("downsample", made);
    return this;
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    NDList shortcut = projection == null ? inputs : projection.forward(store, inputs, training);
    // the normalised map is needed by nobody else, not even by its gradient
    NDArray sum =
        Sequence.forward(path, store, inputs, training)
            .singletonOrThrow()
            .addi(shortcut.singletonOrThrow());
    if (projection != null) {
      shortcut.close();
    }
    NDList output = last.forward(store, new NDList(sum), training);
    sum.close();
    return output;
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType dataType, Shape... inputShapes) {
    Sequence.initialize(path, manager, dataType, inputShapes);
    last.initialize(manager, dataType, getOutputShapes(inputShapes));
    if (projection != null) {
      projection.initialize(manager, dataType, inputShapes);
    }
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return Sequence.outputShapes(path, inputShapes);
  }
}
