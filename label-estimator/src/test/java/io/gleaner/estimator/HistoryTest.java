package io.gleaner.estimator;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.estimator.StepTaken.Move;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A row's history")
class HistoryTest {

  private static final History.Depth DEPTH = new History.Depth(2, 2);

  private static byte[] codes(int... values) {
    byte[] codes = new byte[values.length];
    for (int k = 0; k < codes.length; k++) {
      codes[k] = (byte) values[k];
    }
    return codes;
  }

  private static History plus(
      History past, ModelStep model, byte[] before, byte[] after, History.Depth depth) {
    int[] moved = new Differences().between(before, after, before.length);
    return past.plus(model, before, after, moved, depth);
  }

  @Test
  @DisplayName("names the classes a step moved most, largest move first")
  void shouldNameTheLargestMoves() {
    History history =
        plus(History.EMPTY, new ModelStep(1, 7), codes(0, -127, 5, 9), codes(3, 127, 5, -1), DEPTH);

    assertThat(history.steps())
        .containsExactly(
            new StepTaken(
                new ModelStep(1, 7),
                List.of(new Move(1, (byte) -127, (byte) 127), new Move(3, (byte) 9, (byte) -1))));
  }

  @Test
  @DisplayName("keeps the last steps only, newest first")
  void shouldForgetOldSteps() {
    History history = History.EMPTY;
    for (int step = 1; step <= 5; step++) {
      history = plus(history, new ModelStep(1, step), codes(0), codes(step), DEPTH);
    }

    assertThat(history.steps())
        .extracting(StepTaken::model)
        .containsExactly(new ModelStep(1, 5), new ModelStep(1, 4));
  }

  @Test
  @DisplayName("remembers a step that moved nothing")
  void shouldKeepIdleSteps() {
    History history = plus(History.EMPTY, new ModelStep(1, 1), codes(4), codes(4), DEPTH);

    assertThat(history.steps()).containsExactly(new StepTaken(new ModelStep(1, 1), List.of()));
  }

  @Test
  @DisplayName("remembers the steps alone where it keeps no classes")
  void shouldKeepNoClasses() {
    History history =
        plus(History.EMPTY, new ModelStep(1, 1), codes(0), codes(9), new History.Depth(2, 0));

    assertThat(history.steps()).containsExactly(new StepTaken(new ModelStep(1, 1), List.of()));
  }

  @Test
  @DisplayName("is empty at depth 0")
  void shouldKeepNothing() {
    assertThat(
            plus(History.EMPTY, new ModelStep(1, 1), codes(0), codes(9), new History.Depth(0, 2)))
        .isEqualTo(History.EMPTY);
  }
}
