package io.gleaner.ingest;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Poll, prepare, publish, commit; again from the committed offsets when Kafka fails in a way that
 * passes: a broker that is away, a rebalance, a fenced producer. Everything runs on the one thread
 * that calls {@link #run}, except preparing.
 */
final class IngestLoop {

  private static final Logger LOG = LoggerFactory.getLogger(IngestLoop.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final long LONGEST_PAUSE_MILLIS = 5_000;

  private final Consumer<byte[], byte[]> consumer;
  private final Transactions transactions;
  private final KnownClasses classes;
  private final DecodePool pool;
  private final Outputs outputs;
  private final IngestMetrics metrics;
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile boolean ready;
  private volatile String status = "starting";
  private boolean rewind;
  private long pauseMillis = 100;

  IngestLoop(
      Consumer<byte[], byte[]> consumer,
      Transactions transactions,
      KnownClasses classes,
      DecodePool pool,
      Outputs outputs,
      IngestMetrics metrics) {
    this.consumer = consumer;
    this.transactions = transactions;
    this.classes = classes;
    this.pool = pool;
    this.outputs = outputs;
    this.metrics = metrics;
  }

  boolean ready() {
    return ready;
  }

  String status() {
    return status;
  }

  /** Asks the loop to end, from any thread. */
  void stop() {
    closing.countDown();
    pool.close();
    consumer.wakeup();
  }

  /**
   * Works until it is stopped.
   *
   * @param topic of submissions
   * @throws RuntimeException on what will not pass by itself, like a missing permission
   */
  void run(String topic) {
    consumer.subscribe(List.of(topic));
    try {
      while (closing.getCount() > 0) {
        attempt();
      }
    } catch (WakeupException
        | InterruptException
        | InterruptedException
        | DecodePool.ClosedException e) {
      if (closing.getCount() > 0) {
        throw new IllegalStateException("ingest was interrupted without being closed", e);
      }
    } finally {
      ready = false;
      status = "stopped";
    }
  }

  private void attempt() throws InterruptedException, DecodePool.ClosedException {
    try {
      step();
      pauseMillis = 100;
    } catch (WakeupException | InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      if (lasting(e)) {
        throw e;
      }
      recover(e);
    }
  }

  private void step() throws InterruptedException, DecodePool.ClosedException {
    if (!classes.ready()) {
      ready = false;
      status = "waiting for the label space: no class has been added yet";
      closing.await(POLL.toMillis(), TimeUnit.MILLISECONDS);
      return;
    }
    if (rewind) {
      rewind();
    }
    ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
    ready = !consumer.assignment().isEmpty();
    status =
        ready
            ? metrics.summary()
            : "waiting for partitions: more instances than partitions, or new";
    if (!records.isEmpty()) {
      process(records);
    }
  }

  private void process(ConsumerRecords<byte[], byte[]> records)
      throws InterruptedException, DecodePool.ClosedException {
    List<ConsumerRecord<byte[], byte[]>> batch = new ArrayList<>(records.count());
    records.forEach(batch::add);
    // Decoding first: a transaction holds up every reader behind it, so it is kept short.
    List<Prepared> prepared = pool.prepare(batch);
    List<Outcome> outcomes = new ArrayList<>(batch.size());
    transactions.begin();
    for (int i = 0; i < batch.size(); i++) {
      ConsumerRecord<byte[], byte[]> source = batch.get(i);
      Outcome outcome = outcome(source, prepared.get(i));
      outcomes.add(outcome);
      outputs.records(source, outcome).forEach(output -> transactions.send(source, output));
    }
    transactions.commit(next(records.partitions()), consumer.groupMetadata());
    metrics.committed(outcomes);
    status = metrics.summary();
  }

  private Outcome outcome(ConsumerRecord<byte[], byte[]> source, Prepared prepared) {
    if (transactions.refused(source)) {
      return Outputs.oversized("a record that Kafka refused for its size");
    }
    Outcome outcome = Intake.outcome(prepared, classes.newest());
    if (Intake.namesUnknownClass(outcome) && classes.grew()) {
      outcome = Intake.outcome(prepared, classes.newest());
    }
    return outputs.fitting(outcome);
  }

  private Map<TopicPartition, OffsetAndMetadata> next(Set<TopicPartition> partitions) {
    Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
    for (TopicPartition partition : partitions) {
      next.put(partition, new OffsetAndMetadata(consumer.position(partition)));
    }
    return next;
  }

  private void recover(KafkaException e) throws InterruptedException {
    LOG.warn("beginning again from the committed offsets in {} ms: {}{}", pauseMillis, e, hint(e));
    LOG.debug("what Kafka failed with", e);
    metrics.restarted();
    status = "beginning again after: " + e;
    transactions.drop();
    rewind = true;
    if (!closing.await(pauseMillis, TimeUnit.MILLISECONDS)) {
      pauseMillis = Math.min(LONGEST_PAUSE_MILLIS, 2 * pauseMillis);
    }
  }

  private static String hint(KafkaException e) {
    boolean fenced =
        e instanceof ProducerFencedException || e instanceof InvalidProducerEpochException;
    return fenced
        ? "; if it goes on, another ingest has the same name: set gleaner.ingest.instance"
        : "";
  }

  /** Back to what is committed: what was polled since has not been published. */
  private void rewind() {
    Set<TopicPartition> assigned = consumer.assignment();
    if (assigned.isEmpty()) {
      rewind = false; // what is assigned next begins where it is committed
      return;
    }
    Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(assigned);
    for (TopicPartition partition : assigned) {
      OffsetAndMetadata offset = committed.get(partition);
      if (offset == null) {
        consumer.seekToBeginning(List.of(partition));
      } else {
        consumer.seek(partition, offset);
      }
    }
    rewind = false;
  }

  /** Errors that waiting does not mend. */
  private static boolean lasting(KafkaException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof AuthenticationException
          || cause instanceof AuthorizationException
          || cause instanceof UnsupportedVersionException
          || cause instanceof InvalidTopicException) {
        return true;
      }
    }
    return e instanceof ConfigException;
  }
}
