package io.gleaner.ingest;

import static io.gleaner.ingest.Submissions.CLASSES;
import static io.gleaner.ingest.Submissions.NOW;
import static io.gleaner.ingest.Submissions.image;
import static io.gleaner.ingest.Submissions.labels;
import static io.gleaner.ingest.Submissions.record;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.gleaner.protocol.LabelSpace;
import io.gleaner.protocol.Rejection;
import io.gleaner.protocol.Topics;
import io.gleaner.protocol.v1.LabelEvent;
import io.gleaner.protocol.v1.Sample;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.awt.image.BufferedImage;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Ingest publishes each poll's outputs and offsets in one transaction")
class IngestLoopTest {

  private static final TopicPartition PARTITION = new TopicPartition(Submissions.TOPIC, 0);
  private static final Topics TOPICS = new Topics("gleaner.");

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final AtomicReference<Optional<LabelSpace>> space =
      new AtomicReference<>(Optional.of(CLASSES));
  private final AtomicInteger spaceReads = new AtomicInteger();
  private final List<TransactionalProducer> producers = new ArrayList<>();

  /** What goes wrong with the producers made next; nothing once it is used up. */
  private final Queue<Consumer<TransactionalProducer>> faults = new ConcurrentLinkedQueue<>();

  private CommittingConsumer consumer;
  private IngestLoop loop;
  private Thread thread;
  private CompletableFuture<Void> ended;

  /** Patient, for a machine that is busy with other builds. */
  private static ConditionFactory await() {
    return Awaitility.await().atMost(Duration.ofMinutes(1));
  }

  @BeforeEach
  void create() {
    consumer = new CommittingConsumer();
    IngestMetrics metrics = new IngestMetrics(meters);
    IngestConfig config = TestConfigs.with("threads", 2);
    Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    KnownClasses classes =
        new KnownClasses(
            () -> {
              spaceReads.incrementAndGet();
              return space.get();
            },
            clock);
    loop =
        new IngestLoop(
            consumer,
            new Transactions(this::producer),
            classes,
            new DecodePool(new Intake(config, clock, metrics), 2),
            new Outputs(TOPICS, 100_000),
            metrics);
    ended = new CompletableFuture<>();
    thread =
        new Thread(
            () -> {
              try {
                loop.run(Submissions.TOPIC);
                ended.complete(null);
              } catch (RuntimeException e) {
                ended.completeExceptionally(e);
              }
            });
  }

  private TransactionalProducer producer() {
    TransactionalProducer producer = new TransactionalProducer();
    var fault = faults.poll();
    if (fault != null) {
      fault.accept(producer);
    }
    producers.add(producer);
    return producer;
  }

  @AfterEach
  void stop() {
    loop.stop();
    await().until(() -> !thread.isAlive());
  }

  @Test
  @DisplayName("good records around bad ones go through, in order, and every one is counted")
  void shouldPassGoodRecordsAroundBadOnes() {
    submit(record(image("a")));
    submit(record("b", new byte[] {1, 2, 3}, null));
    submit(record(labels("c")));
    submit(record("d", null, null));
    submit(record(labels("e").addPresent("unicorn")));
    submit(record(image("f")));
    start();
    await().until(() -> count("received") == 6);

    assertThat(published(TOPICS.samples()))
        .extracting(this::sampleId)
        .containsExactly("a", "d", "f");
    assertThat(published(TOPICS.labels()))
        .extracting(this::labelsId)
        .containsExactly("a", "c", "d", "f");
    assertThat(published(TOPICS.rejected()))
        .extracting(r -> header(r, Rejection.REASON))
        .containsExactly("broken-protobuf", "unknown-class");
    assertThat(published(TOPICS.rejected()))
        .extracting(r -> header(r, Rejection.STAGE) + " " + header(r, Rejection.OFFSET))
        .containsExactly("ingest 1", "ingest 4");
    assertThat(consumer.committed).containsEntry(PARTITION, new OffsetAndMetadata(6));
    assertThat(count("samples") + count("labels.only") + count("deletions") + rejected())
        .isEqualTo(count("received"));
    assertThat(List.of(count("samples"), count("labels.only"), count("deletions"), rejected()))
        .containsExactly(2.0, 1.0, 1.0, 2.0);
    assertThat(loop.ready()).isTrue();
    assertThat(loop.status()).isEqualTo("6 submissions taken in, 2 rejected");
  }

  @Test
  @DisplayName("many polls of nothing but bad records do not block")
  void shouldNotBlockOnBadRecords() {
    consumer.setMaxPollRecords(50);
    for (int i = 0; i < 500; i++) {
      submit(record("x", new byte[] {7, 7, (byte) i}, null));
    }
    submit(record(image("a")));
    start();
    await().until(() -> count("received") == 501);
    assertThat(published(TOPICS.rejected())).hasSize(500);
    assertThat(published(TOPICS.samples())).hasSize(1);
  }

