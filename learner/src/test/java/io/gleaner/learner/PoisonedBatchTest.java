package io.gleaner.learner;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.network.CheckpointName;
import io.gleaner.protocol.v1.ModelVersion;
import io.gleaner.protocol.v1.ModelVersion.Status;
import io.gleaner.protocol.v1.Role;
import io.gleaner.protocol.v1.Sample;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Good images first, then 500 more of which every label was turned into its opposite. */
@DisplayName("A poisoned batch")
class PoisonedBatchTest extends LoopFixture {
  private static final int GOOD = 200;
  private static final int POISONED = 500;
  private static final int HOLDOUT = 100;

  /** Decisions: the last one on what was learnt from good images, then three on the poison. */
  private List<ModelVersion> decisions(String settings) throws Exception {
    LearnerLoop loop =
        loop(
            "objective.name = bce, optimiser.learning-rate = 3e-3, checkpoint.steps = 100,"
                + " max-staleness = 100000, replay.ratio = 1, holdout.rollback-after = 0, "
                + settings);
    holdoutArrives(HOLDOUT);
    for (int i = 0; i < GOOD; i++) {
      arrives(drawn.complete("good" + i, Role.TRAIN));
    }
    while (decided().isEmpty()) {
      loop.turn();
    }
    for (int i = 0; i < POISONED; i++) {
      arrives(inverted(drawn.complete("poisoned" + i, Role.TRAIN)));
    }
    while (decided().size() < 4) {
      loop.turn();
    }
    return decided();
  }

  private static Sample inverted(Sample sample) {
    return sample.toBuilder()
        .clearPresent()
        .clearAbsent()
        .addAllPresent(sample.getAbsentList())
        .addAllAbsent(sample.getPresentList())
        .build();
  }

  private List<ModelVersion> decided() throws Exception {
    return models().stream().filter(m -> m.getStatus() != Status.CANDIDATE).toList();
  }

  private static double worst(List<ModelVersion> decisions) {
    return decisions.stream().mapToDouble(ModelVersion::getHoldoutMap).min().orElseThrow();
  }

  @Test
  @DisplayName("never reaches PROMOTED")
  void shouldNeverBePromoted() throws Exception {
    List<ModelVersion> decisions = decisions("");
    System.out.println("holdout mAP with the gate: " + figures(decisions));
    assertThat(decisions.subList(1, 4))
        .extracting(ModelVersion::getStatus)
        .containsOnly(Status.REJECTED);
    assertThat(models.newestServed()).contains(CheckpointName.of(decisions.get(0)));
  }

  @Test
  @DisplayName("would be served if there were no gate: the test above can fail")
  void shouldBeServedWithoutTheGate() throws Exception {
    List<ModelVersion> decisions = decisions("holdout.min-images = 1000");
    System.out.println("holdout mAP without the gate: " + figures(decisions));
    assertThat(decisions).extracting(ModelVersion::getStatus).containsOnly(Status.UNGATED);
    assertThat(models.newestServed()).contains(CheckpointName.of(decisions.get(3)));
    assertThat(worst(decisions)).isLessThan(decisions.get(0).getHoldoutMap() - 0.1);
  }

  private static List<String> figures(List<ModelVersion> decisions) {
    return decisions.stream()
        .map(m -> "%s %.3f".formatted(m.getStatus(), m.getHoldoutMap()))
        .toList();
  }
}
