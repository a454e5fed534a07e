package io.gleaner.learner;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.network.CheckpointName;
import io.gleaner.protocol.v1.ClassPriors;
import io.gleaner.protocol.v1.ModelRecord;
import io.gleaner.protocol.v1.ModelVersion;
import io.gleaner.protocol.v1.ModelVersion.Status;
import java.util.Collections;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The models so far")
class ModelHistoryTest {
  private static final CheckpointName ON_DISK = new CheckpointName(1, 7);

  private final ModelHistory models = new ModelHistory(ON_DISK::equals);

  private ModelVersion.Builder model(long lineage, long step, Status status) {
    return ModelVersion.newBuilder()
        .setLineage(lineage)
        .setStep(step)
        .setStatus(status)
        .setSha256("5a");
  }

  private void says(long lineage, long step, Status status) {
    models.accept(model(lineage, step, status).build());
  }

  @Test
  @DisplayName("serve the newest by lineage and step, whatever was decided last")
  void shouldKnowTheNewestServed() {
    says(2, 5, Status.PROMOTED);
    says(1, 90, Status.UNGATED);
    says(2, 7, Status.REJECTED);
    assertThat(models.newestServed()).contains(new CheckpointName(2, 5));
    assertThat(models.served())
        .containsExactly(new CheckpointName(1, 90), new CheckpointName(2, 5));
  }

  @Test
  @DisplayName("count what the gate rejected in a row in a lineage, not what an operator did")
  void shouldCountRejectedInARow() {
    says(1, 10, Status.PROMOTED);
    says(1, 20, Status.REJECTED);
    says(1, 30, Status.REJECTED);
    says(1, 40, Status.CANDIDATE);
    models.accept(model(1, 5, Status.REJECTED).setByOperator(true).build());
    assertThat(models.rejectedInARow(1)).isEqualTo(2);
    says(1, 40, Status.PROMOTED);
    assertThat(models.rejectedInARow(1)).isZero();
    says(2, 40, Status.REJECTED);
    assertThat(models.rejectedInARow(2)).isEqualTo(1);
    assertThat(models.rejectedInARow(1)).isZero();
  }

  @Test
  @DisplayName(
      "hold a decision against the candidacy that went before it, but not against new bytes")
  void shouldHoldDecisions() {
    says(1, 10, Status.PROMOTED);
    says(1, 10, Status.CANDIDATE);
    assertThat(models.settled(new CheckpointName(1, 10), "5a")).isTrue();
    models.accept(model(1, 10, Status.CANDIDATE).setSha256("6b").build());
    assertThat(models.settled(new CheckpointName(1, 10), "6b")).isFalse();
    models.accept(model(2, 10, Status.CANDIDATE).setReason("goes back to 1/10").build());
    assertThat(models.settled(new CheckpointName(2, 10), "5a")).isTrue();
  }

  @Test
  @DisplayName("name the best recent one while it is served")
  void shouldNameTheBestRecent() {
    models.accept(model(1, 10, Status.PROMOTED).setBestRecent("lineage-1-step-10").build());
    models.accept(model(1, 20, Status.REJECTED).setBestRecent("lineage-1-step-10").build());
    says(1, 30, Status.CANDIDATE);
    assertThat(models.bestRecent()).contains(new CheckpointName(1, 10));
    models.accept(model(1, 10, Status.REJECTED).setByOperator(true).build());
    assertThat(models.bestRecent()).isEmpty();
  }

  @Test
  @DisplayName("number every announced one in order")
  void shouldNumber() {
    says(1, 0, Status.CANDIDATE);
    says(1, 20, Status.REJECTED);
    says(2, 10, Status.PROMOTED);
    assertThat(models.number(new CheckpointName(2, 10))).isEqualTo(3);
    assertThat(models.number(new CheckpointName(1, 20))).isEqualTo(2);
    assertThat(models.number(new CheckpointName(1, 21))).isZero();
  }

  @Test
  @DisplayName("are bounded in number, but for those still on disk, and hold nothing per class")
  void shouldStaySmall() {
    for (int step = 1; step <= 10_000; step++) {
      models.accept(
          model(1, step, Status.PROMOTED)
              .addAllThresholds(Collections.nCopies(80, 0.5f))
              .addSamplesOffsets(ModelVersion.Offset.newBuilder().setOffset(step))
              .build());
    }
    assertThat(models.served()).hasSizeLessThan(3 * ModelHistory.RECENT).contains(ON_DISK);
    assertThat(models.get(ON_DISK).getThresholdsList()).isEmpty();
    assertThat(models.get(ON_DISK).getSamplesOffsetsList()).isEmpty();
    assertThat(models.number(ON_DISK)).isEqualTo(7);
    assertThat(models.numberFor(new CheckpointName(1, 20_000))).isEqualTo(10_001);
  }

  @Test
  @DisplayName("give up the records of those only that were never served, each once")
  void shouldNameTheNeverServed() {
    models.accept(model(1, 2, Status.REJECTED).setByOperator(true).build());
    says(1, 3, Status.REJECTED);
    says(1, 4, Status.UNGATED);
    says(1, 5, Status.REJECTED);
    says(1, 7, Status.REJECTED);
    models.forget(new CheckpointName(1, 5));
    for (int step = 100; step <= 100 + 2 * ModelHistory.RECENT; step++) {
      says(2, step, Status.PROMOTED);
    }
    assertThat(models.takeNeverServed()).containsExactly(new CheckpointName(1, 3));
    assertThat(models.takeNeverServed()).isEmpty();
  }

  @Test
  @DisplayName("remember the newest versions of the class priors")
  void shouldBoundPriorVersions() {
    for (int version = 1; version <= 5_000; version++) {
      ClassPriors priors = ClassPriors.newBuilder().setVersion(version).build();
      models.accept(ModelRecord.newBuilder().setPriors(priors).build());
    }
    assertThat(models.highestPriorVersion()).isEqualTo(5_000);
    assertThat(models.hasPriors(5_000)).isTrue();
    assertThat(models.hasPriors(1)).isFalse();
  }
}
