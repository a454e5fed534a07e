package io.gleaner.app.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.gleaner.app.command.UsageException;
import io.gleaner.protocol.v1.ModelRecord;
import io.gleaner.protocol.v1.ModelVersion;
import io.gleaner.protocol.v1.ModelVersion.Status;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("An operator's word")
class OperatorsWordTest {

  private final KnownModels models = new KnownModels();
  private final OperatorsWord word = new OperatorsWord(models, "looks wrong on cats");

  OperatorsWordTest() {
    known(1, 10, Status.PROMOTED);
    known(1, 20, Status.REJECTED);
    known(1, 30, Status.PROMOTED);
    known(2, 0, Status.CANDIDATE);
    known(2, 40, Status.CANDIDATE);
  }

  private void known(long lineage, long step, Status status) {
    models.accept(
        ModelRecord.newBuilder()
            .setModel(
                ModelVersion.newBuilder()
                    .setLineage(lineage)
                    .setStep(step)
                    .setStatus(status)
                    .setSha256("5a")
                    .setBestRecent("lineage-1-step-10"))
            .build());
  }

  @Test
  @DisplayName("rejects with a reason, names its speaker and keeps the rest of the record")
  void shouldReject() {
    ModelVersion rejected = word.reject(new ModelName(1, 30));
    assertThat(rejected.getStatus()).isEqualTo(Status.REJECTED);
    assertThat(rejected.getReason()).isEqualTo("looks wrong on cats");
    assertThat(rejected.getByOperator()).isTrue();
    assertThat(rejected.getSha256()).isEqualTo("5a");
    assertThat(rejected.getBestRecent()).isEmpty();
  }

  @Test
  @DisplayName("promotes an older one only with a word on the newer ones that would be served")
  void shouldPromote() {
    assertThatThrownBy(() -> word.promote(new ModelName(1, 20), false))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("1/30")
        .hasMessageContaining("--reject-newer");
    assertThat(word.promote(new ModelName(1, 20), true))
        .extracting(ModelVersion::getStep, ModelVersion::getStatus, ModelVersion::getBestRecent)
        .containsExactly(
            tuple(30L, Status.REJECTED, ""), tuple(20L, Status.PROMOTED, "lineage-1-step-20"));
  }

  @Test
  @DisplayName("waits for the learner's on the newest candidate, not on an old one")
  void shouldWaitForTheLearner() {
    assertThatThrownBy(() -> word.promote(new ModelName(2, 40), false))
        .hasMessageContaining("being judged");
    assertThatThrownBy(() -> word.reject(new ModelName(2, 40)))
        .hasMessageContaining("being judged");
    assertThat(word.promote(new ModelName(2, 0), false)).hasSize(1);
  }

  @Test
  @DisplayName("is about a model that there is")
  void shouldRefuseUnknownModels() {
    assertThatThrownBy(() -> word.reject(new ModelName(7, 1)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("no model 7/1");
  }

  @ParameterizedTest(name = "\"{0}\" is no model")
  @ValueSource(
      strings = {"", "1", "1/", "../1/2", "1/2/3", "-1/2", "1/99999999999999999999", "a/b"})
  void shouldRefuseOtherNames(String text) {
    assertThatThrownBy(() -> ModelName.given(text)).isInstanceOf(UsageException.class);
  }

  @Test
  @DisplayName("takes a checkpoint's directory name for a model's")
  void shouldReadBothForms() {
    assertThat(ModelName.given("2/40")).isEqualTo(ModelName.given("lineage-2-step-40"));
  }

  @Test
  @DisplayName("is not taken on a model whose record was deleted")
  void shouldKnowDeletions() {
    models.forget("priors/1");
    models.forget("model/1/20");
    assertThat(models.all()).hasSize(4);
    assertThatThrownBy(() -> word.promote(new ModelName(1, 20), true))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("there is no model 1/20");
  }
}
