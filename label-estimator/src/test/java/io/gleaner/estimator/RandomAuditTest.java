package io.gleaner.estimator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RandomAuditTest {

  private static final int IMAGES = 200_000;
  private static final int CLASSES = 8;
  private static final double CHANCE = 0.2;

  private static @Nullable Question draw(int image, byte... logits) {
    return RandomAudit.draw(
        ImageId.of("images/" + image), new Arrival(logits, ModelStep.NONE, 0, false), CHANCE);
  }

  @Test
  @DisplayName("every entry has the chance that its propensity says, within four standard errors")
  void shouldDrawEveryEntryAlike() {
    int[] drawn = new int[CLASSES];
    for (int i = 0; i < IMAGES; i++) {
      Question audit = draw(i, new byte[CLASSES]);
      if (audit != null) {
        drawn[audit.classIndex()]++;
        assertThat(audit.auditPropensity()).isEqualTo(CHANCE / CLASSES);
      }
    }

    double expected = IMAGES * CHANCE / CLASSES;
    double error = Math.sqrt(expected);
    assertThat(Arrays.stream(drawn).boxed())
        .allSatisfy(
            count ->
                assertThat((double) count).isBetween(expected - 4 * error, expected + 4 * error));
  }

  @Test
  @DisplayName("the draw does not depend on the scores, and is the same again")
  void shouldDependOnTheImageAlone() {
    for (int i = 0; i < 1_000; i++) {
      Question one = draw(i, (byte) 0, (byte) 0);
      Question other = draw(i, (byte) 100, (byte) -100);
      assertThat(one == null).isEqualTo(other == null);
      if (one != null) {
        assertThat(Objects.requireNonNull(other).classIndex()).isEqualTo(one.classIndex());
      }
    }
  }

  @Test
  @DisplayName("nothing is drawn with no chance, and every image with certainty")
  void shouldKeepToItsChance() {
    Arrival arrival = new Arrival(new byte[CLASSES], ModelStep.NONE, 0, false);
    for (int i = 0; i < 1_000; i++) {
      ImageId image = ImageId.of("images/" + i);
      assertThat(RandomAudit.draw(image, arrival, 0)).isNull();
      assertThat(RandomAudit.draw(image, arrival, 1)).isNotNull();
    }
  }
}
