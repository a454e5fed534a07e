package io.gleaner.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Objectives that change as training goes on")
class ScheduledObjectivesTest {

  @Test
  @DisplayName("follow the code's schedule of GR, with w and b an epoch behind")
  void grScheduleIsTheCodes() {
    GrSchedule published = new GrSchedule();
    GrSchedule code =
        new GrSchedule(published.w(), published.b(), published.mu(), published.sigma(), 0, 8, true);
    for (int epoch = 1; epoch <= 8; epoch++) {
      assertThat(code.w(epoch)).isCloseTo(0.25 * (epoch - 1), within(1e-12));
      assertThat(code.b(epoch)).isEqualTo(-2);
      assertThat(code.mu(epoch)).isCloseTo(0.5 + 0.0375 * epoch, within(1e-12));
      assertThat(code.sigma(epoch)).isCloseTo(2 - 0.1875 * epoch, within(1e-12));
      assertThat(published.w(epoch)).isCloseTo(0.25 * epoch, within(1e-12));
    }
    assertThat(code.sigma(99)).isCloseTo(0.5, within(1e-12));
  }

  @Test
  @DisplayName("raise γ₋ while present labels get too little probability, and lower it after")
  void asymmetryFollowsTheGap() {
    AdaptiveAsl objective =
        new AdaptiveAsl(new Asl(0, 1, 0, true, 0, false), 0.1, 0.5, Unknown.IGNORED, Reduction.SUM);
    LabelBatch batch = new LabelBatch(1, 2);
    batch.observed()[0] = LabelBatch.PRESENT;
    batch.observed()[1] = LabelBatch.ABSENT;
    batch.logits()[0] = Math.log(0.2 / 0.8);
    batch.logits()[1] = Math.log(0.1 / 0.9);
    objective.evaluate(batch, new double[2]);
    // Δp = 0.2 − 0.9
    assertThat(objective.gammaAbsent()).isCloseTo(1 + 0.5 * 0.8, within(1e-12));
    batch.logits()[0] = Math.log(0.9 / 0.1);
    batch.logits()[1] = Math.log(0.6 / 0.4);
    objective.evaluate(batch, new double[2]);
    assertThat(objective.gammaAbsent()).isCloseTo(1.4 - 0.5 * 0.4, within(1e-12));
  }

  @Test
  @DisplayName("correct no label that was observed absent, however likely it looks")
  void splcKeepsObservedLabels() {
    LabelBatch batch = new LabelBatch(1, 2);
    batch.logits()[0] = 5;
    batch.logits()[1] = 5;
    batch.observed()[0] = LabelBatch.ABSENT;
    batch.epoch(2);
    double[] gradient = new double[2];
    Objectives.byName("splc", Map.of()).evaluate(batch, gradient);
    assertThat(gradient[0]).isPositive();
    assertThat(gradient[1]).isNegative();
  }

  @Test
  @DisplayName("leave observed labels alone when more losses are large than are unknown")
  void largeLossKeepsObservedLabels() {
    LabelBatch batch = new LabelBatch(1, 2);
    batch.observed()[0] = LabelBatch.PRESENT;
    batch.epoch(100);
    double[] gradient = new double[2];
    Objective objective = Objectives.byName("large-loss-rejection", Map.of("delta", 0.01));
    objective.evaluate(batch, gradient);
    assertThat(gradient).containsExactly(-0.25, 0);
    Objectives.byName("large-loss-rejection", Map.of("delta", 0.01, "observed-too", true))
        .evaluate(batch, gradient);
    assertThat(gradient).containsExactly(0, 0);
  }

  @Test
  @DisplayName("count classes softly as batches pass, and grow with the label space")
  void countsRun() {
    ClassCounts counts = ClassCounts.running(0.5, 1);
    LabelBatch batch = new LabelBatch(1, 2);
    batch.observed()[0] = LabelBatch.PRESENT;
    batch.estimates()[1] = 0.25;
    counts.observe(batch);
    assertThat(counts.present(0)).isEqualTo(1.5);
    assertThat(counts.present(1)).isEqualTo(0.75);
    assertThat(counts.images()).isEqualTo(2);
    LabelBatch wider = new LabelBatch(1, 3);
    wider.observed()[2] = LabelBatch.PRESENT;
    counts.observe(wider);
    assertThat(counts.present(0)).isEqualTo(0.75);
    assertThat(counts.present(2)).isEqualTo(1.5);
  }
}
