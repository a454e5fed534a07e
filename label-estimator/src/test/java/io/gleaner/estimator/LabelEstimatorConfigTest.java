package io.gleaner.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.gleaner.objective.RoleEstimates;
import io.gleaner.protocol.ConfigurationException;
import java.time.Duration;
import org.apache.kafka.streams.state.HostInfo;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelEstimatorConfigTest {

  private static Config section(String overrides) {
    return ConfigFactory.parseString("gleaner.label-estimator {" + overrides + "}")
        .withFallback(ConfigFactory.defaultReferenceUnresolved())
        .resolve()
        .getConfig("gleaner.label-estimator");
  }

  @Test
  @DisplayName("the defaults are those of the design")
  void shouldHaveDefaults() {
    assertThat(LabelEstimatorConfig.from(section("")))
        .isEqualTo(
            new LabelEstimatorConfig(
                new EstimationRules(
                    new RoleEstimates(),
                    new StartingPoint(0.995, 0.005),
                    new Sparsity(1024, 512),
                    new History.Depth(4, 3),
                    new Decisions(0.5f, 0.05f, 0.1f)),
                "gleaner.label-estimator",
                new HostInfo("127.0.0.1", 9102),
                1,
                0,
                Duration.ofSeconds(6),
                Duration.ofMillis(100),
                Duration.ofSeconds(10),
                20_000,
                8 << 20,
                Duration.ofSeconds(5),
                new QueryLimits(2.5, 25, 0.01f, 25, Duration.ofHours(24)),
                128L << 20));
  }

  @Test
  @DisplayName("every key is read")
  void shouldReadEveryKey() {
    Config section =
        section(
            """
            application-id = a, application-server = "estimator-1:80", threads = 2, standbys = 1
            session-timeout = 20 s, commit-interval = 1 s
            memory = 1 MiB, largest-record = 1048576, reference-wait = 2 s, eta = 6
            start { present = 0.9, absent = 0.1 }
            sparse { above = 100, explicit = 50 }
            history { steps = 6, classes = 5 }
            tags { threshold = 0.4, hysteresis = 0.1, min-change = 0.2 }
            queries { min-value = 3, per-hour = 7, expire-after = 2 h, audit { share = 0.5, per-hour = 8 } }
            quality-interval = 1 minute, quality-half-life = 300
            """);

    assertThat(LabelEstimatorConfig.from(section))
        .isEqualTo(
            new LabelEstimatorConfig(
                new EstimationRules(
                    new RoleEstimates(6, 8, 0),
                    new StartingPoint(0.9, 0.1),
                    new Sparsity(100, 50),
                    new History.Depth(6, 5),
                    new Decisions(0.4f, 0.1f, 0.2f)),
                "a",
                new HostInfo("estimator-1", 80),
                2,
                1,
                Duration.ofSeconds(20),
                Duration.ofSeconds(1),
                Duration.ofMinutes(1),
                300,
                1 << 20,
                Duration.ofSeconds(2),
                new QueryLimits(3, 7, 0.5f, 8, Duration.ofHours(2)),
                1L << 20));
  }

  @Test
  @DisplayName("changelogs take what the topics take")
  void shouldFollowTheTopics() {
    Config config =
        ConfigFactory.parseString("gleaner.topics.max-message-bytes = 2000000")
            .withFallback(ConfigFactory.defaultReferenceUnresolved())
            .resolve();

    assertThat(
            LabelEstimatorConfig.from(config.getConfig("gleaner.label-estimator")).largestRecord())
        .isEqualTo(2_000_000);
  }

  @ParameterizedTest
  @DisplayName("a value out of range is refused by its key")
  @CsvSource({
    "eta, 0",
    "start.present, 1",
    "start.absent, 0",
    "tags.threshold, 1.1",
    "tags.hysteresis, -0.1",
    "tags.min-change, 2",
    "application-server, here",
    "application-server, http://here:80",
    "threads, 0",
    "standbys, -1",
    "quality-half-life, 0",
    "sparse.above, -1",
    "sparse.explicit, 0",
    "history.steps, -1",
    "history.classes, -1",
    "queries.per-hour, -1",
    "queries.expire-after, 0 s",
    "queries.audit.share, 1.1",
    "queries.audit.per-hour, -1",
    "largest-record, 262143",
    "reference-wait, 9 s"
  })
  void shouldRefuseValuesOutOfRange(String key, String value) {
    assertThatThrownBy(
            () -> LabelEstimatorConfig.from(section("%s = \"%s\"".formatted(key, value))))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("gleaner.label-estimator." + key + " must be ");
  }
}