  @Test
  @DisplayName("outputs carry CloudEvents headers that name their origin, keyed by id")
  void shouldWriteHeaders() {
    submit(record(image("a")));
    start();
    await().until(() -> count("received") == 1);
    ProducerRecord<byte[], byte[]> sample = published(TOPICS.samples()).get(0);
    assertThat(new String(sample.key(), UTF_8)).isEqualTo("a");
    assertThat(header(sample, "ce_type")).isEqualTo("io.gleaner.sample.v1");
    assertThat(header(sample, "ce_id")).isEqualTo("sample-gleaner.submissions.v1-0-0");
    assertThat(header(sample, "ce_time")).isEqualTo(NOW.toString());
    assertThat(header(sample, "content-type")).isEqualTo("application/protobuf");
  }

  @Test
  @DisplayName("a commit that fails is done again from the committed offsets, and counted once")
  void shouldRepeatFailedTransactions() {
    faults.add(p -> p.commitTransactionException = new KafkaException("broker went away"));
    submit(record(image("a")));
    submit(record(image("b")));
    start();
    await().until(() -> count("received") == 2);
    assertThat(published(TOPICS.samples())).extracting(this::sampleId).containsExactly("a", "b");
    assertThat(producers).hasSize(2);
    assertThat(producers.get(0).closed()).isTrue();
    assertThat(count("restarts")).isEqualTo(1);
  }

  @Test
  @DisplayName("a fenced producer is replaced")
  void shouldReplaceFencedProducers() {
    faults.add(p -> p.commitTransactionException = new ProducerFencedException("by another"));
    faults.add(p -> p.initTransactionException = new ProducerFencedException("by another"));
    submit(record(image("a")));
    start();
    await().until(() -> count("received") == 1);
    assertThat(published(TOPICS.samples())).hasSize(1);
    assertThat(count("restarts")).isEqualTo(2);
  }

  @Test
  @DisplayName("a missing permission ends the stage with its cause")
  void shouldEndOnLastingErrors() {
    faults.add(p -> p.commitTransactionException = new TopicAuthorizationException("samples"));
    submit(record(image("a")));
    start();
    assertThatThrownBy(ended::join).hasRootCauseInstanceOf(TopicAuthorizationException.class);
    assertThat(loop.ready()).isFalse();
    assertThat(count("received")).isZero();
  }

  @Test
  @DisplayName("an output that Kafka refuses for its size becomes a rejection by reference")
  void shouldRejectWhatKafkaRefuses() {
    faults.add(p -> p.tooLarge = "b");
    submit(record(image("a")));
    submit(record(image("b")));
    submit(record(image("c")));
    start();
    await().until(() -> count("received") == 3);
    assertThat(published(TOPICS.samples())).extracting(this::sampleId).containsExactly("a", "c");
    ProducerRecord<byte[], byte[]> rejected = published(TOPICS.rejected()).get(0);
    assertThat(header(rejected, Rejection.REASON)).isEqualTo("oversized-output");
    assertThat(header(rejected, Rejection.OFFSET)).isEqualTo("1");
    assertThat(rejected.value()).isNull();
  }

