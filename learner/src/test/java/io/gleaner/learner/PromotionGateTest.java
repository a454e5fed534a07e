package io.gleaner.learner;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.protocol.v1.ModelVersion.Status;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PromotionGateTest {
  private final PromotionGate gate = new PromotionGate(50, 1.0);

  @Test
  @DisplayName("promotes what is not worse than the best recent one by more than the tolerance")
  void shouldPromoteWithinTolerance() {
    assertThat(gate.decide(0.601, 0.61, 50).status()).isEqualTo(Status.PROMOTED);
    assertThat(gate.decide(0.7, 0.61, 50).status()).isEqualTo(Status.PROMOTED);
  }

  @Test
  @DisplayName("rejects what is worse, and says by which numbers")
  void shouldRejectWorse() {
    var decision = gate.decide(0.5, 0.61, 50);
    assertThat(decision.status()).isEqualTo(Status.REJECTED);
    assertThat(decision.reason()).contains("50.00").contains("61.00").contains("50 images");
  }

  @Test
  @DisplayName("does not judge without enough images or anything to compare with")
  void shouldNotJudgeBlindly() {
    assertThat(gate.decide(0.1, 0.9, 49).status()).isEqualTo(Status.UNGATED);
    assertThat(gate.decide(0.1, Double.NaN, 50).status()).isEqualTo(Status.UNGATED);
    assertThat(gate.decide(Double.NaN, 0.5, 50).status()).isEqualTo(Status.UNGATED);
  }
}
