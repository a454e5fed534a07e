package io.gleaner.learner;

import io.gleaner.evaluation.BestF1Thresholds;
import io.gleaner.evaluation.MeanAveragePrecision;
import io.gleaner.evaluation.ProbabilityGap;
import io.gleaner.evaluation.ScoredLabels;
import io.gleaner.evaluation.Truth;
import io.gleaner.network.InvalidWeightsException;
import io.gleaner.network.Network;
import io.gleaner.network.PixelBatch;
import io.gleaner.network.Scorer;
import io.gleaner.network.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Scores the holdout images with weights of a network of its own. */
final class HoldoutEvaluation implements AutoCloseable {
  private static final int BATCH = 64;
  private static final float DEFAULT_THRESHOLD = 0.5f;

  private final ReplayBuffer buffer;
  private final ImageSource images;
  private final Scorer scorer;
  private final PixelBatch pixels;
  private final List<byte[]> truth = new ArrayList<>(BATCH);
  private final float[] probabilities;
  private final int classes;

  HoldoutEvaluation(Training training, String device) {
    this.buffer = training.buffer();
    this.images = training.images();
    this.scorer = new Scorer(Network.create(training.spec(), device, 0));
    this.classes = training.spec().classes();
    this.pixels = new PixelBatch(BATCH, training.spec().inputSize());
    this.probabilities = new float[BATCH * classes];
  }

  /**
   * Scores all holdout images with these weights.
   *
   * @throws IllegalArgumentException if the weights are not this network's
   */
  HoldoutQuality evaluate(Map<String, Tensor> weights) {
    try {
      scorer.load(weights);
    } catch (InvalidWeightsException e) {
      throw new IllegalArgumentException(e);
    }
    Tally tally = new Tally(buffer.holdoutSize(), classes);
    for (int slot = 0; slot < buffer.holdoutSize(); slot++) {
      add(buffer.holdoutId(slot));
      if (pixels.isFull()) {
        score(tally);
      }
    }
    score(tally);
    return tally.quality();
  }

  private void add(String id) {
    byte[] known = new byte[classes];
    LabelRow row = buffer.labels(id);
    boolean any = false;
    for (int k = 0; row != null && k < classes; k++) {
      known[k] = row.observed(k);
      any |= known[k] != Truth.UNKNOWN;
    }
    if (any) {
      truth.add(known);
      pixels.add(images.pixels(id));
    }
  }

  private void score(Tally tally) {
    if (!truth.isEmpty()) {
      scorer.score(pixels, probabilities);
      for (int b = 0; b < truth.size(); b++) {
        tally.add(probabilities, b * classes, truth.get(b));
      }
    }
    truth.clear();
    pixels.clear();
  }

  private static final class Tally {
    private final ScoredLabels scored;
    private final ProbabilityGap gap = new ProbabilityGap();
    private final float[] row;
    private double expected;

    Tally(int images, int classes) {
      this.scored = new ScoredLabels(images, classes);
      this.row = new float[classes];
    }

    void add(float[] probabilities, int from, byte[] truth) {
      System.arraycopy(probabilities, from, row, 0, row.length);
      scored.add(row, truth);
      gap.add(row, truth);
      for (float p : row) {
        expected += p;
      }
    }

    HoldoutQuality quality() {
      return new HoldoutQuality(
          MeanAveragePrecision.of(scored),
          gap.gap(),
          expected / Math.max(1, scored.images()),
          scored.images(),
          new HoldoutQuality.Thresholds(BestF1Thresholds.of(scored, DEFAULT_THRESHOLD)));
    }
  }

  @Override
  public void close() {
    scorer.close();
  }
}
