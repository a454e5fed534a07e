package io.gleaner.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.Dropout;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.util.PairList;
import org.jspecify.annotations.Nullable;

/**
 * Multi-head attention (Vaswani et al., Attention Is All You Need, 2017, Section 3.2.2) with
 * PyTorch's packed parameters. DJL's own block hides its attention weights and keeps three
 * matrices.
 *
 * <p>Inputs: queries [B, L, d], keys [B, S, d], values [B, S, d]; outputs: [B, L, d] and the
 * attention weights [B, heads, L, S].
 */
final class Attention extends AbstractBlock {

  private static final long PROJECTIONS = 3;

  private final int width;
  private final int heads;
  private final Parameter weight;
  private final Parameter bias;
  private final Block output;
  private final float dropout;

  Attention(int width, int heads, float dropout, SeededInitialisation initialisation) {
    this.width = width;
    this.heads = heads;
    this.dropout = dropout;
    this.weight = parameter("in_proj_weight", new Shape(PROJECTIONS * width, width));
    this.bias = parameter("in_proj_bias", new Shape(PROJECTIONS * width));
    this.output = addChildBlock("out_proj", Linear.builder().setUnits(width).build());
    weight.setInitializer(initialisation.xavier());
    output.setInitializer(initialisation.xavier(), Parameter.Type.WEIGHT);
  }

  private Parameter parameter(String name, Shape shape) {
    return addParameter(
        Parameter.builder()
            .setName(name)
            .setType(Parameter.Type.OTHER)
            .optShape(shape)
            .optInitializer(Initializer.ZEROS)
            .build());
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    NDArray queries = split(project(store, inputs, 0, training));
    NDArray keys = split(project(store, inputs, 1, training));
    NDArray values = split(project(store, inputs, 2, training));
    double scale = 1 / Math.sqrt((double) width / heads);
    NDArray weights = queries.mul(scale).matMul(keys.transpose(0, 1, 3, 2)).softmax(-1);
    NDArray kept = Dropout.dropout(weights, dropout, training).singletonOrThrow();
    NDArray joined = join(kept.matMul(values));
    NDArray result = output.forward(store, new NDList(joined), training).singletonOrThrow();
    return new NDList(result, weights);
  }

  private NDArray project(ParameterStore store, NDList inputs, int part, boolean training) {
    NDArray input = inputs.get(part);
    NDIndex rows = new NDIndex().addSliceDim((long) part * width, (long) (part + 1) * width);
    NDArray matrix =
        store.getValue(weight, input.getDevice(), training).get(input.getManager(), rows);
    NDArray shift = store.getValue(bias, input.getDevice(), training).get(input.getManager(), rows);
    return Linear.linear(input, matrix, shift).singletonOrThrow();
  }

  /** [B, L, d] to [B, heads, L, d / heads]. */
  private NDArray split(NDArray joined) {
    Shape shape = joined.getShape();
    return joined.reshape(shape.get(0), shape.get(1), heads, width / heads).transpose(0, 2, 1, 3);
  }

  private NDArray join(NDArray split) {
    Shape shape = split.getShape();
    return split.transpose(0, 2, 1, 3).reshape(shape.get(0), shape.get(2), width);
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType dataType, Shape... inputShapes) {
    output.initialize(manager, dataType, inputShapes[0]);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape weights =
        new Shape(inputShapes[0].get(0), heads, inputShapes[0].get(1), inputShapes[1].get(1));
    return new Shape[] {inputShapes[0], weights};
  }
}
