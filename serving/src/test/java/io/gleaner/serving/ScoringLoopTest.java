package io.gleaner.serving;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.gleaner.protocol.Rejection;
import io.gleaner.protocol.Topics;
import io.gleaner.protocol.v1.ModelVersion;
import io.gleaner.protocol.v1.Prediction;
import io.gleaner.protocol.v1.Sample;
import io.gleaner.serving.ServingMeters.Pass;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScoringLoopTest {
  private static final Topics TOPICS = new Topics("test.");
  private static final TopicPartition SAMPLES = new TopicPartition(TOPICS.samples(), 0);
  private static final int WINDOW = 3;

  private final List<ConsumerRecord<byte[], byte[]>> log = new ArrayList<>();
  private final LogConsumer live = new LogConsumer(SAMPLES, log, 5);
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ServingMeters meters = new ServingMeters(registry);
  private final ModelSlot slot = new ModelSlot();
  private final ScoringLoop loop = loop(producer);

  private ScoringLoop loop(MockProducer<byte[], byte[]> to) {
    Clock clock = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
    BatchScorer scorer = new BatchScorer(to, TOPICS, meters, clock);
    Rescoring rescoring = new Rescoring(new LogConsumer(SAMPLES, log, 2), scorer, meters, WINDOW);
    return new ScoringLoop(live, TOPICS.samples(), slot, scorer, rescoring, meters, 2);
  }

  @AfterEach
  void equationHolds() {
    for (Pass pass : Pass.values()) {
      String name = pass.name().toLowerCase(Locale.ROOT);
      double received = registry.counter("gleaner.serving.samples.received", "pass", name).count();
      double outcomes = 0;
      for (var counter : registry.find("gleaner.serving.samples").tag("pass", name).counters()) {
        outcomes += counter.count();
      }
      assertThat(outcomes).as("outcomes of pass " + name).isEqualTo(received);
    }
  }

  @Test
  void shouldHoldBackUntilThereIsAModel() {
    image("a", 0.5);
    own();
    steps(3);
    assertThat(producer.history()).isEmpty();
    assertThat(live.paused()).containsExactly(SAMPLES);
    slot.offer(new FakeModel(1, 10));
    steps(2);
    assertThat(predicted()).containsExactly("a by 1/10: 0.5");
    assertThat(live.paused()).isEmpty();
  }

  @Test
  void shouldScoreEverySampleWithScoresAndProjection() throws InvalidProtocolBufferException {
    for (int i = 0; i < 11; i++) {
      image("image" + i, i / 16.0);
    }
    run(new FakeModel(1, 10), 6);
    assertThat(predicted()).hasSize(11).contains("image10 by 1/10: 0.625");
    ProducerRecord<byte[], byte[]> sent = producer.history().get(8);
    assertThat(sent.topic()).isEqualTo(TOPICS.predictions());
    assertThat(sent.key()).isEqualTo("image8".getBytes(UTF_8));
    Prediction prediction = Prediction.parseFrom(sent.value());
    assertThat(prediction.getPurpose()).isEqualTo(Prediction.Purpose.SCORE);
    assertThat(prediction.getProbabilitiesList()).containsExactly(0.5f, 0.25f);
    assertThat(prediction.getProjectionCount()).isEqualTo(Model.PROJECTION);
    assertThat(prediction.getProjection(0)).isEqualTo(0.5f);
    assertThat(prediction.getLabelSpaceVersion()).isEqualTo(2);
  }

  @Test
  void shouldSayOfWhichSamplesTheModelKnowsNothing() throws InvalidProtocolBufferException {
    for (int i = 0; i < 4; i++) {
      image("image" + i, 0.5);
    }
    ModelVersion trainedThroughTwo =
        ModelVersion.newBuilder()
            .setLineage(1)
            .setStep(10)
            .addSamplesOffsets(ModelVersion.Offset.newBuilder().setPartition(0).setOffset(2))
            .addSamplesOffsets(ModelVersion.Offset.newBuilder().setPartition(1).setOffset(9))
            .build();
    run(new FakeModel(trainedThroughTwo), 3);
    List<Boolean> unseen = new ArrayList<>();
    for (ProducerRecord<byte[], byte[]> sent : producer.history().subList(0, 4)) {
      unseen.add(Prediction.parseFrom(sent.value()).getUnseen());
    }
    assertThat(unseen).containsExactly(false, false, true, true);
    assertThat(registry.get("gleaner.serving.score.latency").timer().count()).isEqualTo(4);
  }

  @Test
  void shouldCommitOnlyWhatTheBrokersHave() {
    image("a", 0.5);
    MockProducer<byte[], byte[]> slow =
        new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    slow.flushException = new KafkaException("broker gone");
    ScoringLoop failing = loop(slow);
    failing.subscribe();
    live.rebalance(List.of(SAMPLES));
    slot.offer(new FakeModel(1, 10));
    assertThatThrownBy(() -> failing.step(() -> true)).hasMessage("broker gone");
    assertThat(live.committed(Set.of(SAMPLES)).get(SAMPLES)).isNull();
  }

  @Test
  void shouldFailRatherThanLoseAPrediction() {
    image("a", 0.5);
    MockProducer<byte[], byte[]> failing =
        new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    failing.sendException = new KafkaException("too large");
    ScoringLoop loop = loop(failing);
    loop.subscribe();
    live.rebalance(List.of(SAMPLES));
    slot.offer(new FakeModel(1, 10));
    assertThatThrownBy(() -> loop.step(() -> true)).isInstanceOf(KafkaException.class);
    assertThat(live.committed(Set.of(SAMPLES)).get(SAMPLES)).isNull();
    // The prediction that could not be sent has no outcome: the stage stops over it.
    meters.count(Pass.LIVE, ServingMeters.Outcome.SCORED);
  }

  @Test
  void shouldDoAgainWhatAnOutageOfKafkaInterrupted() {
    image("a", 0.5);
    image("b", 0.25);
    own();
    slot.offer(new FakeModel(1, 10));
    producer.sendException = new TimeoutException("no leader");
    loop.stepOrRetry(() -> true);
    producer.sendException = null;
    live.setPollException(new TimeoutException("no coordinator"));
    loop.stepOrRetry(() -> true);
    loop.stepOrRetry(() -> true);
    assertThat(predicted()).containsExactly("a by 1/10: 0.5", "b by 1/10: 0.25");
    assertThat(registry.find("gleaner.serving.samples").tag("outcome", "interrupted").counters())
        .anyMatch(counter -> counter.count() == 2);
  }

  @Test
  void shouldDoAWindowOfTheScanAgainThatAnOutageInterrupted() {
    for (int i = 0; i < 7; i++) {
      image("image" + i, 0.5);
    }
    run(new FakeModel(1, 10), 5);
    producer.clear();
    slot.offer(new FakeModel(1, 20));
    loop.stepOrRetry(() -> true);
    producer.sendException = new TimeoutException("no leader");
    loop.stepOrRetry(() -> true);
    producer.sendException = null;
    for (int i = 0; i < 6; i++) {
      loop.stepOrRetry(() -> true);
    }
    assertThat(predicted()).hasSize(7).allMatch(line -> line.contains("by 1/20"));
  }

  @Test
  void shouldNotScoreWhatIsDeletedOrReplacedLater() {
    image("a", 0.1);
    image("b", 0.2);
    image("a", 0.3);
    deletion("b");
    run(new FakeModel(1, 10), 3);
    assertThat(predicted()).containsExactly("a by 1/10: 0.3");
  }

  @Test
  void shouldPutBadSamplesAsideAndGoOn() {
    add("a", new byte[] {1, 2, 3});
    image("b", 0.5);
    add("c", Sample.newBuilder().setId("x").build().toByteArray());
    add("d", Sample.newBuilder().setId("d").setJpeg(ByteString.copyFromUtf8("no")).build());
    image("e", 7);
    run(new FakeModel(1, 10), 3);
    assertThat(predicted()).containsExactly("b by 1/10: 0.5");
    assertThat(rejected())
        .containsExactlyInAnyOrder(
            "a broken-protobuf", "c key-mismatch", "d undecodable-image", "e bad-probability");
  }

  @Test
  void shouldScoreWhatIsHeldAgainAfterAPromotionNewestFirst() {
    for (int i = 0; i < 7; i++) {
      image("image" + i, 0.5);
    }
    run(new FakeModel(1, 10), 4);
    producer.clear();
    run(new FakeModel(1, 20), 6);
    assertThat(predicted())
        .hasSize(7)
        .allMatch(line -> line.contains("by 1/20"))
        .startsWith("image4 by 1/20: 0.5")
        .endsWith("image0 by 1/20: 0.5");
  }

  @Test
  void shouldScoreOnlyTheNewestOfEachIdAgain() {
    image("a", 0.1);
    image("gone", 0.2);
    image("bad", 5);
    for (int i = 0; i < 6; i++) {
      image("other" + i, 0.9);
    }
    image("a", 0.3);
    deletion("gone");
    run(new FakeModel(1, 10), 8);
    producer.clear();
    run(new FakeModel(1, 20), 8);
    assertThat(predicted()).hasSize(7).contains("a by 1/20: 0.3").noneMatch(l -> l.startsWith("g"));
    assertThat(rejected()).as("bad samples lie in rejected already").isEmpty();
  }

  @Test
  void shouldScoreNewSamplesBeforeOldOnes() {
    for (int i = 0; i < 9; i++) {
      image("old" + i, 0.5);
    }
    run(new FakeModel(1, 10), 5);
    producer.clear();
    slot.offer(new FakeModel(1, 20));
    image("new", 0.5);
    steps(2);
    assertThat(predicted()).startsWith("new by 1/20: 0.5");
  }

  @Test
  void shouldGiveOldSamplesATurnUnderConstantLoad() {
    for (int i = 0; i < 3; i++) {
      image("old" + i, 0.5);
    }
    run(new FakeModel(1, 10), 3);
    producer.clear();
    slot.offer(new FakeModel(1, 20));
    for (int i = 0; i < 4; i++) {
      image("new" + i, 0.5);
      steps(1);
    }
    assertThat(predicted()).contains("old0 by 1/20: 0.5", "new3 by 1/20: 0.5");
  }

  @Test
  void shouldReachEveryImageThoughPromotionsNeverLetAScanFinish() {
    for (int i = 0; i < 20; i++) {
      image("image" + i, 0.5);
    }
    run(new FakeModel(1, 10), 8);
    producer.clear();
    for (long promotion = 2; promotion < 12; promotion++) {
      run(new FakeModel(1, promotion * 10), 2);
    }
    assertThat(predicted().stream().map(line -> line.substring(0, line.indexOf(' '))).distinct())
        .hasSize(20);
    producer.clear();
    run(new FakeModel(2, 1), 20);
    assertThat(predicted()).hasSize(20).allMatch(line -> line.contains("by 2/1"));
  }

  @Test
  void shouldNotScoreAgainWhatTheCommittedOffsetSaysIsScored() {
    for (int i = 0; i < 4; i++) {
      image("image" + i, 0.5);
    }
    run(new FakeModel(1, 10), 4);
    assertThat(live.committed(Set.of(SAMPLES)))
        .containsEntry(SAMPLES, new OffsetAndMetadata(4, "1/10@"));
    producer.clear();
    live.rebalance(List.of());
    live.rebalance(List.of(SAMPLES));
    steps(4);
    assertThat(producer.history()).isEmpty();
  }

  @Test
  void shouldScoreAgainByTheSameVersionOfOtherBytes() {
    for (int i = 0; i < 4; i++) {
      image("image" + i, 0.5);
    }
    run(new FakeModel(1, 10), 4);
    producer.clear();
    ModelVersion anew = ModelVersion.newBuilder().setLineage(1).setStep(10).setSha256("5a").build();
    run(new FakeModel(anew), 4);
    assertThat(predicted()).hasSize(4);
    assertThat(live.committed(Set.of(SAMPLES)))
        .containsEntry(SAMPLES, new OffsetAndMetadata(4, "1/10@5a"));
  }

  @Test
  void shouldScanAgainWhatAnotherInstanceLeftUnfinished() {
    for (int i = 0; i < 4; i++) {
      image("image" + i, 0.5);
    }
    own();
    live.commitSync(Map.of(SAMPLES, new OffsetAndMetadata(4, "1/5@")));
    live.resume(live.paused()); // MockConsumer would keep it paused beyond the assignment
    live.rebalance(List.of());
    slot.offer(new FakeModel(1, 10));
    steps(1);
    live.rebalance(List.of(SAMPLES));
    steps(4);
    assertThat(predicted()).hasSize(4);
    assertThat(live.committed(Set.of(SAMPLES)))
        .containsEntry(SAMPLES, new OffsetAndMetadata(4, "1/10@"));
  }

  @Test
  void shouldScanThoughKafkaFailedWhenThePartitionWasHandedOver() {
    for (int i = 0; i < 4; i++) {
      image("image" + i, 0.5);
    }
    own();
    live.commitSync(Map.of(SAMPLES, new OffsetAndMetadata(4, "1/5@")));
    live.resume(live.paused());
    live.rebalance(List.of());
    slot.offer(new FakeModel(1, 10));
    steps(1);
    live.schedulePollTask(
        () -> {
          live.loseCoordinator();
          live.rebalance(List.of(SAMPLES));
        });
    for (int i = 0; i < 5; i++) {
      loop.stepOrRetry(() -> true);
    }
    assertThat(predicted()).hasSize(4).allMatch(line -> line.contains("by 1/10"));
    assertThat(live.committed(Set.of(SAMPLES)))
        .containsEntry(SAMPLES, new OffsetAndMetadata(4, "1/10@"));
  }

  @Test
  void shouldNotBeginAScanAnewForAnOutage() {
    for (int i = 0; i < 12; i++) {
      image("image" + i, 0.5);
    }
    run(new FakeModel(1, 10), 8);
    producer.clear();
    run(new FakeModel(1, 20), 3);
    int scanned = predicted().size();
    assertThat(scanned).isBetween(1, 11);
    live.setPollException(new TimeoutException("no coordinator"));
    for (int i = 0; i < 8; i++) {
      loop.stepOrRetry(() -> true);
    }
    assertThat(predicted()).hasSize(12).doesNotHaveDuplicates();
  }

  private void own() {
    loop.subscribe();
    live.rebalance(List.of(SAMPLES));
  }

  private void run(Model model, int steps) {
    if (live.subscription().isEmpty()) {
      own();
    }
    slot.offer(model);
    steps(steps);
  }

  private void steps(int count) {
    for (int i = 0; i < count; i++) {
      loop.step(() -> true);
    }
  }

  private void image(String id, double score) {
    add(
        id,
        Sample.newBuilder()
            .setId(id)
            .setJpeg(ByteString.copyFromUtf8(Double.toString(score)))
            .build());
  }

  private void deletion(String id) {
    add(id, Sample.newBuilder().setId(id).setDeleted(true).build());
  }

  private void add(String id, Sample sample) {
    add(id, sample.toByteArray());
  }

  private void add(String id, byte[] value) {
    log.add(new ConsumerRecord<>(TOPICS.samples(), 0, log.size(), id.getBytes(UTF_8), value));
  }

  private List<String> predicted() {
    List<String> lines = new ArrayList<>();
    for (ProducerRecord<byte[], byte[]> sent : producer.history()) {
      if (sent.topic().equals(TOPICS.predictions())) {
        lines.add(line(sent.value()));
      }
    }
    return lines;
  }

  private static String line(byte[] value) {
    try {
      Prediction prediction = Prediction.parseFrom(value);
      return "%s by %d/%d: %s"
          .formatted(
              prediction.getId(),
              prediction.getLineage(),
              prediction.getStep(),
              prediction.getProbabilities(0));
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private List<String> rejected() {
    List<String> lines = new ArrayList<>();
    for (ProducerRecord<byte[], byte[]> sent : producer.history()) {
      if (sent.topic().equals(TOPICS.rejected())) {
        byte[] reason = sent.headers().lastHeader(Rejection.REASON).value();
        lines.add(new String(sent.key(), UTF_8) + " " + new String(reason, UTF_8));
      }
    }
    return lines;
  }
}
