package io.gleaner.serving;

import io.gleaner.serving.ServingMeters.Pass;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scores every sample with the newest model, and what is held in {@code samples} again when there
 * is a newer one.
 *
 * <p>Offsets are committed once the brokers have the predictions. Beside each offset stands the
 * model by which everything before it is scored, so whoever owns the partition next knows whether
 * it must scan again. Live samples go first; under constant load a window of the past has its turn
 * after every few live batches.
 */
final class ScoringLoop implements Task {
  private static final Logger LOG = LoggerFactory.getLogger(ScoringLoop.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration CLOSING = Duration.ofSeconds(2);

  /** Never added to. */
  private static final SeenIds NOTHING_NEWER = new SeenIds();

  private final Consumer<byte[], byte[]> live;
  private final String topic;
  private final ModelSlot slot;
  private final BatchScorer scorer;
  private final Rescoring rescoring;
  private final ServingMeters meters;
  private final int liveBatchesPerWindow;

  /** By which model, bytes and all, everything before the position is scored. */
  private final Map<TopicPartition, String> scoredBy = new HashMap<>();

  private @Nullable Model model;
  private int liveBatches;
  private boolean interrupted;

  ScoringLoop(
      Consumer<byte[], byte[]> live,
      String topic,
      ModelSlot slot,
      BatchScorer scorer,
      Rescoring rescoring,
      ServingMeters meters,
      int liveBatchesPerWindow) {
    this.live = live;
    this.topic = topic;
    this.slot = slot;
    this.scorer = scorer;
    this.rescoring = rescoring;
    this.meters = meters;
    this.liveBatchesPerWindow = liveBatchesPerWindow;
  }

  @Override
  public void run(BooleanSupplier goOn) {
    if (TopicPartitions.await(live, topic, goOn).isEmpty()) {
      return;
    }
    subscribe();
    while (goOn.getAsBoolean()) {
      stepOrRetry(goOn);
    }
  }

  /** One step; when Kafka does not answer, what was not committed is done again. */
  void stepOrRetry(BooleanSupplier goOn) {
    try {
      if (interrupted) {
        rewind();
        interrupted = false;
      }
      step(goOn);
    } catch (RetriableException e) {
      LOG.warn("Kafka does not answer, trying again: {}", e.getMessage());
      meters.interrupted();
      interrupted = true;
    }
  }

  private void rewind() {
    Set<TopicPartition> assigned = Set.copyOf(live.assignment());
    Map<TopicPartition, OffsetAndMetadata> committed = live.committed(assigned);
    for (TopicPartition partition : assigned) {
      OffsetAndMetadata offset = committed.get(partition);
      if (offset == null) {
        live.seekToBeginning(List.of(partition));
      } else {
        live.seek(partition, offset.offset());
      }
      // Kafka may have failed while the partition was handed over, before its scan began.
      if (!scoredBy.containsKey(partition) && !rescoring.active(partition)) {
        takeOver(partition, offset);
      }
    }
  }

  private void takeOver(TopicPartition partition, @Nullable OffsetAndMetadata committed) {
    if (committed != null) {
      scoredBy.put(partition, committed.metadata());
    }
    if (model != null) {
      rescoreUnlessDone(partition, model);
    }
  }

  void subscribe() {
    live.subscribe(List.of(topic), new Ownership());
  }

  /** One poll and what comes of it. */
  void step(BooleanSupplier goOn) {
    Model newest = slot.current();
    if (newest == null) {
      // Paused, not unsubscribed: the group keeps its member and nothing is skipped.
      live.pause(live.assignment());
      live.poll(POLL);
      return;
    }
    if (newest != model) {
      model = newest;
      live.resume(live.paused());
      live.assignment().forEach(partition -> rescoreUnlessDone(partition, newest));
    }
    boolean busy = scoreLive(newest);
    liveBatches = busy ? liveBatches + 1 : 0;
    if (!busy || liveBatches >= liveBatchesPerWindow) {
      liveBatches = 0;
      rescoring.step(newest, goOn).ifPresent(partition -> rescored(partition, newest));
    }
  }

  private void rescoreUnlessDone(TopicPartition partition, Model by) {
    if (!ServedVersion.identity(by.about()).equals(scoredBy.get(partition))) {
      // From here on different versions have scored, so the old one's word no longer holds.
      scoredBy.remove(partition);
      rescoring.restart(partition, live.position(partition));
    }
  }

  private boolean scoreLive(Model by) {
    ConsumerRecords<byte[], byte[]> polled = live.poll(rescoring.active() ? Duration.ZERO : POLL);
    if (polled.isEmpty()) {
      return false;
    }
    for (TopicPartition partition : polled.partitions()) {
      scoreLive(by, partition, polled.records(partition));
    }
    scorer.awaitSent();
    commit(polled.partitions());
    return true;
  }

  private void scoreLive(
      Model by, TopicPartition partition, List<ConsumerRecord<byte[], byte[]>> polled) {
    List<SampleRecord> records = polled.stream().map(SampleRecord::of).toList();
    SeenIds met = new SeenIds();
    List<SampleRecord.Image> images =
        LatestRecords.images(records, NOTHING_NEWER, met, Pass.LIVE, scorer, meters);
    scorer.score(by, images, Pass.LIVE);
    rescoring.seen(partition).ifPresent(seen -> seen.addAll(met));
  }

  private void rescored(TopicPartition partition, Model by) {
    scoredBy.put(partition, ServedVersion.identity(by.about()));
    commit(Set.of(partition));
    LOG.debug("{} is scored anew by model {}", partition, by.version());
  }

  private void commit(Collection<TopicPartition> partitions) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    for (TopicPartition partition : partitions) {
      String by = scoredBy.getOrDefault(partition, "");
      offsets.put(partition, new OffsetAndMetadata(live.position(partition), by));
    }
    try {
      live.commitSync(offsets);
    } catch (CommitFailedException | RebalanceInProgressException e) {
      // Another instance owns the partition and scores these records again, to the same effect.
      LOG.info("offsets were not committed because the group rebalances: {}", e.getMessage());
    }
  }

  @Override
  public void close() {
    live.close(CloseOptions.timeout(CLOSING));
    rescoring.close();
  }

  private final class Ownership implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      Map<TopicPartition, OffsetAndMetadata> committed = live.committed(Set.copyOf(partitions));
      for (TopicPartition partition : partitions) {
        takeOver(partition, committed.get(partition));
      }
      if (model == null) {
        live.pause(partitions);
      }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      for (TopicPartition partition : new ArrayList<>(partitions)) {
        scoredBy.remove(partition);
        rescoring.forget(partition);
      }
    }
  }
}
