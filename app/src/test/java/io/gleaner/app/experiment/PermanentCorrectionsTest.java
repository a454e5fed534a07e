package io.gleaner.app.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.objective.LargeLoss;
import io.gleaner.protocol.v1.Prediction;
import io.gleaner.protocol.v1.SoftLabels;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Labels that are corrected for good")
class PermanentCorrectionsTest {

  private static final int CLASSES = 4;

  private final LabelMatrix observed = observed();
  private final PermanentCorrections corrections =
      new PermanentCorrections(
          new LargeLoss(LargeLoss.Scheme.CORRECT_PERMANENTLY, 0.25, false),
          observed,
          new int[] {0, 1},
          2);

  /** One positive each, the rest unknown. */
  private static LabelMatrix observed() {
    LabelMatrix observed = new LabelMatrix(2, CLASSES);
    observed.setRow(0, new byte[] {1, 0, 0, 0});
    observed.setRow(1, new byte[] {0, 0, 0, 1});
    return observed;
  }

  private static Prediction prediction(int image, float... probabilities) {
    Prediction.Builder prediction = Prediction.newBuilder().setId(ImageIds.of(image));
    for (float p : probabilities) {
      prediction.addProbabilities(p);
    }
    return prediction.build();
  }

  private List<SoftLabels> step(float second) {
    return corrections.after(
        List.of(prediction(0, 0.99f, second, 0.2f, 0.1f), prediction(1, 0.3f, 0.1f, 0.2f, 0.9f)));
  }

  @Test
  @DisplayName("begin in the second pass, with unknown labels above the k-th largest loss")
  void shouldCorrectFromTheSecondPassOn() {
    assertThat(step(0.8f)).isEmpty();
    List<SoftLabels> corrected = step(0.8f);
    // k = 2 of 8 entries: 0.8 is above the second largest, 0.3.
    assertThat(corrected).extracting(SoftLabels::getId).containsExactly(ImageIds.of(0));
    assertThat(corrected.get(0).getObserved().toByteArray()).containsExactly(1, 1, 0, 0);
    assertThat(corrected.get(0).getEstimates().isEmpty()).isTrue();
  }

  @Test
  @DisplayName("stay, whatever is predicted later, with a later revision each")
  void shouldStay() {
    step(0.8f);
    long first = step(0.8f).get(0).getRevision();
    List<SoftLabels> later = step(0.01f);
    assertThat(later).hasSize(1);
    assertThat(later.get(0).getRevision()).isGreaterThan(first);
    assertThat(later.get(0).getId()).isEqualTo(ImageIds.of(1));
    assertThat(observed).isEqualTo(observed());
  }
}
