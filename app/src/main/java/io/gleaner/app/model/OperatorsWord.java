package io.gleaner.app.model;

import io.gleaner.app.command.UsageException;
import io.gleaner.protocol.v1.ModelVersion;
import io.gleaner.protocol.v1.ModelVersion.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What an operator's promotion or rejection has to say in topic {@code models}. */
record OperatorsWord(KnownModels models, String reason) {

  /**
   * The records that make serving load a model.
   *
   * @param rejectNewer whether newer ones that may be served are rejected for it
   * @throws UsageException if it is being judged, or newer ones would be served all the same
   */
  List<ModelVersion> promote(ModelName name, boolean rejectNewer) {
    ModelVersion model = decided(name);
    List<ModelVersion> newer = models.servedInsteadOf(name);
    if (!newer.isEmpty() && !rejectNewer) {
      throw new UsageException(
          "%s is newer than %s and would be served all the same: add --reject-newer"
              .formatted(names(newer), name));
    }
    List<ModelVersion> words = new ArrayList<>();
    newer.forEach(other -> words.add(word(other, Status.REJECTED).build()));
    words.add(word(model, Status.PROMOTED).setBestRecent(name.directory()).build());
    return words;
  }

  /**
   * The record that takes a model away from serving.
   *
   * @throws UsageException if it is being judged
   */
  ModelVersion reject(ModelName name) {
    return word(decided(name), Status.REJECTED).build();
  }

  private ModelVersion decided(ModelName name) {
    if (models.isBeingJudged(name)) {
      throw new UsageException(
          "%s is being judged by the learner: wait for its word, then say yours".formatted(name));
    }
    return models.get(name);
  }

  private ModelVersion.Builder word(ModelVersion model, Status status) {
    return model.toBuilder()
        .setStatus(status)
        .setReason(reason)
        .setByOperator(true)
        .clearBestRecent();
  }

  private static String names(List<ModelVersion> models) {
    return models.stream().map(m -> ModelName.of(m).toString()).collect(Collectors.joining(", "));
  }
}
