package io.gleaner.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gleaner.protocol.v1.ClassPriors;
import io.gleaner.protocol.v1.Prediction;
import io.gleaner.protocol.v1.Prediction.Purpose;
import io.gleaner.protocol.v1.SoftLabels;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Rows without Kafka")
class EstimateRowsTest {

  private static final ClassPriors PRIORS =
      ClassPriors.newBuilder().setVersion(1).addAllProbabilities(List.of(0.1f, 0.2f, 0.3f)).build();

  private final EstimateRows rows = new EstimateRows(Events.config());

  private static Prediction train(long step) {
    return Events.prediction(Purpose.TRAIN, 1, step, 0.7f, 0.4f, 0.6f).setPriorVersion(1).build();
  }

  @Test
  @DisplayName("answer a label and each prediction with the soft labels that the stage publishes")
  void shouldAnswerAsTheStageDoes() {
    ImageHistory stage = new ImageHistory(new PublishedReference(3).priors(1, 0.1f, 0.2f, 0.3f));
    rows.accept(PRIORS);

    SoftLabels said = rows.accept(Events.present("ann", 1, 3, 0)).orElseThrow();
    stage.take(Events.present("ann", 1, 3, 0));
    assertThat(said).isEqualTo(stage.softLabels());

    for (int step = 1; step <= 5; step++) {
      SoftLabels moved = rows.accept(train(step), step).orElseThrow();
      stage.take(train(step));
      assertThat(moved).isEqualTo(stage.softLabels());
    }
  }

  @Test
  @DisplayName("answer nothing to a prediction that was applied before")
  void shouldNotAnswerTwice() {
    rows.accept(PRIORS);
    assertThat(rows.accept(train(1), 1)).isPresent();
    assertThat(rows.accept(train(1), 2)).isEmpty();
  }

  @Test
  @DisplayName("refuse a prediction whose priors were never given")
  void shouldRefuseUnknownPriors() {
    assertThatThrownBy(() -> rows.accept(train(1), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("class priors 1");
  }
}
