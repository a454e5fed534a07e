package io.gleaner.network;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import org.jspecify.annotations.Nullable;

/**
 * Blocks one after another whose children carry the names they are given, so that parameters can be
 * named as torchvision names them. DJL's own sequence names its children after their classes.
 */
final class Sequence extends AbstractBlock {

  Sequence with(String name, Block block) {
    addChildBlock(name, block);
    return this;
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    return forward(children.values(), store, inputs, training);
  }

  /**
   * Runs blocks one after another. What lies between two of them is closed at once: PyTorch keeps
   * what the backward pass needs, and the memory of the rest serves the layers that follow.
   */
  static NDList forward(
      Iterable<Block> blocks, ParameterStore store, NDList inputs, boolean training) {
    NDList current = inputs;
    boolean between = false;
    for (Block block : blocks) {
      NDList next = block.forward(store, current, training);
      if (between) {
        current.close();
      }
      current = next;
      between = true;
    }
    return current;
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType dataType, Shape... inputShapes) {
    initialize(children.values(), manager, dataType, inputShapes);
  }

  /** Initialises blocks that run one after another. */
  static void initialize(
      Iterable<Block> blocks, NDManager manager, DataType dataType, Shape... inputShapes) {
    Shape[] shapes = inputShapes;
    for (Block block : blocks) {
      block.initialize(manager, dataType, shapes);
      shapes = block.getOutputShapes(shapes);
    }
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return outputShapes(children.values(), inputShapes);
  }

  /** What the last of blocks gives that run one after another. */
  static Shape[] outputShapes(Iterable<Block> blocks, Shape... inputShapes) {
    Shape[] shapes = inputShapes;
    for (Block block : blocks) {
      shapes = block.getOutputShapes(shapes);
    }
    return shapes;
  }
}
