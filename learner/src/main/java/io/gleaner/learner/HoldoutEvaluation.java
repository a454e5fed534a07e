package io.gleaner.learner;

import io.gleaner.evaluation.BestF1Thresholds;
import io.gleaner.evaluation.CalibrationError;
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
import org.jspecify.annotations.Nullable;

/**
 * Scores the holdout images with weights of a network of its own: from features while the
 * training's backbone is frozen, else from pixels.
 */
final class HoldoutEvaluation implements AutoCloseable {
  private static final int BATCH = 64;
  private static final float DEFAULT_THRESHOLD = 0.5f;

  private final Training training;
  private final boolean keepsPixels;
  private final ReplayBuffer buffer;
  private final Scorer scorer;
  private final List<String> ids = new ArrayList<>(BATCH);
  private final List<byte[]> truth = new ArrayList<>(BATCH);
  private final float[] probabilities;
  private final int classes;
  private @Nullable PixelBatch pixels;
  private @Nullable EmbeddingBatch features;

  HoldoutEvaluation(Training training) {
    LearnerConfig config = training.config();
    this.training = training;
    this.keepsPixels = config.regime().keepsPixels();
    this.buffer = training.buffer();
    this.scorer =
        new Scorer(Network.create(training.spec(), config.device(), 0, config.network().script()));
    this.classes = training.spec().classes();
    this.probabilities = new float[BATCH * classes];
  }

  /**
   * Scores all holdout images with these weights; none, if their pixels are gone and their features
   * are of another backbone than that of the weights.
   *
   * @throws IllegalArgumentException if the weights are not this network's
   */
  HoldoutQuality evaluate(Map<String, Tensor> weights) {
    boolean fromFeatures =
        training.embeddings().isPresent() && training.weights().sharesBackbone(weights);
    boolean scorable = fromFeatures || keepsPixels;
    Tally tally = new Tally(scorable ? buffer.holdoutSize() : 0, classes);
    if (scorable) {
      load(weights);
      for (int slot = 0; slot < buffer.holdoutSize(); slot++) {
        add(buffer.holdoutId(slot));
        if (ids.size() == BATCH) {
          score(fromFeatures, tally);
        }
      }
      score(fromFeatures, tally);
    }
    return tally.quality();
  }

  private void load(Map<String, Tensor> weights) {
    try {
      scorer.load(weights);
    } catch (InvalidWeightsException e) {
      throw new IllegalArgumentException(e);
    }
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
      ids.add(id);
    }
  }

  private void score(boolean fromFeatures, Tally tally) {
    if (ids.isEmpty()) {
      return;
    }
    if (fromFeatures) {
      scoreFeatures();
    } else {
      scorePixels();
    }
    for (int b = 0; b < truth.size(); b++) {
      tally.add(probabilities, b * classes, truth.get(b));
    }
    truth.clear();
    ids.clear();
  }

  private void scoreFeatures() {
    if (features == null) {
      features = new EmbeddingBatch(training.embeddings().orElseThrow(), BATCH);
    }
    features.fill(ids);
    scorer.classify(features.memory(), ids.size(), probabilities);
  }

  private void scorePixels() {
    if (pixels == null) {
      pixels = new PixelBatch(BATCH, training.spec().inputSize());
    }
    pixels.clear();
    training.pictures().pixels(ids).forEach(pixels::add);
    scorer.score(pixels, probabilities);
  }

  private static final class Tally {
    private final ScoredLabels scored;
    private final ProbabilityGap gap = new ProbabilityGap();
    private final CalibrationError calibration =
        new CalibrationError(CalibrationError.DEFAULT_BINS);
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
      calibration.add(row, truth);
      for (float p : row) {
        expected += p;
      }
    }

    HoldoutQuality quality() {
      return new HoldoutQuality(
          scored,
          MeanAveragePrecision.of(scored),
          gap,
          calibration.value(),
          expected / Math.max(1, scored.images()),
          new HoldoutQuality.Thresholds(BestF1Thresholds.of(scored, DEFAULT_THRESHOLD)));
    }
  }

  @Override
  public void close() {
    scorer.close();
  }
}