  @Test
  @DisplayName("a sample larger than its topic takes is rejected before it is sent")
  void shouldRejectOversizedSamples() {
    // noise does not compress
    var noise = new BufferedImage(250, 250, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(1);
    for (int i = 0; i < 250 * 250; i++) {
      noise.setRGB(i % 250, i / 250, random.nextInt());
    }
    byte[] png = TestImages.png(noise);
    submit(record(labels("a").setImage(ByteString.copyFrom(png))));
    start();
    await().until(() -> count("received") == 1);
    assertThat(header(published(TOPICS.rejected()).get(0), Rejection.REASON))
        .isEqualTo("oversized-output");
    assertThat(producers).hasSize(1);
  }

  @Test
  @DisplayName("a class added meanwhile is found by one more look, however many are unknown")
  void shouldFollowTheLabelSpace() {
    start();
    await().until(loop::ready);
    int before = spaceReads.get();
    space.set(Optional.of(CLASSES.plus(List.of("horse"))));
    List<ConsumerRecord<byte[], byte[]>> batch = new ArrayList<>();
    batch.add(record(labels("a").addPresent("horse")));
    for (int i = 0; i < 20; i++) {
      batch.add(record(labels("x" + i).addPresent("unicorn")));
    }
    submitTogether(batch);
    await().until(() -> count("received") == 21);
    assertThat(published(TOPICS.labels())).extracting(this::labelsId).containsExactly("a");
    assertThat(spaceReads.get() - before).isEqualTo(1);
  }

  @Test
  @DisplayName("without any class it waits, and says so")
  void shouldWaitForClasses() {
    space.set(Optional.empty());
    submit(record(labels("a")));
    start();
    await().until(() -> loop.status().contains("waiting for the label space"));
    assertThat(loop.ready()).isFalse();
    space.set(Optional.of(CLASSES));
    await().until(() -> count("received") == 1);
  }

  @Test
  @DisplayName("a stop ends it without an error")
  void shouldStop() {
    start();
    await().until(loop::ready);
    loop.stop();
    ended.join();
    assertThat(loop.status()).isEqualTo("stopped");
  }

  private void start() {
    thread.start();
  }

  private long nextOffset;

  private void submit(ConsumerRecord<byte[], byte[]> record) {
    submitTogether(List.of(record));
  }

  /** The records come with one poll. */
  private void submitTogether(List<ConsumerRecord<byte[], byte[]>> records) {
    List<ConsumerRecord<byte[], byte[]>> placed = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      placed.add(Submissions.at(0, nextOffset++, record));
    }
    consumer.schedulePollTask(
        () -> {
          consumer.log.addAll(placed);
          placed.forEach(consumer::addRecord);
        });
  }

  private double count(String name) {
    Counter counter = meters.find("gleaner.ingest." + name).counter();
    return counter == null ? 0 : counter.count();
  }

  private double rejected() {
    return meters.find("gleaner.ingest.rejected").counters().stream()
        .mapToDouble(Counter::count)
        .sum();
  }

  /** What read_committed consumers see. */
  private List<ProducerRecord<byte[], byte[]>> published(String topic) {
    return producers.stream()
        .flatMap(p -> p.history().stream())
        .filter(r -> r.topic().equals(topic))
        .toList();
  }

  private String sampleId(ProducerRecord<byte[], byte[]> record) {
    try {
      return Sample.parseFrom(record.value()).getId();
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private String labelsId(ProducerRecord<byte[], byte[]> record) {
    try {
      return LabelEvent.parseFrom(record.value()).getId();
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private static String header(ProducerRecord<byte[], byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null ? "" : new String(header.value(), UTF_8);
  }

  /** Commits what transactions commit, and on a seek hands out again what lies behind it. */
  private static final class CommittingConsumer extends MockConsumer<byte[], byte[]> {
    final Map<TopicPartition, OffsetAndMetadata> committed = new ConcurrentHashMap<>();
    final List<ConsumerRecord<byte[], byte[]>> log = new ArrayList<>();

    CommittingConsumer() {
      super("earliest");
      updateBeginningOffsets(Map.of(PARTITION, 0L));
      schedulePollTask(() -> rebalance(List.of(PARTITION)));
    }

    @Override
    public synchronized Map<TopicPartition, OffsetAndMetadata> committed(
        Set<TopicPartition> partitions) {
      return committed;
    }

    @Override
    public synchronized void seekToBeginning(Collection<TopicPartition> partitions) {
      super.seekToBeginning(partitions);
      again(0);
    }

    @Override
    public void seek(TopicPartition partition, OffsetAndMetadata offset) {
      super.seek(partition, offset);
      again(offset.offset());
    }

    private void again(long from) {
      log.stream().filter(r -> r.offset() >= from).toList().forEach(this::addRecord);
    }
  }

  /** Hands committed offsets to the consumer's group, and refuses one id's records if told to. */
  private final class TransactionalProducer extends MockProducer<byte[], byte[]> {
    volatile String tooLarge = "";
    private boolean failed;
    private Map<TopicPartition, OffsetAndMetadata> offsets = Map.of();

    TransactionalProducer() {
      super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public synchronized Future<RecordMetadata> send(
        ProducerRecord<byte[], byte[]> record, Callback callback) {
      if (record.key() != null && new String(record.key(), UTF_8).equals(tooLarge)) {
        RecordTooLargeException e = new RecordTooLargeException("too large");
        failed = true;
        callback.onCompletion(null, e);
        return CompletableFuture.failedFuture(e);
      }
      return super.send(record, callback);
    }

    @Override
    public void sendOffsetsToTransaction(
        Map<TopicPartition, OffsetAndMetadata> next, ConsumerGroupMetadata group) {
      super.sendOffsetsToTransaction(next, group);
      offsets = next;
    }

    @Override
    public void commitTransaction() {
      if (failed) {
        throw new KafkaException("a send failed");
      }
      super.commitTransaction();
      consumer.committed.putAll(offsets);
    }
  }
}
