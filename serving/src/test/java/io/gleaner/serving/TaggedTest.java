package io.gleaner.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.protocol.LabelSpace;
import io.gleaner.protocol.v1.ModelVersion;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Tags at once")
class TaggedTest {

  @Test
  @DisplayName("go by a class's own threshold, and by the configured one where the model has none")
  void shouldFallBackToAFixedThreshold() {
    ClassNames names =
        new ClassNames(() -> Optional.of(LabelSpace.of(List.of("cat", "dog", "ibex"))));
    names.cover(3);
    ModelVersion model =
        ModelVersion.newBuilder().addThresholds(0.3f).addThresholds(Float.NaN).build();

    Tagged tagged = Tagged.of(model, new float[] {0.6f, 0.4f, 0.2f}, names, 0.7f, 3);

    assertThat(tagged.tags()).extracting(Tagged.Tag::threshold).containsExactly(0.3f, 0.7f, 0.7f);
  }
}
