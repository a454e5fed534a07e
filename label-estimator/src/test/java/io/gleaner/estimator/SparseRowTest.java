package io.gleaner.estimator;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.protocol.v1.Prediction.Purpose;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A row of 5,400 classes, ten of them relevant, after 20 steps")
class SparseRowTest {

  private static final int CLASSES = 5_400;
  private static final int RELEVANT = 10;
  private static final int STEPS = 20;
  private static final float PRIOR = 0.002f;

  private final PublishedReference reference =
      new PublishedReference(CLASSES + 1).evenPriors(1, PRIOR);
  private final ImageHistory history = new ImageHistory(reference);
  private final Random random = new Random(11);

  @BeforeEach
  void train() {
    history.take(Events.present("annotators", 1_780_000_000_000L, CLASSES, 0));
    for (int step = 1; step <= STEPS; step++) {
      history.take(Events.train(1, step, probabilities(CLASSES)));
    }
  }

  /** The first classes likely, the others about as likely as their prior. */
  private float[] probabilities(int classes) {
    float[] probabilities = new float[classes];
    for (int k = 0; k < classes; k++) {
      probabilities[k] = k < RELEVANT ? 0.6f : (float) (PRIOR * Math.exp(random.nextGaussian()));
    }
    return probabilities;
  }

  private Estimates estimates() {
    return Objects.requireNonNull(history.row().estimates());
  }

  @Test
  @DisplayName("takes less than 1.4 kB with its ledger and the history of its steps")
  void shouldStaySmall() {
    byte[] bytes = Objects.requireNonNull(history.bytes().get(0));

    assertThat(bytes).hasSizeLessThan(1_400);
  }

  @Test
  @DisplayName("has the bytes that it has when it is written again")
  void shouldKeepItsBytes() {
    byte[] bytes = Objects.requireNonNull(history.bytes().get(0));
    RowCodec codec = new RowCodec(Events.config().rules().sparsity(), reference);

    assertThat(codec.encode(codec.decode(bytes, null))).isEqualTo(bytes);
  }

  @Test
  @DisplayName("believes in the relevant classes")
  void shouldKeepWhatTells() {
    for (int k = 0; k < RELEVANT; k++) {
      assertThat(estimates().probability(k)).as("class %d", k).isGreaterThan(0.5f);
    }
  }

  @Test
  @DisplayName(
      "stands at the priors of its last step, which know the classes added since its first")
  void shouldStandAtTheLatestPriors() {
    reference.evenPriors(2, 0.01f);

    history.take(
        Events.prediction(Purpose.TRAIN, 1, STEPS + 1, probabilities(CLASSES + 1))
            .setPriorVersion(2)
            .build());
    reference.lose(1);

    assertThat(estimates().priorVersion()).isEqualTo(2);
    assertThat(mostCommon(estimates().logits())).isEqualTo(Estimates.logit(0.01f));
    assertThat(history.throughBytes(history.row())).isEqualTo(history.row());
  }

  private static byte mostCommon(byte[] codes) {
    int[] counts = new int[256];
    for (byte code : codes) {
      counts[code + 128]++;
    }
    int most =
        IntStream.range(0, 256).reduce((a, b) -> counts[b] > counts[a] ? b : a).orElseThrow();
    return (byte) (most - 128);
  }

  @Test
  @DisplayName("keeps a thousand classes added later near the prior they start from")
  void shouldNotPushAddedClassesDown() {
    PublishedReference growing = new PublishedReference(CLASSES).evenPriors(1, PRIOR);
    ImageHistory image = new ImageHistory(growing);
    image.take(Events.train(1, 1, probabilities(CLASSES)));
    PublishedReference grown = new PublishedReference(CLASSES + 1_000).evenPriors(2, PRIOR);
    growing.publish(2, grown.priors(2));

    for (int step = 2; step <= 5; step++) {
      image.take(
          Events.prediction(Purpose.TRAIN, 1, step, probabilities(CLASSES + 1_000))
              .setPriorVersion(2)
              .build());
    }

    Estimates estimates = Objects.requireNonNull(image.row().estimates());
    for (int k = CLASSES; k < CLASSES + 1_000; k++) {
      assertThat(estimates.probability(k)).as("class %d", k).isGreaterThan(PRIOR / 2);
    }
  }

  @Test
  @DisplayName("keeps its own priors for a prediction of an older label space")
  void shouldKeepItsOwnPriors() {
    PublishedReference older = new PublishedReference(CLASSES - 1).evenPriors(2, 0.01f);
    reference.publish(2, older.priors(2));

    history.take(
        Events.prediction(Purpose.TRAIN, 1, STEPS + 1, probabilities(CLASSES - 1))
            .setPriorVersion(2)
            .build());

    assertThat(estimates().priorVersion()).isEqualTo(1);
    assertThat(estimates().classes()).isEqualTo(CLASSES);
  }

  @Test
  @DisplayName("stays valid when a class is appended")
  void shouldGrow() {
    byte relevant = estimates().logit(1);
    history.take(Events.present("annotators", 1_780_000_000_001L, CLASSES + 1, CLASSES));
    assertThat(estimates().logit(1)).isEqualTo(relevant);

    history.take(Events.train(1, STEPS + 1, probabilities(CLASSES + 1)));

    assertThat(estimates().classes()).isEqualTo(CLASSES + 1);
    assertThat(estimates().probability(CLASSES)).isGreaterThan(0.5f);
    assertThat(history.throughBytes(history.row())).isEqualTo(history.row());
  }
}
