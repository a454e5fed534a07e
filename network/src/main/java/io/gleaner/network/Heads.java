package io.gleaner.network;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.Dropout;
import ai.djl.training.initializer.Initializer;

/** Builds heads. */
final class Heads {

  private Heads() {}

  /**
   * A head for K classes, whose parameters are drawn when it is initialised.
   *
   * @param embedding what it will be given for one image, with the batch: [1, F] or [1, C, h, w]
   */
  static Block create(
      Head head, Shape embedding, int classes, SeededInitialisation initialisation) {
    if (head instanceof Head.Query2Label query2Label) {
      int channels = Math.toIntExact(embedding.get(1));
      return new Query2LabelBlock(query2Label, channels, classes, initialisation);
    }
    if (head instanceof Head.Hidden hidden) {
      return hidden(hidden, classes, initialisation);
    }
    return linear(classes, initialisation.output());
  }

  /** Children {@code hidden} and {@code output}. */
  private static Block hidden(Head.Hidden head, int classes, SeededInitialisation initialisation) {
    return new Sequence()
        .with("hidden", linear(head.width(), initialisation.rectified()))
        .with("relu", Activation.reluBlock())
        .with("dropout", Dropout.builder().optRate((float) head.dropout()).build())
        .with("output", linear(classes, initialisation.output()));
  }

  private static Block linear(int units, Initializer initializer) {
    Block block = Linear.builder().setUnits(units).build();
    block.setInitializer(initializer, Parameter.Type.WEIGHT);
    return block;
  }
}
