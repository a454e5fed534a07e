package io.gleaner.estimator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class OpenQueriesTest {

  private static final byte[] ONE = "one".getBytes(UTF_8);
  private static final byte[] TWO = "two".getBytes(UTF_8);

  private final KeyValueStore<Bytes, byte[]> store =
      Stores.keyValueStoreBuilder(
              Stores.inMemoryKeyValueStore("open"), Serdes.Bytes(), Serdes.ByteArray())
          .withLoggingDisabled()
          .build();

  @BeforeEach
  void open() {
    store.init(new MockProcessorContext<>().getStateStoreContext(), store);
  }

  private OpenQueries queries() {
    return new OpenQueries(store, Duration.ofMillis(100));
  }

  private static OpenQueries.Expired expired(byte[] image, long revision) {
    return new OpenQueries.Expired(Bytes.wrap(image), revision);
  }

  @Test
  @DisplayName("a query expires when it has waited for so long, once")
  void shouldExpireOnce() {
    OpenQueries queries = queries();
    queries.opened(ONE, 7, 1_000);
    queries.opened(TWO, 3, 1_050);

    assertThat(queries.expire(1_099)).isEmpty();
    assertThat(queries.expire(1_100)).containsExactly(expired(ONE, 7));
    assertThat(queries.expire(1_149)).isEmpty();
    assertThat(queries.expire(9_999)).containsExactly(expired(TWO, 3));
  }

  @Test
  @DisplayName("a query that was answered does not expire, and its image is forgotten")
  void shouldForgetClosed() {
    OpenQueries queries = queries();
    queries.opened(ONE, 7, 1_000);
    queries.closed(ONE);

    assertThat(queries.expire(9_999)).isEmpty();
    assertThat(store.get(Bytes.wrap(ONE))).isNull();
  }

  @Test
  @DisplayName("an image's next query waits anew")
  void shouldReplace() {
    OpenQueries queries = queries();
    queries.opened(ONE, 7, 1_000);
    queries.opened(ONE, 9, 1_080);

    assertThat(queries.expire(1_100)).isEmpty();
    assertThat(queries.expire(1_180)).containsExactly(expired(ONE, 9));
  }

  @Test
  @DisplayName("a restart still knows what waits")
  void shouldSurviveRestart() {
    queries().opened(ONE, 7, 1_000);

    assertThat(queries().expire(1_100)).containsExactly(expired(ONE, 7));
  }
}
