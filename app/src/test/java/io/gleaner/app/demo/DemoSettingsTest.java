package io.gleaner.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.app.demo.DemoSettings.Labelling;
import io.gleaner.protocol.Configuration;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DemoSettingsTest {

  @ParameterizedTest
  @EnumSource(Labelling.class)
  void shouldSetOnlyWhatTheStagesKnow(Labelling labelling) {
    Map<String, Object> stages = DemoSettings.of(labelling).stagesFor(900, 3, 0);
    Configuration configuration = Configuration.load(Optional.empty(), stages, Map.of());
    assertThat(configuration.section("learner").getLong("seed")).isEqualTo(3);
    assertThat(configuration.section("serving").getInt("port")).isZero();
  }

  @Test
  void shouldTrainLongerOnMorePictures() {
    DemoSettings settings = DemoSettings.of(Labelling.SINGLE_POSITIVE);
    assertThat(steps(settings, 900)).isCloseTo(2 * steps(settings, 450), Offset.offset(1L));
  }

  private static long steps(DemoSettings settings, int trainingImages) {
    return Configuration.load(Optional.empty(), settings.stagesFor(trainingImages, 1, 0), Map.of())
        .section("learner")
        .getLong("max-steps");
  }

  @Test
  void shouldNameTheObjectiveForPeople() {
    assertThat(DemoSettings.of(Labelling.SINGLE_POSITIVE).objective()).startsWith("role");
    assertThat(DemoSettings.of(Labelling.EVERY_LABEL).objective()).doesNotContain("role");
  }
}
