package io.gleaner.serving;

import io.gleaner.serving.ServingMeters.Pass;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** The scans over what is held in {@code samples}, one a partition of this instance's. */
final class Rescoring {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration CLOSING = Duration.ofSeconds(2);

  /** After so many empty polls the broker is given up for this window; it is tried again. */
  private static final int PATIENCE = 20;

  private final Consumer<byte[], byte[]> past;
  private final BatchScorer scorer;
  private final ServingMeters meters;
  private final int window;
  private final Map<TopicPartition, Rescan> scans = new HashMap<>();
  private int turn;

  /**
   * Scans with a consumer of its own.
   *
   * @param past belongs to no group; never commits
   * @param window records read at once
   */
  Rescoring(Consumer<byte[], byte[]> past, BatchScorer scorer, ServingMeters meters, int window) {
    this.past = past;
    this.scorer = scorer;
    this.meters = meters;
    this.window = window;
  }

  /** Scans a partition again up to an offset. */
  void restart(TopicPartition partition, long top) {
    scans.computeIfAbsent(partition, p -> new Rescan()).restart(top);
  }

  /** The partition is another instance's now. */
  void forget(TopicPartition partition) {
    scans.remove(partition);
  }

  boolean active() {
    return !scans.isEmpty();
  }

  boolean active(TopicPartition partition) {
    return scans.containsKey(partition);
  }

  /** The ids met in a partition since its scan's turn began. */
  Optional<SeenIds> seen(TopicPartition partition) {
    return Optional.ofNullable(scans.get(partition)).map(Rescan::seen);
  }

  /** Scores one window; the partition if it was its last. */
  Optional<TopicPartition> step(Model model, BooleanSupplier goOn) {
    List<TopicPartition> partitions = new ArrayList<>(scans.keySet());
    if (partitions.isEmpty()) {
      return Optional.empty();
    }
    TopicPartition partition = partitions.get(turn++ % partitions.size());
    boolean finished = step(partition, model, goOn);
    meters.rescoreLeft(scans.values().stream().mapToLong(Rescan::left).sum());
    return finished ? Optional.of(partition) : Optional.empty();
  }

  private boolean step(TopicPartition partition, Model model, BooleanSupplier goOn) {
    Rescan scan = java.util.Objects.requireNonNull(scans.get(partition));
    long beginning = past.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
    long from = scan.windowStart(beginning, window);
    if (from < scan.windowEnd()) {
      Optional<List<SampleRecord>> records = read(partition, from, scan.windowEnd(), goOn);
      if (records.isEmpty()) {
        return false;
      }
      SeenIds met = new SeenIds();
      List<SampleRecord.Image> images =
          LatestRecords.images(records.get(), scan.seen(), met, Pass.RESCORE, scorer, meters);
      scorer.score(model, images, Pass.RESCORE);
      scorer.awaitSent();
      scan.seen().addAll(met);
    }
    scan.done(from, beginning);
    if (!scan.active()) {
      scans.remove(partition);
    }
    return !scan.active();
  }

  /** The records in [from, to); empty if they could not all be read now. */
  private Optional<List<SampleRecord>> read(
      TopicPartition partition, long from, long to, BooleanSupplier goOn) {
    turnTo(partition);
    past.seek(partition, from);
    List<SampleRecord> records = new ArrayList<>();
    int idle = 0;
    while (past.position(partition) < to) {
      List<ConsumerRecord<byte[], byte[]>> polled = past.poll(POLL).records(partition);
      for (ConsumerRecord<byte[], byte[]> record : polled) {
        if (record.offset() < to) {
          records.add(SampleRecord.of(record));
        }
      }
      idle = polled.isEmpty() ? idle + 1 : 0;
      if (!goOn.getAsBoolean() || idle > PATIENCE) {
        return Optional.empty();
      }
    }
    return Optional.of(records);
  }

  /** Others stay assigned but paused: a new assignment a window would drop answers under way. */
  private void turnTo(TopicPartition partition) {
    if (!past.assignment().equals(scans.keySet())) {
      past.assign(scans.keySet());
    }
    past.pause(past.assignment());
    past.resume(List.of(partition));
  }

  void close() {
    past.close(CloseOptions.timeout(CLOSING));
  }
}
