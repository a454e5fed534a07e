package io.gleaner.serving;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.protocol.LabelSpace;
import io.gleaner.protocol.v1.ClassPriors;
import io.gleaner.protocol.v1.ModelRecord;
import io.gleaner.protocol.v1.ModelVersion;
import io.gleaner.protocol.v1.ModelVersion.Status;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ModelFollowerTest {
  private static final TopicPartition MODELS = new TopicPartition("models", 0);

  private final List<ConsumerRecord<byte[], byte[]>> log = new ArrayList<>();
  private final LogConsumer consumer = new LogConsumer(MODELS, log, 2);
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ModelSlot first = new ModelSlot();
  private final ModelSlot second = new ModelSlot();
  private final List<String> loads = new ArrayList<>();
  private final Set<Long> damaged = new HashSet<>();

  @Test
  void shouldServeTheNewestPromotedOrUngated() {
    model(1, 10, Status.UNGATED);
    model(1, 20, Status.PROMOTED);
    model(1, 30, Status.REJECTED);
    model(1, 40, Status.CANDIDATE);
    follow(5);
    assertThat(served(first)).isEqualTo("1/20");
    assertThat(served(second)).isEqualTo("1/20");
    assertThat(loads).as("what is replaced anyway is not loaded").containsExactly("1/20");
  }

  @Test
  void shouldTakeAHigherLineageForNewerWhateverItsStep() {
    model(2, 5, Status.PROMOTED);
    model(1, 900, Status.PROMOTED);
    follow(3);
    assertThat(served(first)).isEqualTo("2/5");
  }

  @Test
  void shouldWaitWhileNothingMayBeServed() {
    model(1, 10, Status.CANDIDATE);
    priors();
    follow(3);
    assertThat(first.current()).isNull();
    assertThat(loads).isEmpty();
  }

  @Test
  void shouldFallBackFromADamagedCheckpointAndCountIt() {
    model(1, 10, Status.PROMOTED);
    model(1, 20, Status.PROMOTED);
    damaged.add(20L);
    follow(4);
    assertThat(served(first)).isEqualTo("1/10");
    assertThat(loads).containsExactly("1/20", "1/10");
    assertThat(registry.counter("gleaner.serving.models.damaged").count()).isEqualTo(1);
  }

  @Test
  void shouldTryADamagedOneAgainWhenItsRecordIsWrittenAgain() {
    model(1, 20, Status.PROMOTED);
    damaged.add(20L);
    AtomicInteger rounds = new AtomicInteger();
    follower()
        .run(
            () -> {
              if (rounds.incrementAndGet() == 4) {
                damaged.clear();
                model(1, 20, Status.PROMOTED);
              }
              return rounds.get() < 8;
            });
    assertThat(served(first)).isEqualTo("1/20");
  }

  @Test
  void shouldGoBackWhenTheServedOneIsRejectedAfterwards() {
    model(1, 10, Status.PROMOTED);
    model(1, 20, Status.PROMOTED);
    AtomicInteger rounds = new AtomicInteger();
    follower()
        .run(
            () -> {
              if (rounds.incrementAndGet() == 4) {
                model(1, 20, Status.REJECTED);
              }
              return rounds.get() < 8;
            });
    assertThat(loads).containsExactly("1/20", "1/10");
  }

  @Test
  void shouldLoadTheSameVersionAgainWhenItsBytesAreOthers() {
    model(1, 20, Status.PROMOTED, "5a");
    AtomicInteger rounds = new AtomicInteger();
    follower()
        .run(
            () -> {
              switch (rounds.incrementAndGet()) {
                case 4 -> model(1, 20, Status.PROMOTED, "5a");
                case 6 -> model(1, 20, Status.PROMOTED, "6b");
                default -> {}
              }
              return rounds.get() < 10;
            });
    assertThat(loads).as("not for the record alone").containsExactly("1/20", "1/20");
    assertThat(first.current()).extracting(model -> model.about().getSha256()).isEqualTo("6b");
  }

  @Test
  void shouldForgetATombstonedModel() {
    model(1, 10, Status.PROMOTED);
    model(1, 20, Status.PROMOTED);
    add("model/1/20", null);
    follow(4);
    assertThat(served(first)).isEqualTo("1/10");
  }

  @Test
  void shouldPassOverABrokenRecordAndCountIt() {
    model(1, 10, Status.PROMOTED);
    add("model/1/20", new byte[] {1, 2, 3});
    follow(4);
    assertThat(served(first)).isEqualTo("1/10");
    assertThat(registry.counter("gleaner.serving.models.broken").count()).isEqualTo(1);
  }

  @Test
  void shouldRefuseAModelOfMoreClassesThanThereAreNames() {
    model(1, 10, Status.PROMOTED);
    AtomicInteger rounds = new AtomicInteger();
    follower(LabelSpace.of(List.of("only"))).run(() -> rounds.incrementAndGet() < 4);
    assertThat(first.current()).isNull();
  }

  private static String served(ModelSlot slot) {
    Model model = slot.current();
    return model == null ? "nothing" : model.version().toString();
  }

  private void follow(int polls) {
    AtomicInteger rounds = new AtomicInteger();
    follower().run(() -> rounds.incrementAndGet() <= polls);
  }

  private ModelFollower follower() {
    return follower(LabelSpace.of(List.of("cat", "dog")));
  }

  private ModelFollower follower(LabelSpace labels) {
    Node node = new Node(0, "localhost", 1);
    Node[] replicas = {node};
    consumer.updatePartitions(
        "models", List.of(new PartitionInfo("models", 0, node, replicas, replicas)));
    consumer.updateEndOffsets(Map.of(MODELS, (long) log.size()));
    return new ModelFollower(
        consumer,
        "models",
        this::load,
        new ClassNames(() -> Optional.of(labels)),
        List.of(first, second),
        new ServingMeters(registry));
  }

  private List<Model> load(ModelVersion version, int copies) throws DamagedCheckpointException {
    loads.add(ServedVersion.of(version).toString());
    if (damaged.contains(version.getStep())) {
      throw new DamagedCheckpointException("cut short");
    }
    List<Model> models = new ArrayList<>();
    for (int i = 0; i < copies; i++) {
      models.add(new FakeModel(version));
    }
    return models;
  }

  private void model(long lineage, long step, Status status) {
    model(lineage, step, status, "");
  }

  private void model(long lineage, long step, Status status, String sha256) {
    ModelVersion model =
        ModelVersion.newBuilder()
            .setLineage(lineage)
            .setStep(step)
            .setStatus(status)
            .setSha256(sha256)
            .build();
    add(
        "model/%d/%d".formatted(lineage, step),
        ModelRecord.newBuilder().setModel(model).build().toByteArray());
  }

  private void priors() {
    add(
        "priors/1",
        ModelRecord.newBuilder()
            .setPriors(ClassPriors.newBuilder().setVersion(1))
            .build()
            .toByteArray());
  }

  @SuppressWarnings("NullAway") // Kafka's records hold null for tombstones
  private void add(String key, byte @Nullable [] value) {
    log.add(new ConsumerRecord<>("models", 0, log.size(), key.getBytes(UTF_8), value));
  }
}
