package io.gleaner.estimator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.Random;
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
  @DisplayName("believes in the relevant classes")
  void shouldKeepWhatTells() {
    for (int k = 0; k < RELEVANT; k++) {
      assertThat(estimates().probability(k)).as("class %d", k).isGreaterThan(0.5f);
    }
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
