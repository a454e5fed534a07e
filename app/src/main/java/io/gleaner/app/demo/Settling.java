package io.gleaner.app.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gleaner.protocol.Configuration;
import io.gleaner.protocol.v1.ModelVersion;
import io.gleaner.protocol.v1.Prediction;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.IntConsumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Waits until nothing is on its way any more: every picture is scored by the served model and the
 * label-estimator has applied every prediction.
 */
final class Settling {

  /** Ends the waiting by an exception when there is nothing to wait for any more. */
  interface Check {
    void run() throws InterruptedException;
  }

  private static final Duration POLL = Duration.ofMillis(200);

  private final Configuration configuration;
  private final String estimatorGroup;

  Settling(Configuration configuration, String estimatorGroup) {
    this.configuration = configuration;
    this.estimatorGroup = estimatorGroup;
  }

  /**
   * Waits until this many images are scored by a model.
   *
   * @param progress told how many are, now and then
   */
  void awaitScoredBy(ModelVersion model, int images, IntConsumer progress, Check check)
      throws InterruptedException {
    Set<String> scored = new HashSet<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        Readers.readCommitted(configuration, "gleaner-demo-settling")) {
      List<TopicPartition> partitions =
          Readers.partitions(consumer, configuration.topics().predictions());
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (scored.size() < images) {
        check.run();
        for (var record : consumer.poll(POLL)) {
          Prediction prediction = parse(record.value());
          if (prediction.getPurpose() == Prediction.Purpose.SCORE
              && prediction.getLineage() == model.getLineage()
              && prediction.getStep() == model.getStep()) {
            scored.add(new String(record.key(), UTF_8));
          }
        }
        progress.accept(scored.size());
      }
    }
  }

  private static Prediction parse(byte[] value) {
    try {
      return Prediction.parseFrom(value);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a prediction is not readable", e);
    }
  }

  /** Waits until the label-estimator has committed all predictions that are there now. */
  void awaitEstimator(Check check) throws InterruptedException {
    try (KafkaConsumer<byte[], byte[]> consumer =
            Readers.readCommitted(configuration, "gleaner-demo-settling");
        Admin admin = Admin.create(configuration.kafka("gleaner-demo-settling"))) {
      List<TopicPartition> partitions =
          Readers.partitions(consumer, configuration.topics().predictions());
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (!reached(ends, committed(admin))) {
        check.run();
        Thread.sleep(POLL.toMillis());
      }
    }
  }

  /**
   * Waits until every random audit that was drawn is answered, and the label-estimator knows it.
   *
   * @return how many there were
   */
  int awaitAudits(Check check) throws InterruptedException {
    OpenAudits audits = new OpenAudits();
    try (KafkaConsumer<byte[], byte[]> consumer =
        Readers.readCommitted(configuration, "gleaner-demo-settling")) {
      List<TopicPartition> partitions =
          Readers.partitions(consumer, configuration.topics().labelQueries());
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())
          || !audits.waiting().isEmpty()) {
        check.run();
        consumer.poll(POLL).forEach(audits::accept);
      }
    }
    return audits.drawn();
  }

  private static boolean reached(
      Map<TopicPartition, Long> ends, Map<TopicPartition, OffsetAndMetadata> committed) {
    return ends.entrySet().stream()
        .allMatch(
            end -> {
              OffsetAndMetadata offset = committed.get(end.getKey());
              return end.getValue() == 0 || (offset != null && offset.offset() >= end.getValue());
            });
  }

  private Map<TopicPartition, OffsetAndMetadata> committed(Admin admin)
      throws InterruptedException {
    try {
      return admin.listConsumerGroupOffsets(estimatorGroup).partitionsToOffsetAndMetadata().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the label-estimator's offsets cannot be read", e);
    }
  }
}
