package io.gleaner.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import org.jspecify.annotations.Nullable;

/**
 * Attention and a feed-forward network, each added to its input and then normalised (post-norm,
 * Vaswani et al. 2017, Section 3.1). It attends to itself in an encoder and to a memory in a
 * decoder without self-attention, as Query2Label has them; positions are added to queries and keys,
 * not to values.
 *
 * <p>Inputs: target [B, L, d], its positions, memory [B, S, d], its positions; outputs: [B, L, d]
 * and the attention weights [B, heads, L, S].
 */
final class TransformerLayer extends AbstractBlock {

  private final Attention attention;
  private final Block widen;
  private final Block narrow;
  private final Block firstNorm;
  private final Block secondNorm;
  private final float dropout;

  private TransformerLayer(
      Head.Query2Label head,
      int width,
      SeededInitialisation initialisation,
      String attentionName,
      int firstNorm) {
    this.dropout = (float) head.dropout();
    this.attention =
        addChildBlock(attentionName, new Attention(width, head.heads(), dropout, initialisation));
    this.widen = addChildBlock("linear1", linear(head.feedForward(), initialisation));
    this.narrow = addChildBlock("linear2", linear(width, initialisation));
    this.firstNorm = addChildBlock("norm" + firstNorm, LayerNorm.builder().axis(2).build());
    this.secondNorm = addChildBlock("norm" + (firstNorm + 1), LayerNorm.builder().axis(2).build());
  }

  static TransformerLayer encoder(
      Head.Query2Label head, int width, SeededInitialisation initialisation) {
    return new TransformerLayer(head, width, initialisation, "self_attn", 1);
  }

  /** Its first normalisation would follow the self-attention that is left out. */
  static TransformerLayer decoder(
      Head.Query2Label head, int width, SeededInitialisation initialisation) {
    return new TransformerLayer(head, width, initialisation, "multihead_attn", 2);
  }

  private static Block linear(int units, SeededInitialisation initialisation) {
    Block linear = Linear.builder().setUnits(units).build();
    linear.setInitializer(initialisation.xavier(), Parameter.Type.WEIGHT);
    return linear;
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    NDArray target = inputs.get(0);
    NDArray memory = inputs.get(2);
    NDList attended =
        attention.forward(
            store,
            new NDList(target.add(inputs.get(1)), memory.add(inputs.get(3)), memory),
            training);
    NDArray seen = sum(store, firstNorm, target, attended.get(0), training);
    NDList wide = Activation.relu(widen.forward(store, new NDList(seen), training));
    NDArray processed =
        narrow
            .forward(store, new NDList(drop(wide.singletonOrThrow(), training)), training)
            .singletonOrThrow();
    return new NDList(sum(store, secondNorm, seen, processed, training), attended.get(1));
  }

  private NDArray sum(
      ParameterStore store, Block norm, NDArray before, NDArray added, boolean training) {
    NDArray sum = before.add(drop(added, training));
    return norm.forward(store, new NDList(sum), training).singletonOrThrow();
  }

  private NDArray drop(NDArray array, boolean training) {
    return Dropout.dropout(array, dropout, training).singletonOrThrow();
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType dataType, Shape... inputShapes) {
    Shape target = inputShapes[0];
    attention.initialize(manager, dataType, target, inputShapes[2], inputShapes[2]);
    widen.initialize(manager, dataType, target);
    narrow.initialize(manager, dataType, widen.getOutputShapes(new Shape[] {target}));
    firstNorm.initialize(manager, dataType, target);
    secondNorm.initialize(manager, dataType, target);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return attention.getOutputShapes(new Shape[] {inputShapes[0], inputShapes[2], inputShapes[2]});
  }
}
