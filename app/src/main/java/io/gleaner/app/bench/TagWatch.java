package io.gleaner.app.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gleaner.app.demo.Readers;
import io.gleaner.protocol.Configuration;
import io.gleaner.protocol.v1.TagRecord;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/** Notes when each image's tags could first be read with a model's scores, as a consumer would. */
final class TagWatch implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(50);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<String, Long> scoredNanos = new ConcurrentHashMap<>();
  private final AtomicInteger scored = new AtomicInteger();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final Thread thread = new Thread(this::run, "bench-tag-watch");

  TagWatch(Configuration configuration) {
    consumer = Readers.readCommitted(configuration, "gleaner-bench-tags");
    List<TopicPartition> partitions = Readers.partitions(consumer, configuration.topics().tags());
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    thread.start();
  }

  private void run() {
    try (consumer) {
      while (true) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          note(record);
        }
      }
    } catch (WakeupException e) {
      ended.complete(null); // close() asked for it
    } catch (RuntimeException | InvalidProtocolBufferException e) {
      ended.completeExceptionally(e);
    }
  }

  private void note(ConsumerRecord<byte[], byte[]> record) throws InvalidProtocolBufferException {
    boolean hasScores = TagRecord.parseFrom(record.value()).getLineage() > 0;
    if (hasScores
        && scoredNanos.putIfAbsent(new String(record.key(), UTF_8), System.nanoTime()) == null) {
      scored.incrementAndGet();
    }
  }

  /** How many images have been tagged with scores. */
  int scored() {
    if (ended.isCompletedExceptionally()) {
      ended.join();
    }
    return scored.get();
  }

  /** When an image's tags could first be read with scores, by {@link System#nanoTime()}. */
  long scoredNanos(String image) {
    Long nanos = scoredNanos.get(image);
    if (nanos == null) {
      throw new IllegalStateException("the image " + image + " was never tagged");
    }
    return nanos;
  }

  @Override
  public void close() {
    consumer.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
