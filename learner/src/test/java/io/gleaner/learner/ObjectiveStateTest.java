package io.gleaner.learner;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gleaner.objective.Objectives;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ObjectiveStateTest {

  @Test
  @DisplayName("state that other settings of the objective would need is refused, saying which")
  void shouldRefuseStateOfAnotherShape() {
    var running = Objectives.byName("db", Map.of());
    var fixed = Objectives.byName("db", Map.of("class-counts", List.of(3, 4), "images", 9));
    assertThatThrownBy(() -> ObjectiveState.of(running).restore(fixed))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("objective db")
        .hasMessageContaining("gleaner.learner.objective");
  }
}
