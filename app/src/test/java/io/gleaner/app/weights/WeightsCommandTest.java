package io.gleaner.app.weights;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.app.command.Progress;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

@DisplayName("gleaner weights")
class WeightsCommandTest {

  private final StringWriter out = new StringWriter();

  private int run(String... arguments) {
    return new CommandLine(new WeightsCommand())
        .setOut(new PrintWriter(out))
        .setExecutionExceptionHandler(
            (e, command, result) -> {
              out.write(String.valueOf(e.getMessage()));
              return 2;
            })
        .execute(arguments);
  }

  @Test
  @DisplayName("list names each backbone with its file's place and licence")
  void shouldList() {
    assertThat(run("list")).isZero();
    assertThat(out.toString().lines())
        .hasSize(5)
        .allMatch(line -> line.matches("\\w+ +\\d+ MB {2}timm/\\S+ at \\w{40}: .+(BSD|Apache).*"));
  }

  @Test
  @DisplayName("fetch says for which backbones there are weights when it is asked for another")
  void shouldRefuseUnknownBackbones() {
    assertThat(run("fetch", "vgg16")).isEqualTo(2);
    assertThat(out.toString())
        .startsWith(
            "no published weights are known for 'vgg16', only for mobilenet_v2, resnet18, resnet34, resnet50, resnet101;")
        .contains("gleaner.learner.network.weights");
  }

  @Test
  @DisplayName("writes a line of progress every five seconds into a log")
  void shouldReportProgress() {
    SettableClock clock = new SettableClock();
    try (Progress progress =
        Downloads.progress("resnet18", 46_000_000, new PrintWriter(out), clock)) {
      for (int second = 0; second <= 10; second++) {
        clock.now = Instant.EPOCH.plus(Duration.ofSeconds(second));
        progress.at(second * 4_000_000L);
      }
    }
    assertThat(out.toString().lines())
        .containsExactly("resnet18: 20 of 46 MB", "resnet18: 40 of 46 MB");
  }

  private static final class SettableClock extends Clock {
    private Instant now = Instant.EPOCH;

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
