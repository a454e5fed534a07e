package io.gleaner.learner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.network.CheckpointName;
import io.gleaner.protocol.v1.ModelRecord;
import io.gleaner.protocol.v1.ModelVersion;
import io.gleaner.protocol.v1.ModelVersion.Status;
import io.gleaner.protocol.v1.Prediction;
import io.gleaner.protocol.v1.QualityReport;
import io.gleaner.protocol.v1.Role;
import io.gleaner.protocol.v1.Sample;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Promotion")
class PromotionTest extends LoopFixture {
  private static final String SETTINGS =
      "objective.name = bce, optimiser.learning-rate = 3e-3, checkpoint.steps = 60,"
          + " checkpoint.retained = 1, max-staleness = 100000, ";
  private static final CheckpointName GOOD = new CheckpointName(1, 60);

  /** Learns well up to the first judged checkpoint, then from labels turned into their opposite. */
  private LearnerLoop poisoned(String settings) throws Exception {
    LearnerLoop loop = loop(SETTINGS + settings);
    holdoutArrives(60);
    List<Sample> training = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      training.add(drawn.complete("t" + i, Role.TRAIN));
      arrives(training.get(i));
    }
    judged(loop, 1);
    for (Sample sample : training) {
      consumer.addRecord(
          new ConsumerRecord<>(
              TOPICS.softLabels(),
              0,
              nextSoftLabels++,
              sample.getId().getBytes(UTF_8),
              RowEstimator.inverted(sample, 1_000).toByteArray()));
    }
    return loop;
  }

  /** Goes on until so many models are decided on. */
  private void judged(LearnerLoop loop, int count) throws Exception {
    while (decisions().size() < count) {
      loop.turn();
    }
  }

  private List<ModelVersion> decisions() throws Exception {
    return models().stream().filter(m -> m.getStatus() != Status.CANDIDATE).toList();
  }

  private ModelVersion last() throws Exception {
    return models().get(models().size() - 1);
  }

  private void says(CheckpointName name, Status status) {
    ModelVersion.Builder word =
        ModelVersion.newBuilder()
            .setLineage(name.lineage())
            .setStep(name.step())
            .setSha256(models.sha256(name))
            .setStatus(status)
            .setByOperator(true);
    if (status == Status.PROMOTED) {
      word.setBestRecent(name.toString());
    }
    models.accept(ModelRecord.newBuilder().setModel(word).build());
  }

  @Test
  @DisplayName(
      "never promotes what it learnt from inverted labels, and keeps what it compares with")
  void shouldRejectPoisonedModel() throws Exception {
    LearnerLoop loop = poisoned("");
    publishedModelsComeBack();
    judged(loop, 3);
    assertThat(decisions())
        .extracting(ModelVersion::getStatus)
        .containsExactly(Status.UNGATED, Status.REJECTED, Status.REJECTED);
    assertThat(directory.resolve("checkpoints").resolve(GOOD.toString())).isDirectory();
  }

  @Test
  @DisplayName("tells whose a figure is, and shows none of a rejected checkpoint on the gauges")
  void shouldShowTheServedModelsFigures() throws Exception {
    LearnerLoop loop = poisoned("");
    publishedModelsComeBack();
    double good = gauge("holdout.map");
    double least = gauge("holdout.map.lower");
    judged(loop, 3);
    List<QualityReport> maps = reports("holdout-map");
    assertThat(maps)
        .extracting(QualityReport::getStatus)
        .containsExactly(Status.UNGATED, Status.REJECTED, Status.REJECTED);
    assertThat(good).isEqualTo(maps.get(0).getValue());
    assertThat(maps.get(2).getValue()).isLessThan(good);
    assertThat(gauge("holdout.map")).isEqualTo(good);
    assertThat(gauge("holdout.map.lower")).isEqualTo(least);
    assertThat(gauge("probability.gap"))
        .isEqualTo(reports("probability-gap").get(0).getValue())
        .isNotEqualTo(reports("probability-gap").get(2).getValue());
  }

  @Test
  @DisplayName("announces the interval beside the mAP it was judged by")
  void shouldAnnounceTheInterval() throws Exception {
    judged(poisoned(""), 2);
    List<QualityReport> maps = reports("holdout-map");
    for (int i = 0; i < maps.size(); i++) {
      ModelVersion model = decisions().get(i);
      assertThat(model.getHoldoutMapLower()).isEqualTo(maps.get(i).getLower()).isPositive();
      assertThat(model.getHoldoutMapUpper()).isEqualTo(maps.get(i).getUpper());
      assertThat(model.getHoldoutMap())
          .isBetween(model.getHoldoutMapLower(), model.getHoldoutMapUpper());
    }
  }

  private List<QualityReport> reports(String figure) throws Exception {
    List<QualityReport> reports = new ArrayList<>();
    for (var record : sent(TOPICS.quality())) {
      QualityReport report = QualityReport.parseFrom(record.value());
      if (report.getFigure().equals(figure)) {
        reports.add(report);
      }
    }
    return reports;
  }

  @Test
  @DisplayName("compares with the best recent one after a restart too, not with the newest served")
  void shouldCompareWithTheBestRecentAfterRestart() throws Exception {
    LearnerLoop loop = poisoned("holdout.tolerance = 100");
    judged(loop, 3);
    assertThat(decisions().get(2).getStatus()).isEqualTo(Status.PROMOTED);
    assertThat(decisions().get(2).getHoldoutMap())
        .isLessThan(decisions().get(0).getHoldoutMap() - 0.05);
    loop.turn();
    loop.run(() -> false);
    stopped();
    loop(SETTINGS);
    assertThat(last().getStatus()).isEqualTo(Status.REJECTED);
    assertThat(last().getBestRecent()).isEqualTo(GOOD.toString());
  }

  @Test
  @DisplayName("finds the best of what is served where no record names it")
  void shouldFindTheBestWithoutItsName() throws Exception {
    LearnerLoop loop = poisoned("holdout.tolerance = 100, checkpoint.retained = 3");
    judged(loop, 3);
    loop.turn();
    loop.run(() -> false);
    close();
    open.clear();
    for (ModelVersion model : models()) {
      models.accept(model.toBuilder().clearBestRecent().build());
    }
    loop(SETTINGS);
    assertThat(last().getBestRecent()).isEqualTo(GOOD.toString());
  }

  @Test
  @DisplayName(
      "goes back to the best after two rejected in a row, in a new lineage, forgetting none")
  void shouldRollBack() throws Exception {
    LearnerLoop loop = poisoned("holdout.rollback-after = 2");
    judged(loop, 3);
    assertThat(last().getLineage()).isEqualTo(2);
    assertThat(last().getStep()).isEqualTo(180);
    assertThat(last().getReason()).isEqualTo("goes back to lineage-1-step-60: 2 rejected in a row");
    Checkpoints checkpoints = new Checkpoints(directory.resolve("checkpoints"));
    assertThat(checkpoints.newest().orElseThrow().weights())
        .isEqualTo(checkpoints.read(GOOD).weights());
    assertThat(count("rollbacks")).isEqualTo(1);
    loop.turn();
    List<Prediction> predictions = predictions();
    Prediction newest = predictions.get(predictions.size() - 1);
    assertThat(newest.getLineage()).isEqualTo(2);
    assertThat(newest.getStep()).isEqualTo(181);
    assertThat(registry.get("gleaner.learner.replay.images").gauge().value()).isEqualTo(100);
    judged(loop, 4);
    assertThat(last().getLineage()).isEqualTo(2);
    assertThat(last().getReason()).contains("best recent");
  }

  @Test
  @DisplayName("goes back over the switch to fine-tuning with an optimiser that begins anew")
  void shouldRollBackOverTheSwitch() throws Exception {
    LearnerLoop loop =
        poisoned("holdout.rollback-after = 2, regime = linear-then-fine-tune, switch-after = 60,");
    judged(loop, 3);
    assertThat(last().getReason()).isEqualTo("goes back to lineage-1-step-60: 2 rejected in a row");
    Checkpoints checkpoints = new Checkpoints(directory.resolve("checkpoints"));
    TrainingState state = checkpoints.newest().orElseThrow().state().training();
    assertThat(state.step()).isEqualTo(180);
    assertThat(state.updates()).isZero();
  }

  @Test
  @DisplayName("never goes back when told to never")
  void shouldNotRollBackWhenToldSo() throws Exception {
    LearnerLoop loop = poisoned("holdout.rollback-after = 0");
    judged(loop, 8);
    assertThat(models()).allMatch(model -> model.getLineage() == 1);
  }

  @Test
  @DisplayName("goes back at the start when it was killed before it could")
  void shouldRollBackAtTheStart() throws Exception {
    LearnerLoop loop = poisoned("holdout.rollback-after = 0");
    judged(loop, 3);
    assertThat(models()).allMatch(model -> model.getLineage() == 1);
    stopped();
    loop(SETTINGS + "holdout.rollback-after = 2");
    assertThat(last().getLineage()).isEqualTo(2);
    assertThat(last().getReason()).contains("goes back to lineage-1-step-60");
  }

  @Test
  @DisplayName("claims at the start a lineage that it was killed before claiming")
  void shouldClaimAtTheStart() throws Exception {
    LearnerLoop loop = poisoned("holdout.rollback-after = 2");
    judged(loop, 3);
    close();
    open.clear();
    ModelHistory before = new ModelHistory(any -> false);
    models().stream().filter(m -> m.getLineage() == 1).forEach(before::accept);
    models = before;
    int published = models().size();
    loop = loop(SETTINGS);
    ModelVersion claimed = models().get(published);
    assertThat(claimed.getLineage()).isEqualTo(2);
    assertThat(claimed.getStatus()).isEqualTo(Status.CANDIDATE);
    loop.turn();
    assertThat(predictions().get(predictions().size() - 1).getLineage()).isEqualTo(2);
  }

  @Test
  @DisplayName("begins another lineage when all of the newest one's checkpoints are damaged")
  void shouldNotFenceItself() throws Exception {
    LearnerLoop loop = poisoned("holdout.rollback-after = 2");
    judged(loop, 3);
    stopped();
    Files.delete(directory.resolve("checkpoints/lineage-2-step-180/optimizer.safetensors"));
    loop = loop(SETTINGS);
    assertThat(last().getLineage()).isEqualTo(3);
    loop.turn();
    assertThat(predictions().get(predictions().size() - 1).getLineage()).isEqualTo(3);
  }

  @Test
  @DisplayName("compares with what an operator promoted, though the gate had rejected it")
  void shouldFollowAnOperatorsPromotion() throws Exception {
    LearnerLoop loop = poisoned("checkpoint.retained = 5");
    judged(loop, 2);
    CheckpointName poor = new CheckpointName(1, 120);
    says(poor, Status.PROMOTED);
    judged(loop, 3);
    assertThat(last().getBestRecent()).isNotEqualTo(GOOD.toString());
    assertThat(last().getStatus()).isEqualTo(Status.PROMOTED);
  }

  @Test
  @DisplayName("compares no more with what an operator rejected")
  void shouldFollowAnOperatorsRejection() throws Exception {
    LearnerLoop loop = poisoned("checkpoint.retained = 5");
    judged(loop, 2);
    says(GOOD, Status.REJECTED);
    judged(loop, 3);
    assertThat(last().getStatus()).isEqualTo(Status.UNGATED);
    assertThat(last().getBestRecent()).isEqualTo("lineage-1-step-180");
  }

  @Test
  @DisplayName("keeps every third checkpoint for ever, and no other old one that nobody serves")
  void shouldKeepEverySoManieth() throws Exception {
    LearnerLoop loop =
        poisoned("holdout.rollback-after = 0, checkpoint.keep-every = 3, checkpoint.steps = 20");
    judged(loop, 8);
    // The first announced is that of step 0, so the third is that of step 40.
    assertThat(new Checkpoints(directory.resolve("checkpoints")).names())
        .extracting(CheckpointName::step)
        .contains(40L, 100L, 160L)
        .hasSizeLessThanOrEqualTo(5);
  }

  @Test
  @DisplayName("deletes the records of old models that nobody ever served, and of no others")
  void shouldDeleteOldRecords() throws Exception {
    for (int step = 1; step <= 2 * ModelHistory.RECENT + 1; step++) {
      Status status = step == 5 ? Status.PROMOTED : Status.REJECTED;
      models.accept(
          ModelVersion.newBuilder().setLineage(1).setStep(step).setStatus(status).build());
    }
    judged(poisoned(""), 1);
    List<String> deleted =
        sent(TOPICS.models()).stream()
            .filter(record -> record.value() == null)
            .map(record -> new String(record.key(), UTF_8))
            .toList();
    assertThat(deleted)
        .hasSize(ModelHistory.RECENT)
        .contains("model/1/1", "model/1/4", "model/1/1025")
        .doesNotContain("model/1/5");
  }
}
