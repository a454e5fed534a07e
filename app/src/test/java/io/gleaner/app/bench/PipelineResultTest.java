package io.gleaner.app.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The pipeline's figures")
class PipelineResultTest {

  @Test
  @DisplayName("are the latencies of the median image and of the one that 99 of 100 do not exceed")
  void shouldTakePercentiles() {
    long[] latencies = LongStream.rangeClosed(1, 200).map(i -> (201 - i) * 1_000_000).toArray();

    PipelineResult result = PipelineResult.of(new PipelineLoad(400, true), 1.5, 80, 40, latencies);

    assertThat(result.p50Millis()).isEqualTo(100);
    assertThat(result.p99Millis()).isEqualTo(198);
    assertThat(result.pacedImages()).isEqualTo(200);
    assertThat(result.line()).startsWith("on").endsWith("1.5");
  }
}
