package io.gleaner.app.bench;

import io.gleaner.app.demo.DemoSettings;
import io.gleaner.app.demo.DemoSettings.Labelling;
import io.gleaner.app.demo.Loop;
import io.gleaner.app.demo.PictureSet;
import io.gleaner.app.demo.PictureSubmissions;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Images through the real stages, from submission to tags with scores: first as many as will go,
 * then at half that rate, each at its own time whatever became of those before.
 */
final class PipelineBench implements AutoCloseable {

  /** Pictures until the first model is served and every stage is warm. */
  static final int WARM_UP = 500;

  private static final int SEED = 1;
  private static final int STEPS_WITHOUT_LEARNER = 50;

  private final PipelineLoad load;
  private final PictureSet pictures;
  private final PictureSubmissions submissions;
  private final Loop loop;
  private final KafkaProducer<byte[], byte[]> producer;
  private final TagWatch tags;
  private final Clock clock;
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private int next;

  PipelineBench(Path data, PipelineLoad load, Clock clock) {
    this.load = load;
    this.pictures = new PictureSet(SEED, WARM_UP + load.images() + load.paced());
    this.clock = clock;
    this.loop = Loop.start(data, settings(), PictureSet.classNames(), new SimpleMeterRegistry());
    this.submissions = new PictureSubmissions(pictures, false, loop.configuration().topics());
    Properties properties = loop.configuration().kafka("gleaner-bench-submissions");
    properties.setProperty("acks", "all");
    this.producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    this.tags = new TagWatch(loop.configuration());
  }

  private Map<String, Object> settings() {
    Map<String, Object> all =
        DemoSettings.of(Labelling.SINGLE_POSITIVE).stagesFor(pictures.count(), SEED, 0);
    if (!load.learner()) {
      all.put("learner.max-steps", STEPS_WITHOUT_LEARNER);
    }
    return all;
  }

  PipelineResult run() {
    double systemLoad = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    warmUp();
    double top = topRate();
    double half = top / 2;
    long[] latencies = latencies(half);
    Exception failed = failure.get();
    if (failed != null) {
      throw new IllegalStateException("a submission of the bench was not written", failed);
    }
    return PipelineResult.of(load, systemLoad, top, half, latencies);
  }

  /** Until a model is served and has scored all that was sent. */
  private void warmUp() {
    submit(drawn(WARM_UP));
    Meanwhile.await(tags::scored, WARM_UP);
    if (!load.learner()) {
      loop.stop("learner");
    }
  }

  private List<ProducerRecord<byte[], byte[]>> drawn(int count) {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      records.add(submissions.of(next++, clock.instant()));
    }
    return records;
  }

  private void send(ProducerRecord<byte[], byte[]> record) {
    // the callback tells of failures, and run() of them all
    var unused =
        producer.send(
            record,
            (written, e) -> {
              if (e != null) {
                failure.compareAndSet(null, e);
              }
            });
  }

  private void submit(List<ProducerRecord<byte[], byte[]>> records) {
    records.forEach(this::send);
    producer.flush();
  }

  /** Images a second while more wait: the first tenth, which fills the stages, does not count. */
  private double topRate() {
    int before = tags.scored();
    List<ProducerRecord<byte[], byte[]>> records = drawn(load.images());
    Thread sender = new Thread(() -> submit(records), "bench-burst");
    sender.start();
    int first = load.images() / 10;
    return Meanwhile.turn(tags::scored, before + first, before + load.images()).perSecond();
  }

  /** From when each image was due until its tags could be read, in nanoseconds. */
  private long[] latencies(double perSecond) {
    int before = tags.scored();
    int from = next;
    List<ProducerRecord<byte[], byte[]>> records = drawn(load.paced());
    long[] due = new long[records.size()];
    long start = System.nanoTime();
    for (int i = 0; i < due.length; i++) {
      due[i] = start + (long) (i / perSecond * 1e9);
      for (long left = due[i] - System.nanoTime(); left > 0; left = due[i] - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      send(records.get(i));
    }
    producer.flush();
    Meanwhile.await(tags::scored, before + due.length);
    for (int i = 0; i < due.length; i++) {
      due[i] = tags.scoredNanos(pictures.id(from + i)) - due[i];
    }
    return due;
  }

  @Override
  public void close() {
    producer.close();
    tags.close();
    loop.close();
  }
}
