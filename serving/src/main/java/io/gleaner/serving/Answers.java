package io.gleaner.serving;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.Timestamp;
import io.gleaner.protocol.CloudEvents;
import io.gleaner.protocol.v1.ImageSubmission;
import io.gleaner.protocol.v1.LabelQuery;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Sends what people answer to label queries as submissions, like any other annotator. */
final class Answers {
  static final String SOURCE = "page";
  private static final String TYPE = "io.gleaner.submission.v1";

  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final Duration patience;
  private final Clock clock;

  Answers(Producer<byte[], byte[]> producer, String topic, Duration patience, Clock clock) {
    this.producer = producer;
    this.topic = topic;
    this.patience = patience;
    this.clock = clock;
  }

  /**
   * Sends an answer and waits until Kafka has it.
   *
   * @throws UnavailableException if Kafka does not take it in time
   */
  void send(LabelQuery query, boolean present) throws UnavailableException, InterruptedException {
    ImageSubmission.Builder answer = submission(query);
    send(
        query,
        present ? answer.addPresent(query.getClassName()) : answer.addAbsent(query.getClassName()));
  }

  /** As {@link #send}, that there is no answer: nobody else is asked, and nothing is learnt. */
  void skip(LabelQuery query) throws UnavailableException, InterruptedException {
    send(query, submission(query));
  }

  private void send(LabelQuery query, ImageSubmission.Builder answer)
      throws UnavailableException, InterruptedException {
    try {
      producer.send(record(query, answer)).get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new UnavailableException(
          "Kafka did not take the answer (%s); try again".formatted(e.getMessage()));
    }
  }

  private static ImageSubmission.Builder submission(LabelQuery query) {
    return ImageSubmission.newBuilder()
        .setId(query.getId())
        .setQueryId(query.getQueryId())
        .setSource(SOURCE);
  }

  private ProducerRecord<byte[], byte[]> record(LabelQuery query, ImageSubmission.Builder answer) {
    Instant now = clock.instant();
    answer.setTime(Timestamp.newBuilder().setSeconds(now.getEpochSecond()).setNanos(now.getNano()));
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic, query.getId().getBytes(UTF_8), answer.build().toByteArray());
    String event = query.getQueryId() + "@" + now;
    CloudEvents.headers(record.headers(), TYPE, "/gleaner/" + SOURCE, event, now);
    return record;
  }
}
