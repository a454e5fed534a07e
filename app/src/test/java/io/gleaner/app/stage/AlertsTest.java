package io.gleaner.app.stage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.learner.LearnerConfig;
import io.gleaner.protocol.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The rules in docker/prometheus against the stages' defaults; scripts/test-alerts.sh runs them.
 */
@DisplayName("The alert rules")
class AlertsTest {

  private static final Path RULES = Path.of("../docker/prometheus/alerts.yml");
  private static final Pattern LAG =
      Pattern.compile("gleaner_learner_staleness_steps\\D*(?:\\[\\d+m])?\\D*(\\d+)$");

  @Test
  @DisplayName("fire and clear in promtool's tests")
  @ExtendWith(NeedsPromtool.class)
  void shouldFireAndClear() throws Exception {
    Process tests =
        new ProcessBuilder("../scripts/test-alerts.sh").redirectErrorStream(true).start();
    String said = new String(tests.getInputStream().readAllBytes(), UTF_8);
    assertThat(tests.waitFor()).as(said).isZero();
    assertThat(said).contains("Unit Testing");
  }

  @Test
  @DisplayName("tell of a label-estimator that stands still, which replay waits for at its bound")
  void shouldReachTheBoundOfStaleness() throws IOException {
    long threshold =
        Files.readString(RULES)
            .lines()
            .map(LAG::matcher)
            .filter(Matcher::find)
            .mapToLong(rule -> Long.parseLong(rule.group(1)))
            .findFirst()
            .orElseThrow();
    Configuration defaults = Configuration.load(Optional.empty(), Map.of(), Map.of());
    LearnerConfig learner = LearnerConfig.from(defaults.section("learner"));
    assertThat(threshold).isPositive().isLessThanOrEqualTo(learner.maxStaleness());
  }
}
