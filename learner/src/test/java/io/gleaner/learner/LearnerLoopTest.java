package io.gleaner.learner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.gleaner.protocol.LabelSpace;
import io.gleaner.protocol.Rejection;
import io.gleaner.protocol.v1.ModelRecord;
import io.gleaner.protocol.v1.ModelVersion;
import io.gleaner.protocol.v1.ModelVersion.Status;
import io.gleaner.protocol.v1.Prediction;
import io.gleaner.protocol.v1.QualityReport;
import io.gleaner.protocol.v1.Sample;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LearnerLoopTest extends LoopFixture {
  @Test
  @DisplayName("claims its lineage and its priors before the first prediction names them")
  void shouldClaimLineageBeforePredicting() throws Exception {
    models.accept(
        ModelRecord.newBuilder().setModel(ModelVersion.newBuilder().setLineage(4)).build());
    LearnerLoop loop = loop("");
    arrive(64);
    loop.turn();
    assertThat(producer.history()).extracting(ProducerRecord::topic).startsWith(TOPICS.models());
    assertThat(models())
        .singleElement()
        .satisfies(
            model -> {
              assertThat(model.getLineage()).isEqualTo(5);
              assertThat(model.getStatus()).isEqualTo(Status.CANDIDATE);
            });
    assertThat(predictions()).isNotEmpty().allMatch(p -> p.getLineage() == 5);
  }

  @Test
  @DisplayName("waits for enough images before its first step")
  void shouldWaitForImages() throws Exception {
    LearnerLoop loop = loop("");
    arrive(63);
    loop.turn();
    assertThat(predictions()).isEmpty();
    assertThat(loop.status()).contains("waits for images");
    arrive(1);
    loop.turn();
    assertThat(predictions()).hasSize(16);
  }

  @Test
  @DisplayName("pauses samples while there is no room, and resumes them")
  void shouldNotPollAheadOfTraining() throws Exception {
    LearnerLoop loop = loop("replay.ratio = 3");
    arrive(100);
    loop.turn();
    loop.turn();
    assertThat(consumer.paused()).containsExactly(SAMPLES);
    for (int i = 0; i < 20; i++) {
      loop.turn();
    }
    assertThat(consumer.paused()).isEmpty();
  }

  @Test
  @DisplayName("pauses replay while the label-estimator is too far behind, and goes on after it")
  void shouldPauseReplayWhenEstimatesAreStale() throws Exception {
    LearnerLoop loop = loop("max-staleness = 5");
    arrive(64);
    for (int i = 0; i < 20; i++) {
      loop.turn();
    }
    // Fresh images are still trained on once, in whole batches.
    Set<String> lastIds = new HashSet<>();
    predictions().stream().filter(p -> p.getStep() > 6).forEach(p -> lastIds.add(p.getId()));
    long paused = predictions().get(predictions().size() - 1).getStep();
    assertThat(paused).isLessThan(12);
    assertThat(predictions().stream().filter(p -> p.getStep() > 6).count())
        .isEqualTo(lastIds.size());
    assertThat(loop.status()).contains("waits for the label-estimator");
    estimatorAnswers();
    loop.turn();
    loop.turn();
    assertThat(predictions().get(predictions().size() - 1).getStep()).isGreaterThan(paused);
  }

  @Test
  @DisplayName("shows what the replay buffer's store takes, and nothing once it is closed")
  void shouldShowTheStore() throws Exception {
    LearnerLoop loop = loop("");
    arrive(64);
    loop.turn();
    assertThat(gauge("replay.store.memtables")).isGreaterThan(10_000);
    assertThat(gauge("replay.store.cache")).isGreaterThan(10_000);
    assertThat(gauge("replay.store.table.readers")).isNotNegative();
    assertThat(gauge("replay.store.live.data")).isZero();
    assertThat(gauge("replay.store.pending.compaction")).isZero();
    loop.run(() -> false);
    assertThat(gauge("replay.store.live.data")).as("written at the stop").isGreaterThan(10_000);
    close();
    open.clear();
    for (StoreFigure figure : StoreFigure.values()) {
      assertThat(gauge("replay.store." + figure.meter())).as(figure.name()).isNaN();
    }
  }

  @Test
  @DisplayName("shows that the label-estimator has caught up without having to train again")
  void shouldShowStalenessAsItIs() throws Exception {
    LearnerLoop loop = loop("replay.idle = false, replay.min-images = 1");
    arrive(16);
    loop.turn();
    assertThat(gauge("staleness")).isPositive();
    estimatorAnswers();
    loop.turn();
    assertThat(gauge("staleness")).isZero();
  }

  @Test
  @DisplayName("quarantines records it cannot use, counts them, and goes on with the next")
  void shouldQuarantineBadRecords() throws Exception {
    LearnerLoop loop = loop("");
    arrives("broken", new byte[] {(byte) 0xff, 1, 2});
    Sample whole = drawn.singlePositive("whole");
    arrives(whole.toBuilder().setId("cut").setJpeg(whole.getJpeg().substring(0, 300)).build());
    arrives(whole.toBuilder().setId("class").addPresent(9).build());
    arrive(64);
    loop.turn();
    assertThat(sent(TOPICS.rejected()))
        .extracting(r -> new String(r.headers().lastHeader(Rejection.REASON).value(), UTF_8))
        .containsExactly("broken-protobuf", "undecodable-image", "unknown-class");
    assertThat(count("rejected")).isEqualTo(3);
    assertThat(predictions()).hasSize(16);
  }

  @Test
  @DisplayName(
      "publishes the κ it found in the holdout with the model and with the priors it names")
  void shouldPublishTheEstimatedKappa() throws Exception {
    LearnerLoop loop = loop("kappa-estimate.from-holdout = true, checkpoint.steps = 2");
    holdoutArrives(40);
    arrive(64);
    while (models().size() < 3) {
      loop.turn();
    }
    Map<Long, Double> byVersion = new HashMap<>();
    for (var record : sent(TOPICS.models())) {
      ModelRecord model = ModelRecord.parseFrom(record.value());
      if (model.hasPriors()) {
        byVersion.put(model.getPriors().getVersion(), model.getPriors().getKappa());
      }
    }
    ModelVersion judged = models().get(2);
    assertThat(judged.getKappa()).isNotEqualTo(1.6).isBetween(1.3, 1.9);
    assertThat(byVersion)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(1L, 1.6, judged.getPriorVersion(), judged.getKappa()));
  }

  @Test
  @DisplayName("serves the first checkpoint ungated, later ones through the gate, with reports")
  void shouldJudgeCheckpoints() throws Exception {
    LearnerLoop loop = loop("checkpoint.steps = 30, optimiser.learning-rate = 3e-3");
    holdoutArrives(40);
    arrive(100);
    while (models().size() < 5) {
      loop.turn();
      estimatorAnswers();
    }
    assertThat(models())
        .extracting(ModelVersion::getStatus)
        .startsWith(Status.CANDIDATE, Status.CANDIDATE, Status.UNGATED, Status.CANDIDATE);
    ModelVersion second = models().get(4);
    assertThat(second.getStep()).isEqualTo(60);
    assertThat(second.getReason()).contains("best recent");
    assertThat(second.getHoldoutImages()).isEqualTo(40);
    assertThat(second.getThresholdsList()).hasSize(4);
    assertThat(second.getSamplesOffsets(0).getOffset()).isGreaterThan(100);
    Set<String> figures = new HashSet<>();
    Map<String, Set<String>> classes = new HashMap<>();
    for (var record : sent(TOPICS.quality())) {
      QualityReport report = QualityReport.parseFrom(record.value());
      figures.add(report.getFigure());
      boolean known = report.getUnknownBecause().isEmpty();
      if (known && report.getFigure().startsWith("holdout-map")) {
        assertThat(report.getValue()).isBetween(report.getLower(), report.getUpper());
      }
      if (report.getFigure().equals("holdout-map-head")) {
        assertThat(report.getUnknownBecause()).isEqualTo("no class is in this group");
      }
      report
          .getPerClassList()
          .forEach(
              one ->
                  classes
                      .computeIfAbsent(report.getFigure(), figure -> new HashSet<>())
                      .add(one.getName()));
    }
    Set<String> grouped = new HashSet<>();
    for (String group : List.of("head", "medium", "tail")) {
      grouped.addAll(classes.getOrDefault("holdout-map-" + group, Set.of()));
    }
    assertThat(grouped).isNotEmpty().isEqualTo(classes.get("holdout-map"));
    assertThat(figures)
        .containsExactlyInAnyOrder(
            "learner-steps",
            "holdout-map",
            "holdout-map-micro",
            "holdout-map-head",
            "holdout-map-medium",
            "holdout-map-tail",
            "probability-gap",
            "present-probability",
            "absent-probability",
            "holdout-calibration",
            "holdout-expected-positives");
  }

  @Test
  @DisplayName("a checkpoint written at the stop is judged at the next start")
  void shouldJudgeAtStartWhatWasSavedAtTheStop() throws Exception {
    LearnerLoop loop = loop("");
    holdoutArrives(30);
    arrive(64);
    loop.turn();
    loop.turn();
    loop.run(() -> false);
    assertThat(models()).hasSize(1);
    stopped();
    loop("");
    assertThat(models())
        .extracting(ModelVersion::getStep, ModelVersion::getStatus)
        .containsExactly(
            tuple(0L, Status.CANDIDATE), tuple(2L, Status.CANDIDATE), tuple(2L, Status.UNGATED));
  }

  @Test
  @DisplayName("saves at the stop when all it sent is acknowledged")
  void shouldFlushBeforeSavingAtTheStop() throws Exception {
    LearnerLoop loop = loop("");
    arrive(64);
    loop.turn();
    assertThat(producer.flushed()).isFalse();
    loop.run(() -> false);
    assertThat(producer.flushed()).isTrue();
    assertThat(directory.resolve("checkpoints/lineage-1-step-1")).isDirectory();
  }

  @Test
  @DisplayName("saves nothing at the stop when a record was not acknowledged")
  void shouldNotSaveOffsetsOfLostRecords() throws Exception {
    LearnerLoop loop = loop("");
    arrive(64);
    loop.turn();
    assertThat(producer.errorNext(new TimeoutException("no broker"))).isTrue();
    assertThatThrownBy(() -> loop.run(() -> false)).hasMessageContaining("no broker");
    assertThat(directory.resolve("checkpoints/lineage-1-step-1")).doesNotExist();
    assertThat(directory.resolve("checkpoints/lineage-1-step-0")).isDirectory();
  }

  @Test
  @DisplayName("a checkpoint of too few steps to be served is not judged at the next start")
  void shouldNotServeAtStartWhatIsTooYoung() throws Exception {
    LearnerLoop loop = loop("checkpoint.first = 3");
    holdoutArrives(30);
    arrive(64);
    loop.turn();
    loop.turn();
    loop.run(() -> false);
    stopped();
    loop("checkpoint.first = 3");
    assertThat(models()).extracting(ModelVersion::getStep).containsExactly(0L);
    stopped();
    loop("checkpoint.first = 3, max-steps = 2");
    assertThat(models()).extracting(ModelVersion::getStep).containsExactly(0L, 2L, 2L);
  }

  @Test
  @DisplayName("goes on after classes were added, and compares with what was served before them")
  void shouldCompareWithServedAcrossAddedClasses() throws Exception {
    LearnerLoop loop = loop("checkpoint.steps = 2");
    holdoutArrives(30);
    arrive(64);
    while (models().size() < 3) {
      loop.turn();
    }
    assertThat(models().get(2).getStatus()).isEqualTo(Status.UNGATED);
    loop.turn();
    loop.run(() -> false);
    stopped();
    LabelSpace grown = LABEL_SPACE.plus(List.of("violet"));
    loop(TestConfig.with(""), directory.resolve("checkpoints"), grown);
    ModelVersion judged = models().get(models().size() - 1);
    assertThat(judged.getStep()).isEqualTo(3);
    assertThat(judged.getLabelSpaceVersion()).isEqualTo(5);
    assertThat(judged.getReason()).contains("best recent");
  }

  @Test
  @DisplayName("priors that moved too little to matter are not published again at every checkpoint")
  void shouldNotRepeatPriors() throws Exception {
    LearnerLoop loop = loop("checkpoint.steps = 3");
    arrive(64);
    for (int i = 0; i < 10; i++) {
      loop.turn();
    }
    assertThat(models().stream().map(ModelVersion::getStep).distinct().count()).isGreaterThan(2);
    assertThat(models()).extracting(ModelVersion::getPriorVersion).containsOnly(1L);
    assertThat(publishedPriors()).containsExactly(1L);
  }

  private List<Long> publishedPriors() throws Exception {
    List<Long> versions = new ArrayList<>();
    for (var record : sent(TOPICS.models())) {
      ModelRecord model = ModelRecord.parseFrom(record.value());
      if (model.hasPriors()) {
        versions.add(model.getPriors().getVersion());
      }
    }
    return versions;
  }

  @Test
  @DisplayName("every prediction names priors that were published before it")
  void shouldPublishPriorsBeforeUse() throws Exception {
    LearnerLoop loop = loop("checkpoint.steps = 3, kappa-estimate.from-holdout = true");
    holdoutArrives(40);
    arrive(64);
    for (int i = 0; i < 10; i++) {
      loop.turn();
    }
    Set<Long> published = new HashSet<>();
    for (var record : producer.history()) {
      if (record.topic().equals(TOPICS.models())) {
        ModelRecord model = ModelRecord.parseFrom(record.value());
        if (model.hasPriors()) {
          published.add(model.getPriors().getVersion());
        }
      } else if (record.topic().equals(TOPICS.predictions())) {
        assertThat(published).contains(Prediction.parseFrom(record.value()).getPriorVersion());
      }
    }
    assertThat(published).hasSizeGreaterThan(1);
  }

  @Test
  @DisplayName("goes on training when a checkpoint cannot be written, and counts it")
  void shouldSurviveFailedCheckpoints() throws Exception {
    Path inTheWay = directory.resolve("file");
    Files.writeString(inTheWay, "not a directory");
    LearnerLoop loop = loop(TestConfig.with("checkpoint.steps = 2"), inTheWay);
    arrive(64);
    for (int i = 0; i < 8; i++) {
      loop.turn();
    }
    assertThat(count("checkpoints.failed")).isGreaterThanOrEqualTo(4);
    assertThat(predictions().get(predictions().size() - 1).getStep()).isEqualTo(8);
    assertThat(models()).extracting(ModelVersion::getStatus).containsOnly(Status.CANDIDATE);
  }

  @Test
  @DisplayName("ends when another learner has begun a later lineage")
  void shouldBeFencedByLaterLineage() throws Exception {
    LearnerLoop loop = loop("");
    ModelRecord later =
        ModelRecord.newBuilder().setModel(ModelVersion.newBuilder().setLineage(2)).build();
    consumer.addRecord(
        new ConsumerRecord<>(
            TOPICS.models(), 0, 0, "model/2/0".getBytes(UTF_8), later.toByteArray()));
    assertThatThrownBy(loop::turn).hasMessageContaining("lineage 2");
  }

  @Test
  @DisplayName("stops at the configured number of steps with a last checkpoint")
  void shouldStopAtMaxSteps() throws Exception {
    LearnerLoop loop = loop("max-steps = 7");
    arrive(64);
    for (int i = 0; i < 12; i++) {
      loop.turn();
    }
    assertThat(predictions().get(predictions().size() - 1).getStep()).isEqualTo(7);
    assertThat(models().get(models().size() - 1).getStep()).isEqualTo(7);
    assertThat(loop.status()).contains("7 steps");
  }
}
