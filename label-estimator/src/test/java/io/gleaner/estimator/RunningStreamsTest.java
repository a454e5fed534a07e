package io.gleaner.estimator;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RunningStreamsTest {

  @Test
  @DisplayName("what Kafka calls retriable is tried again, however deep it lies")
  void shouldRetryWhatMayPass() {
    Exception failure = new StreamsException("task failed", new TimeoutException("no broker"));

    assertThat(RunningStreams.retriable(failure)).isTrue();
  }

  @Test
  @DisplayName("a transaction that the broker gave up is begun anew")
  void shouldBeginAnew() {
    Exception failure =
        new StreamsException("commit failed", new InvalidTxnStateException("given up"));

    assertThat(RunningStreams.retriable(failure)).isTrue();
  }

  @Test
  @DisplayName("anything else ends the stage")
  void shouldNotRetryTheRest() {
    Exception failure =
        new StreamsException("task failed", new MissingReferenceException("no class priors 3"));

    assertThat(RunningStreams.retriable(failure)).isFalse();
  }
}
