package io.gleaner.app.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gleaner.protocol.Configuration;
import java.time.Clock;
import java.util.HashSet;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends the pictures through {@code submissions}, as a user's producer would: one at a time, at a
 * steady rate. Pictures that are there from an earlier run are not sent again.
 */
final class PictureFeed implements AutoCloseable {

  private final PictureSet pictures;
  private final PictureSubmissions submissions;
  private final double perSecond;
  private final Configuration configuration;
  private final Clock clock;
  private final AtomicInteger sent = new AtomicInteger();
  private final CompletableFuture<Void> finished = new CompletableFuture<>();
  private final Thread thread = new Thread(this::run, "demo-feed");
  private volatile boolean closed;

  /**
   * A feed of all pictures.
   *
   * @param submissions of these pictures
   * @param perSecond pictures a second
   */
  PictureFeed(
      PictureSet pictures,
      PictureSubmissions submissions,
      double perSecond,
      Configuration configuration,
      Clock clock) {
    this.pictures = pictures;
    this.submissions = submissions;
    this.perSecond = perSecond;
    this.configuration = configuration;
    this.clock = clock;
  }

  void start() {
    thread.start();
  }

  /** How many pictures have been accepted by Kafka, earlier runs included. */
  int sent() {
    return sent.get();
  }

  /** Completes when all are sent; exceptionally if Kafka refused one. */
  CompletableFuture<Void> finished() {
    return finished;
  }

  private void run() {
    try {
      Set<String> there = alreadySubmitted();
      sent.set(there.size());
      send(there);
      finished.complete(null);
    } catch (RuntimeException e) {
      finished.completeExceptionally(e);
    }
  }

  private Set<String> alreadySubmitted() {
    Set<String> ids = new HashSet<>();
    Readers.readToEnd(
        configuration,
        configuration.topics().submissions(),
        record -> ids.add(new String(record.key(), UTF_8)));
    return ids;
  }

  /** A producer whose records are neither lost nor doubled. */
  static Producer<byte[], byte[]> producer(Configuration configuration, String name) {
    Properties properties = configuration.kafka(name);
    properties.setProperty("acks", "all");
    properties.setProperty("enable.idempotence", "true");
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the callback hears of every failure
  private void send(Set<String> there) {
    try (var producer = producer(configuration, "gleaner-demo-feed")) {
      long start = System.nanoTime();
      int due = 0;
      for (int i = 0; i < pictures.count() && !closed; i++) {
        if (there.contains(pictures.id(i))) {
          continue;
        }
        ProducerRecord<byte[], byte[]> record = submissions.of(i, clock.instant());
        long at = start + (long) (due++ / perSecond * 1e9);
        while (System.nanoTime() < at && !closed) {
          LockSupport.parkNanos(at - System.nanoTime());
        }
        producer.send(record, (metadata, failure) -> acknowledged(failure));
      }
      producer.flush();
    }
  }

  private void acknowledged(@Nullable Exception failure) {
    if (failure == null) {
      sent.incrementAndGet();
    } else {
      finished.completeExceptionally(failure);
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
