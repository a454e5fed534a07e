package io.gleaner.app.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gleaner.protocol.Configuration;
import io.gleaner.protocol.Rejection;
import io.gleaner.protocol.Topics;
import io.gleaner.protocol.v1.ModelRecord;
import io.gleaner.protocol.v1.QualityReport;
import io.gleaner.protocol.v1.TagRecord;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;

/** Reads what the loop publishes, as any consumer could, from the beginning on. */
final class LoopObserver implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Topics topics;
  private final LoopState state = new LoopState();
  private final Consumer<byte[], byte[]> consumer;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final Thread thread;

  LoopObserver(Configuration configuration) {
    this(configuration.topics(), Readers.readCommitted(configuration, "gleaner-demo-observer"));
  }

  LoopObserver(Topics topics, Consumer<byte[], byte[]> consumer) {
    this.topics = topics;
    this.consumer = consumer;
    this.thread = new Thread(this::run, "demo-observer");
    thread.setDaemon(true);
  }

  void start() {
    List<TopicPartition> partitions =
        Stream.of(topics.tags(), topics.quality(), topics.models(), topics.rejected())
            .flatMap(topic -> consumer.partitionsFor(topic).stream())
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    thread.start();
  }

  /** Completes when the observer was closed; exceptionally when it cannot read on. */
  CompletableFuture<Void> ended() {
    return ended;
  }

  LoopState state() {
    return state;
  }

  private void run() {
    try (consumer) {
      while (true) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          accept(record);
        }
      }
    } catch (WakeupException e) {
      ended.complete(null); // close() asked for it
    } catch (RuntimeException e) {
      ended.completeExceptionally(e);
    }
  }

  private void accept(ConsumerRecord<byte[], byte[]> record) {
    try {
      String topic = record.topic();
      if (topic.equals(topics.tags())) {
        acceptTags(record, state);
      } else if (topic.equals(topics.quality())) {
        state.quality(QualityReport.parseFrom(record.value()));
      } else if (topic.equals(topics.rejected())) {
        state.rejection(header(record, Rejection.REASON) + ": " + header(record, Rejection.DETAIL));
      } else if (record.value() != null) {
        ModelRecord model = ModelRecord.parseFrom(record.value());
        if (model.hasModel()) {
          state.model(model.getModel());
        }
      }
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(
          "%s-%d offset %d is not what its topic promises"
              .formatted(record.topic(), record.partition(), record.offset()),
          e);
    }
  }

  /** Takes one record of topic {@code tags}. */
  static void acceptTags(ConsumerRecord<byte[], byte[]> record, LoopState state) {
    String id = new String(record.key(), UTF_8);
    try {
      if (record.value() == null) {
        state.untag(id);
      } else {
        state.tag(id, TagRecord.parseFrom(record.value()));
      }
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the tags of " + id + " are not readable", e);
    }
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null ? "?" : new String(header.value(), UTF_8);
  }

  @Override
  public void close() {
    consumer.wakeup();
    try {
      thread.join(PATIENCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
