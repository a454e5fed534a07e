package io.gleaner.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Headers made from a template")
class EventHeadersTest {

  @Test
  @DisplayName("are those of each event made alone, also after another event")
  void shouldAgree() {
    EventHeaders headers = new EventHeaders("io.gleaner.tags.v1", "/gleaner/x");

    for (long millis : new long[] {5, 5, 1_780_000_000_123L}) {
      Headers expected = new RecordHeaders();
      CloudEvents.headers(
          expected,
          "io.gleaner.tags.v1",
          "/gleaner/x",
          "bild-ü/" + millis,
          Instant.ofEpochMilli(millis));

      assertThat(headers.of("bild-ü/" + millis, millis)).isEqualTo(expected);
    }
  }
}
