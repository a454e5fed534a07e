package io.gleaner.app.experiment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gleaner.app.experiment.Labelling.Corruption;
import io.gleaner.app.experiment.StageSettings.Stages;
import io.gleaner.protocol.v1.ClassPriors;
import io.gleaner.protocol.v1.Prediction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Estimates")
class EstimatesTest {

  private static final float QUANTUM = 8f / 127;
  private static final ClassPriors PRIORS =
      ClassPriors.newBuilder().setVersion(1).addAllProbabilities(List.of(0.2f, 0.2f)).build();

  @TempDir Path directory;

  @SuppressWarnings("NullAway.Init") // set before each
  private Dataset data;

  @BeforeEach
  void readDataSet() throws IOException {
    Path file = directory.resolve("labels.csv");
    Files.write(
        file,
        "file,split,labels\na,train,cat\nb,train,dog\nc,val,cat\nd,test,cat\n".getBytes(UTF_8));
    LabelledImages images = LabelledImages.read(file, new ClassNames(List.of("cat", "dog")));
    data =
        new Labelling(
                Optional.empty(), Optional.empty(), new Corruption.OnePositive(0, false), false, 0)
            .apply(images);
  }

  private static Prediction prediction(int image, long step, float... probabilities) {
    Prediction.Builder prediction =
        Prediction.newBuilder()
            .setId(ImageIds.of(image))
            .setLineage(1)
            .setStep(step)
            .setPurpose(Prediction.Purpose.TRAIN)
            .setPriorVersion(1)
            .setEprGradient(0.01);
    for (float p : probabilities) {
      prediction.addProbabilities(p);
    }
    return prediction.build();
  }

  private static float[] logits(Estimates estimates, int image) {
    float[] logits = new float[2];
    estimates.logits(image, logits);
    return logits;
  }

  @Test
  @DisplayName("of the stage and of rows in double start alike and move by the same step")
  void shouldAgreeButForRounding() {
    Stages stages =
        new StageSettings(Map.of(), Map.of()).of(ObjectiveChoice.parse("role"), 1e-3, 0);
    Estimates rows = new EstimatorRows(stages.estimator(), data, PRIORS);
    Estimates exact = new ExactRows(stages.estimator(), data, PRIORS);
    int image = data.train()[0];
    for (int step = 1; step <= 3; step++) {
      Prediction prediction = prediction(image, step, 0.6f, 0.3f);
      assertThat(rows.after(List.of(prediction))).hasSize(1);
      assertThat(exact.after(List.of(prediction))).hasSize(1);
      assertThat(logits(rows, image)).containsExactly(logits(exact, image), within(step * QUANTUM));
    }
    assertThat(logits(rows, image)).isNotEqualTo(logits(exact, image));
  }

  @Test
  @DisplayName("as published move the batch by ten learning rates at first, and go on without it")
  void shouldMoveEveryRow() {
    Estimates published = new JointAdam(1e-2, data, 3);
    int first = data.train()[0];
    int second = data.train()[1];
    float[] start = logits(published, first);
    float[] other = logits(published, second);
    published.after(List.of(prediction(first, 1, 0.9f, 0.9f)));
    float[] moved = logits(published, first);
    assertThat(logits(published, second)).isEqualTo(other);
    for (int k = 0; k < 2; k++) {
      assertThat(Math.abs(moved[k] - start[k])).isCloseTo(0.1f, within(1e-3f));
    }
    published.after(List.of(prediction(second, 2, 0.9f, 0.9f)));
    assertThat(logits(published, first)).isNotEqualTo(moved);
    assertThat(published.before(List.of(ImageIds.of(first)))).hasSize(1);
  }
}
