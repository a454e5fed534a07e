package io.gleaner.app.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gleaner.evaluation.Truth;
import io.gleaner.protocol.Topics;
import io.gleaner.protocol.v1.ImageSubmission;
import io.gleaner.protocol.v1.LabelQuery;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The demo's annotator")
class AuditAnnotatorTest {

  private static final Topics TOPICS = new Topics("t.");
  private static final TopicPartition QUERIES = new TopicPartition(TOPICS.labelQueries(), 0);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final PictureSet pictures = new PictureSet(1, 20);
  private final MockConsumer<byte[], byte[]> queries = new MockConsumer<>("earliest");
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  private final AuditAnnotator annotator =
      new AuditAnnotator(
          new PictureSubmissions(pictures, false, TOPICS),
          List.of(QUERIES),
          queries,
          producer,
          Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
  private long end;

  @BeforeEach
  void open() {
    queries.updateBeginningOffsets(Map.of(QUERIES, 0L));
    queries.updateEndOffsets(Map.of(QUERIES, 0L));
    annotator.start();
  }

  @AfterEach
  void close() {
    annotator.close();
  }

  @Test
  @DisplayName("answers each random audit once, by its id, with what the picture shows")
  void shouldTellTheTruth() throws Exception {
    for (int k = 0; k < 20; k++) {
      written(query(k, PictureSet.classNames().get(k), 0.01));
    }
    awaitAnswers(20);
    written(query(3, "tree", 0));
    awaitRead();
    assertThat(producer.history()).hasSize(20);
    for (var record : producer.history()) {
      ImageSubmission answer = ImageSubmission.parseFrom(record.value());
      int k = Picture.number(answer.getId());
      String name = PictureSet.classNames().get(k);
      assertThat(answer.getSource()).isEqualTo("demo-annotator");
      assertThat(answer.getQueryId()).isEqualTo(answer.getId() + "/1");
      boolean shown = pictures.truth(k)[k] == Truth.PRESENT;
      assertThat(answer.getPresentList()).isEqualTo(shown ? List.of(name) : List.of());
      assertThat(answer.getAbsentList()).isEqualTo(shown ? List.of() : List.of(name));
    }
  }

  @Test
  @DisplayName("leaves questions that were chosen to the person, and does not answer twice")
  void shouldLeaveTheRest() throws Exception {
    LabelQuery answered = query(5, "cat", 0.01);
    queries.schedulePollTask(
        () -> {
          add(5, answered);
          add(5, null);
          add(6, query(6, "cat", 0));
          add(7, query(7, "cat", 0.01));
        });
    awaitAnswers(1);
    awaitRead();
    assertThat(producer.history())
        .extracting(record -> new String(record.key(), UTF_8))
        .containsExactly(Picture.id(7));
  }

  private void awaitAnswers(int count) {
    await().atMost(PATIENCE).until(() -> producer.history().size() >= count);
  }

  /** Until the annotator has been around once more. */
  private void awaitRead() throws InterruptedException {
    for (int i = 0; i < 2; i++) {
      CountDownLatch polled = new CountDownLatch(1);
      queries.schedulePollTask(polled::countDown);
      polled.await();
    }
  }

  private void written(LabelQuery query) {
    queries.schedulePollTask(() -> add(Picture.number(query.getId()), query));
  }

  private void add(int picture, @Nullable LabelQuery query) {
    byte[] key = Picture.id(picture).getBytes(UTF_8);
    queries.updateEndOffsets(Map.of(QUERIES, end + 1));
    queries.addRecord(
        new ConsumerRecord<>(
            QUERIES.topic(), 0, end++, key, query == null ? null : query.toByteArray()));
  }

  private static LabelQuery query(int picture, String name, double propensity) {
    return LabelQuery.newBuilder()
        .setId(Picture.id(picture))
        .setQueryId(Picture.id(picture) + "/1")
        .setClassName(name)
        .setAuditPropensity(propensity)
        .build();
  }
}
