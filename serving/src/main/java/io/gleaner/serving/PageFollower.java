package io.gleaner.serving;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gleaner.protocol.Topics;
import io.gleaner.protocol.v1.LabelQuery;
import io.gleaner.protocol.v1.ModelRecord;
import io.gleaner.protocol.v1.QualityReport;
import io.gleaner.protocol.v1.Sample;
import io.gleaner.serving.page.EventFeed;
import io.gleaner.serving.page.LivePage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Feeds the live page from the topics: what is newest of each, and then what comes. */
final class PageFollower implements Task {
  private static final Logger LOG = LoggerFactory.getLogger(PageFollower.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final long REFRESH_NANOS = Duration.ofMillis(500).toNanos();
  private static final Duration CLOSING = Duration.ofSeconds(2);
  private static final long ALL = Long.MAX_VALUE;

  private final Consumer<byte[], byte[]> consumer;
  private final Topics topics;
  private final LivePage page;
  private final EventFeed feed;
  private final ServingMeters meters;

  /** How many of the newest records of each partition are read at the start. */
  private final Map<String, Long> lookBack = new LinkedHashMap<>();

  private final List<TopicPartition> partitions = new ArrayList<>();
  private boolean sought;
  private long refreshed = System.nanoTime();

  PageFollower(
      Consumer<byte[], byte[]> consumer,
      Topics topics,
      LivePage page,
      EventFeed feed,
      ServingMeters meters) {
    this.consumer = consumer;
    this.topics = topics;
    this.page = page;
    this.feed = feed;
    this.meters = meters;
    lookBack.put(topics.models(), ALL);
    lookBack.put(topics.quality(), 20_000L);
    lookBack.put(topics.labelQueries(), 5_000L);
    lookBack.put(topics.samples(), 500L);
    // Tags are only counted: their contents lie in the store.
    lookBack.put(topics.tags(), 0L);
  }

  @Override
  public void run(BooleanSupplier goOn) {
    for (String topic : lookBack.keySet()) {
      partitions.addAll(TopicPartitions.await(consumer, topic, goOn));
    }
    consumer.assign(partitions);
    KafkaSteps.take(goOn, this::step);
  }

  private void step() {
    if (!sought) {
      seek();
      sought = true;
    }
    consumer.poll(POLL).forEach(this::accept);
    if (System.nanoTime() - refreshed > REFRESH_NANOS) {
      refreshed = System.nanoTime();
      feed.refresh();
    }
  }

  private void seek() {
    Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    ends.forEach(
        (partition, end) -> {
          long records = lookBack.getOrDefault(partition.topic(), 0L);
          consumer.seek(
              partition,
              Math.max(begins.getOrDefault(partition, 0L), end - Math.min(end, records)));
        });
  }

  private void accept(ConsumerRecord<byte[], byte[]> record) {
    try {
      show(record);
    } catch (InvalidProtocolBufferException e) {
      meters.brokenPageRecord();
      LOG.warn(
          "{} offset {} cannot be shown and is passed over: {}",
          record.topic(),
          record.offset(),
          e.getMessage());
    }
  }

  private void show(ConsumerRecord<byte[], byte[]> record) throws InvalidProtocolBufferException {
    String topic = record.topic();
    if (topic.equals(topics.tags())) {
      page.tagged(record.timestamp());
    } else if (topic.equals(topics.labelQueries()) && record.key() != null) {
      page.query(
          new String(record.key(), UTF_8),
          record.value() == null ? null : LabelQuery.parseFrom(record.value()));
    } else if (record.value() == null) {
      // A tombstone of a topic whose records have successors that say the same.
      return;
    } else if (topic.equals(topics.samples())) {
      page.sample(Sample.parseFrom(record.value()), record.timestamp());
    } else if (topic.equals(topics.quality())) {
      page.quality(QualityReport.parseFrom(record.value()));
    } else if (topic.equals(topics.models())) {
      ModelRecord model = ModelRecord.parseFrom(record.value());
      if (model.hasModel()) {
        page.model(model.getModel());
      }
    }
  }

  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(CLOSING));
  }
}
