package io.gleaner.serving;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gleaner.protocol.v1.TagRecord;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TagFollowerTest {
  private static final TopicPartition TAGS = new TopicPartition("tags", 0);
  private static final Instant NOW = Instant.parse("2026-01-02T00:00:00Z");

  @TempDir Path directory;
  private final List<ConsumerRecord<byte[], byte[]>> log = new ArrayList<>();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @Test
  void shouldKeepTheNewestRecordAndForgetTheDeleted() throws InvalidProtocolBufferException {
    tags("a", 1);
    tags("b", 1);
    tags("a", 2);
    add("b", null);
    try (TagStore store = new TagStore(directory)) {
      assertThat(follow(store, NOW)).isTrue();
      assertThat(revision(store, "a")).isEqualTo(2);
      assertThat(store.get("b")).isEmpty();
    }
  }

  @Test
  void shouldGoOnWhereItStopped() throws InvalidProtocolBufferException {
    tags("a", 1);
    try (TagStore store = new TagStore(directory)) {
      follow(store, NOW);
    }
    log.set(0, new ConsumerRecord<>("tags", 0, 0, "other".getBytes(UTF_8), new byte[0]));
    tags("b", 1);
    try (TagStore store = new TagStore(directory)) {
      follow(store, NOW.plusSeconds(3600));
      assertThat(revision(store, "a")).isEqualTo(1);
      assertThat(revision(store, "b")).isEqualTo(1);
      assertThat(store.position(0)).hasValue(2);
    }
  }

  @Test
  void shouldStartAnewAfterLongerThanKafkaKeepsDeletions() {
    tags("deleted meanwhile", 1);
    try (TagStore store = new TagStore(directory)) {
      follow(store, NOW);
      log.set(0, new ConsumerRecord<>("tags", 0, 0, null, null));
      follow(store, NOW.plus(Duration.ofHours(13)));
      assertThat(store.get("deleted meanwhile")).isEmpty();
    }
  }

  @Test
  void shouldStartAnewWhenTheTopicIsAnotherOne() {
    tags("a", 1);
    tags("b", 1);
    try (TagStore store = new TagStore(directory)) {
      follow(store, NOW);
      log.clear();
      tags("c", 1);
      follow(store, NOW);
      assertThat(store.get("a")).isEmpty();
      assertThat(store.get("c")).isPresent();
    }
  }

  @Test
  void shouldPassOverBrokenRecordsAndCountThem() {
    add("a", new byte[] {1, 2, 3});
    add("b", TagRecord.newBuilder().setId("x").build().toByteArray());
    tags("c", 1);
    try (TagStore store = new TagStore(directory)) {
      follow(store, NOW);
      assertThat(store.get("a")).isEmpty();
      assertThat(store.get("b")).isEmpty();
      assertThat(store.get("c")).isPresent();
    }
    assertThat(registry.counter("gleaner.serving.tags.broken").count()).isEqualTo(2);
  }

  private boolean follow(TagStore store, Instant now) {
    LogConsumer consumer = new LogConsumer(TAGS, log, 2);
    Node node = new Node(0, "localhost", 1);
    Node[] replicas = {node};
    consumer.updatePartitions(
        "tags", List.of(new PartitionInfo("tags", 0, node, replicas, replicas)));
    consumer.updateEndOffsets(Map.of(TAGS, (long) log.size()));
    TagFollower follower =
        new TagFollower(
            consumer,
            "tags",
            store,
            Duration.ofHours(12),
            new ServingMeters(registry),
            Clock.fixed(now, ZoneOffset.UTC));
    AtomicInteger rounds = new AtomicInteger();
    follower.run(() -> rounds.incrementAndGet() < 6);
    follower.close();
    return follower.caughtUp();
  }

  private static long revision(TagStore store, String id) throws InvalidProtocolBufferException {
    return TagRecord.parseFrom(store.get(id).orElseThrow()).getRevision();
  }

  private void tags(String id, long revision) {
    add(id, TagRecord.newBuilder().setId(id).setRevision(revision).build().toByteArray());
  }

  @SuppressWarnings("NullAway") // Kafka's records hold null for tombstones
  private void add(String key, byte @Nullable [] value) {
    log.add(new ConsumerRecord<>("tags", 0, log.size(), key.getBytes(UTF_8), value));
  }
}
