package io.gleaner.learner;

import io.gleaner.network.Head;
import io.gleaner.network.Network;
import io.gleaner.network.Tensor;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which way a step goes by the regime, and what happens when that changes. */
final class Passes {
  private final LearnerConfig config;
  private final Network network;
  private final WeightUpdate weights;
  private final Embeddings embeddings;
  private final @Nullable ImageSource images;
  private boolean frozen;
  private Pass current;

  /**
   * Goes on after a step.
   *
   * @param images null if the network has no backbone
   * @param step steps begun
   */
  Passes(
      LearnerConfig config,
      Network network,
      WeightUpdate weights,
      Embeddings embeddings,
      @Nullable ImageSource images,
      long step) {
    this.config = config;
    this.network = network;
    this.weights = weights;
    this.embeddings = embeddings;
    this.images = images;
    this.frozen = config.regime().frozen(Math.max(1, step));
    if (!frozen) {
      // Of an earlier regime, and soon of another backbone.
      embeddings.forgetAll();
    }
    this.current = begin();
  }

  private Pass begin() {
    weights.freezeBackbone(frozen);
    if (frozen) {
      EmbeddingBatch batch = new EmbeddingBatch(embeddings, config.batchSize());
      return network.spec().head() instanceof Head.Linear
          ? new LinearPass(network, batch, weights.ofHead(".weight"), weights.ofHead(".bias"))
          : new HeadPass(network, batch);
    }
    if (images == null) {
      throw new IllegalStateException("without a backbone there are no pixels to train on");
    }
    return new PixelPass(network, images, config);
  }

  /** The pass of a step, from 1, never less than before. */
  Pass of(long step) {
    if (frozen && !config.regime().frozen(step)) {
      frozen = false;
      embeddings.forgetAll();
      weights.restartOptimiser();
      current = begin();
    }
    return current;
  }

  /** Goes on from a checkpoint, with a network that is fresh. */
  void resume(Map<String, Tensor> saved, TrainingState state) {
    weights.restore(saved, state.updates());
    restartIfFrozenThen(state);
  }

  /**
   * Goes back to what was saved earlier.
   *
   * @param state saved with it
   * @throws IllegalArgumentException if it is of another backbone than the features that are kept
   *     in place of the pixels; nothing has changed then
   */
  void restore(Map<String, Tensor> saved, TrainingState state) {
    boolean stale = frozen && !weights.restoresBackbone(saved);
    if (stale && !config.regime().keepsPixels()) {
      throw new IllegalArgumentException(
          "its backbone is not the one that made the features kept in place of the images, which"
              + " gleaner.learner.regime = linear needs");
    }
    weights.restore(saved, state.updates());
    if (stale) {
      embeddings.forgetAll();
    }
    restartIfFrozenThen(state);
  }

  // Moments of a frozen backbone are none to fine-tune with, whichever way the switch was passed:
  // by
  // going back over it, by switch-after or the regime set anew. As at the switch itself.
  private void restartIfFrozenThen(TrainingState state) {
    if (state.frozen() && !frozen) {
      weights.restartOptimiser();
    }
  }

  /** Whether the backbone was frozen in the newest step. */
  boolean frozen() {
    return frozen;
  }
}
