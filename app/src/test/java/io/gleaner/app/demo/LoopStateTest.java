package io.gleaner.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.protocol.v1.ModelVersion;
import io.gleaner.protocol.v1.ModelVersion.Status;
import io.gleaner.protocol.v1.QualityReport;
import io.gleaner.protocol.v1.TagRecord;
import org.junit.jupiter.api.Test;

class LoopStateTest {

  private final LoopState state = new LoopState();

  private void model(long lineage, long step, Status status) {
    state.model(
        ModelVersion.newBuilder().setLineage(lineage).setStep(step).setStatus(status).build());
  }

  @Test
  void shouldCountAnImageAsTaggedOnlyOnceAModelScoredIt() {
    state.tag("a", TagRecord.newBuilder().setRevision(1).build());
    assertThat(state.tagged()).isZero();
    state.tag("a", TagRecord.newBuilder().setRevision(2).setLineage(1).build());
    assertThat(state.tagged()).isEqualTo(1);
    state.untag("a");
    assertThat(state.tagged()).isZero();
  }

  @Test
  void shouldServeTheNewestModelThatWasNotRejected() {
    model(1, 10, Status.UNGATED);
    model(1, 20, Status.PROMOTED);
    model(1, 30, Status.REJECTED);
    assertThat(state.servedModel().orElseThrow().getStep()).isEqualTo(20);
    assertThat(state.judgedModel().orElseThrow().getStep()).isEqualTo(30);
  }

  @Test
  void shouldWaitForACandidateToBeJudged() {
    model(1, 10, Status.CANDIDATE);
    assertThat(state.judgedModel()).isEmpty();
  }

  @Test
  void shouldTakeAHigherLineageAsNewerWhateverItsStep() {
    model(2, 5, Status.PROMOTED);
    model(1, 500, Status.PROMOTED);
    assertThat(state.servedModel().orElseThrow().getLineage()).isEqualTo(2);
  }

  @Test
  void shouldKeepTheCourseOfAFigure() {
    state.quality(QualityReport.newBuilder().setFigure("f").setStep(1).setValue(0.2).build());
    state.quality(QualityReport.newBuilder().setFigure("f").setStep(2).setValue(0.4).build());
    assertThat(state.figure("f")).extracting(QualityReport::getValue).containsExactly(0.2, 0.4);
    assertThat(state.latest("f").orElseThrow().getStep()).isEqualTo(2);
    assertThat(state.latest("g")).isEmpty();
  }
}
