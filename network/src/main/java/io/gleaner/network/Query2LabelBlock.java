package io.gleaner.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The head of Query2Label (Liu et al., A Simple Transformer Way to Multi-Label Classification,
 * 2021, Section 3.2): one learnt query a class looks for its class in the feature map.
 *
 * <p>Input: feature map [B, C, h, w]; outputs: logits [B, K] and the last decoder layer's attention
 * [B, heads, K, h·w].
 */
final class Query2LabelBlock extends AbstractBlock {

  private final int classes;
  private final int width;
  private final @Nullable Block projection;
  private final PositionEncoding positions;
  private final List<TransformerLayer> encoder = new ArrayList<>();
  private final List<TransformerLayer> decoder = new ArrayList<>();
  private final Block norm;
  private final Parameter queries;
  private final Parameter weight;
  private final Parameter bias;

  Query2LabelBlock(
      Head.Query2Label head, int channels, int classes, SeededInitialisation initialisation) {
    this.classes = classes;
    this.width = head.width() == 0 ? channels : head.width();
    Head.Query2Label.requireWidth(width, head.heads());
    this.positions = new PositionEncoding(width);
    this.projection =
        head.width() == 0 ? null : addChildBlock("input_proj", projection(initialisation));
    this.queries =
        parameter("query_embed.weight", new Shape(classes, width), initialisation.standard());
    layers(head, initialisation);
    this.norm = addChildBlock("decoder.norm", LayerNorm.builder().axis(2).build());
    this.weight = parameter("fc.W", new Shape(classes, width), initialisation.output());
    this.bias = parameter("fc.b", new Shape(classes), Initializer.ZEROS);
  }

  private Block projection(SeededInitialisation initialisation) {
    // a convolution of one place is a linear layer on each place's channels
    Block linear = Linear.builder().setUnits(width).build();
    linear.setInitializer(initialisation.xavier(), Parameter.Type.WEIGHT);
    return linear;
  }

  private void layers(Head.Query2Label head, SeededInitialisation initialisation) {
    for (int i = 0; i < head.encoderLayers(); i++) {
      TransformerLayer layer = TransformerLayer.encoder(head, width, initialisation);
      encoder.add(addChildBlock("encoder.layers." + i, layer));
    }
    for (int i = 0; i < head.decoderLayers(); i++) {
      TransformerLayer layer = TransformerLayer.decoder(head, width, initialisation);
      decoder.add(addChildBlock("decoder.layers." + i, layer));
    }
  }

  private Parameter parameter(String name, Shape shape, Initializer initializer) {
    return addParameter(
        Parameter.builder()
            .setName(name)
            .setType(Parameter.Type.OTHER)
            .optShape(shape)
            .optInitializer(initializer)
            .build());
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    NDArray map = inputs.singletonOrThrow();
    Shape shape = map.getShape();
    NDArray places = positions.of(map.getManager(), (int) shape.get(2), (int) shape.get(3));
    NDArray memory = encode(store, project(store, map, training), places, training);
    NDArray query = value(store, queries, map, training);
    NDList current = new NDList(map.getManager().zeros(new Shape(shape.get(0), classes, width)));
    for (TransformerLayer layer : decoder) {
      current = layer.forward(store, new NDList(current.get(0), query, memory, places), training);
    }
    NDArray found = norm.forward(store, new NDList(current.get(0)), training).singletonOrThrow();
    NDArray logits =
        found
            .mul(value(store, weight, map, training))
            .sum(new int[] {2})
            .add(value(store, bias, map, training));
    return new NDList(logits, current.get(1));
  }

  /** [B, C, h, w] to [B, h·w, d]. */
  private NDArray project(ParameterStore store, NDArray map, boolean training) {
    Shape shape = map.getShape();
    NDArray flat =
        map.reshape(shape.get(0), shape.get(1), shape.get(2) * shape.get(3)).transpose(0, 2, 1);
    return projection == null
        ? flat
        : projection.forward(store, new NDList(flat), training).singletonOrThrow();
  }

  private NDArray encode(ParameterStore store, NDArray map, NDArray places, boolean training) {
    NDArray memory = map;
    for (TransformerLayer layer : encoder) {
      memory = layer.forward(store, new NDList(memory, places, memory, places), training).get(0);
    }
    return memory;
  }

  private static NDArray value(
      ParameterStore store, Parameter parameter, NDArray beside, boolean training) {
    return store.getValue(parameter, beside.getDevice(), training);
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType dataType, Shape... inputShapes) {
    Shape map = inputShapes[0];
    Shape flat = new Shape(map.get(0), map.get(2) * map.get(3), map.get(1));
    if (projection != null) {
      projection.initialize(manager, dataType, flat);
    }
    Shape memory = new Shape(map.get(0), map.get(2) * map.get(3), width);
    Shape target = new Shape(map.get(0), classes, width);
    encoder.forEach(layer -> layer.initialize(manager, dataType, memory, memory, memory, memory));
    decoder.forEach(layer -> layer.initialize(manager, dataType, target, target, memory, memory));
    norm.initialize(manager, dataType, target);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {new Shape(inputShapes[0].get(0), classes)};
  }
}
