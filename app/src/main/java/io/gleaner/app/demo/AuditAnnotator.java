package io.gleaner.app.demo;

import io.gleaner.protocol.Configuration;
import io.gleaner.protocol.v1.LabelQuery;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * Answers the random audits, and no other label query, from what the pictures really show: through
 * {@code submissions}, as any annotator would. Without answers nobody could say how good the tags
 * of the stream are.
 */
final class AuditAnnotator implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(200);

  private final PictureSubmissions submissions;
  private final List<TopicPartition> partitions;
  private final Consumer<byte[], byte[]> queries;
  private final Producer<byte[], byte[]> producer;
  private final Clock clock;
  private final OpenAudits audits = new OpenAudits();
  private final Set<String> answered = new HashSet<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final Thread thread = new Thread(this::run, "demo-annotator");

  /**
   * An annotator, who owns consumer and producer.
   *
   * @param partitions of topic {@code label-queries}
   */
  AuditAnnotator(
      PictureSubmissions submissions,
      List<TopicPartition> partitions,
      Consumer<byte[], byte[]> queries,
      Producer<byte[], byte[]> producer,
      Clock clock) {
    this.submissions = submissions;
    this.partitions = partitions;
    this.queries = queries;
    this.producer = producer;
    this.clock = clock;
  }

  static AuditAnnotator of(
      PictureSubmissions submissions, Configuration configuration, Clock clock) {
    var queries = Readers.readCommitted(configuration, "gleaner-demo-annotator");
    return new AuditAnnotator(
        submissions,
        Readers.partitions(queries, configuration.topics().labelQueries()),
        queries,
        PictureFeed.producer(configuration, "gleaner-demo-annotator"),
        clock);
  }

  void start() {
    queries.assign(partitions);
    queries.seekToBeginning(partitions);
    thread.start();
  }

  /** Completes when the annotator was closed; exceptionally when he cannot go on. */
  CompletableFuture<Void> ended() {
    return ended;
  }

  private void run() {
    try (queries;
        producer) {
      while (true) {
        queries.poll(POLL).forEach(audits::accept);
        // What an earlier run answered stands further on in the topic.
        if (readAll()) {
          audits.waiting().forEach(this::answer);
        }
      }
    } catch (WakeupException e) {
      ended.complete(null); // close() asked for it
    } catch (RuntimeException e) {
      ended.completeExceptionally(e);
    }
  }

  private boolean readAll() {
    return partitions.stream().allMatch(p -> queries.currentLag(p).orElse(1) == 0);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the callback hears of every failure
  private void answer(LabelQuery query) {
    if (answered.add(query.getQueryId())) {
      producer.send(
          submissions.answerTo(query, clock.instant()), (metadata, failure) -> sent(failure));
    }
  }

  private void sent(@Nullable Exception failure) {
    if (failure != null) {
      ended.completeExceptionally(failure);
    }
  }

  @Override
  public void close() {
    queries.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
