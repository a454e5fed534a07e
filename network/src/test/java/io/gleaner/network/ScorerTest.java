package io.gleaner.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A scorer")
class ScorerTest {

  private static final NetworkSpec SPEC =
      new NetworkSpec(new Backbone.Convolutional("small", 64), new Head.Linear(), 5);
  private static final int BATCH = 4;

  private static Scorer scorer(Map<String, Tensor> state) throws InvalidWeightsException {
    Network network = Network.create(SPEC, "cpu", 0);
    network.load(state);
    return new Scorer(network);
  }

  private static float[] probabilities(Scorer scorer, PixelBatch batch) {
    float[] probabilities = new float[BATCH * SPEC.classes()];
    scorer.score(batch, probabilities);
    return probabilities;
  }

  @Test
  @DisplayName("gives the logistic function of the network's logits")
  void shouldGiveProbabilities() throws Exception {
    try (Network network = Network.create(SPEC, "cpu", 3);
        Scorer scorer = scorer(network.save())) {
      PixelBatch batch = NetworkTest.pictures(BATCH, 5);
      float[] logits = NetworkTest.logits(network, batch);
      float[] probabilities = probabilities(scorer, batch);
      for (int i = 0; i < logits.length; i++) {
        assertThat((double) probabilities[i])
            .isCloseTo(1 / (1 + Math.exp(-logits[i])), within(1e-6));
      }
    }
  }

  @Test
  @DisplayName("scores a picture alike alone and in a batch")
  void shouldNotMixPictures() throws Exception {
    try (Network network = Network.create(SPEC, "cpu", 3);
        Scorer scorer = scorer(network.save())) {
      float[] together = probabilities(scorer, NetworkTest.pictures(BATCH, 5));
      float[] alone = probabilities(scorer, NetworkTest.pictures(1, 5));
      for (int k = 0; k < SPEC.classes(); k++) {
        assertThat(alone[k]).isCloseTo(together[k], within(1e-6f));
      }
    }
  }

  @Test
  @DisplayName("projects the features to the same 32 numbers in every instance")
  void shouldProjectFeatures() throws Exception {
    try (Network network = Network.create(SPEC, "cpu", 3);
        Scorer one = scorer(network.save());
        Scorer two = scorer(network.save())) {
      PixelBatch batch = NetworkTest.pictures(BATCH, 5);
      float[] probabilities = new float[BATCH * SPEC.classes()];
      float[] first = new float[BATCH * Scorer.PROJECTION];
      float[] second = new float[BATCH * Scorer.PROJECTION];
      one.score(batch, probabilities, first);
      two.score(batch, probabilities, second);

      assertThat(first).isEqualTo(second).isNotEqualTo(new float[first.length]);
    }
  }

  @Test
  @DisplayName("scores with other parameters after a load, and keeps the old when they do not fit")
  void shouldSwapParameters() throws Exception {
    PixelBatch batch = NetworkTest.pictures(BATCH, 5);
    try (Network one = Network.create(SPEC, "cpu", 3);
        Network two = Network.create(SPEC, "cpu", 4);
        Scorer scorer = scorer(one.save());
        Scorer expected = scorer(two.save())) {
      scorer.load(two.save());
      assertThat(probabilities(scorer, batch)).isEqualTo(probabilities(expected, batch));
      assertThatThrownBy(() -> scorer.load(Map.of())).isInstanceOf(InvalidWeightsException.class);
      assertThat(probabilities(scorer, batch)).isEqualTo(probabilities(expected, batch));
    }
  }

  @Test
  @DisplayName("gives the same beside training and another scorer as alone")
  void shouldNotBeDisturbed() throws Exception {
    PixelBatch batch = NetworkTest.pictures(BATCH, 5);
    ExecutorService threads = Executors.newFixedThreadPool(3);
    AtomicBoolean scored = new AtomicBoolean();
    try (Network trained = Network.create(SPEC, "cpu", 3)) {
      Map<String, Tensor> state = trained.save();
      float[] alone;
      try (Scorer scorer = scorer(state)) {
        alone = probabilities(scorer, batch);
      }
      Future<Integer> training = threads.submit(() -> train(trained, scored));
      List<Future<?>> scorers = new ArrayList<>();
      for (int thread = 0; thread < 2; thread++) {
        scorers.add(threads.submit(() -> assertSame(state, alone)));
      }
      try {
        for (Future<?> future : scorers) {
          future.get();
        }
      } finally {
        scored.set(true);
      }
      assertThat(training.get()).isPositive();
      assertThat(trained.save()).isNotEqualTo(state);
    } finally {
      threads.shutdownNow();
    }
  }

  private static int train(Network network, AtomicBoolean enough) {
    PixelBatch batch = NetworkTest.pictures(BATCH, 9);
    int steps = 0;
    do {
      NetworkTest.trainOneStep(network, batch);
      steps++;
    } while (!enough.get());
    return steps;
  }

  private static boolean assertSame(Map<String, Tensor> state, float[] alone) throws Exception {
    PixelBatch batch = NetworkTest.pictures(BATCH, 5);
    try (Scorer scorer = scorer(state)) {
      for (int i = 0; i < 40; i++) {
        assertThat(probabilities(scorer, batch)).isEqualTo(alone);
      }
    }
    return true;
  }
}
