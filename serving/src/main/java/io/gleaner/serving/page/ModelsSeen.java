package io.gleaner.serving.page;

import io.gleaner.protocol.v1.ModelVersion;
import java.util.Comparator;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The newest models and their verdicts. For one thread at a time. */
final class ModelsSeen {
  private static final int MOST = 64;

  private static final Comparator<ModelVersion> BY_AGE =
      Comparator.comparingLong(ModelVersion::getLineage).thenComparingLong(ModelVersion::getStep);

  /**
   * A model, for the page.
   *
   * @param status PROMOTED, UNGATED or REJECTED
   * @param reason of the verdict, in words
   */
  record View(String name, String status, String reason, long millis) {}

  /** For the page: the model that is newest among those that serve, and the last one judged. */
  record Views(@Nullable View served, @Nullable View judged) {}

  private final NavigableSet<ModelVersion> models = new TreeSet<>(BY_AGE);

  void accept(ModelVersion model) {
    models.remove(model);
    models.add(model);
    if (models.size() > MOST) {
      models.pollFirst();
    }
  }

  Views view() {
    View served = null;
    View judged = null;
    for (ModelVersion model : models) {
      switch (model.getStatus()) {
        case PROMOTED, UNGATED -> {
          served = view(model);
          judged = served;
        }
        case REJECTED -> judged = view(model);
        case CANDIDATE, UNRECOGNIZED -> {
          // Not judged yet: another record of the same model follows.
        }
      }
    }
    return new Views(served, judged);
  }

  private static View view(ModelVersion model) {
    return new View(
        model.getLineage() + "/" + model.getStep(),
        model.getStatus().name(),
        model.getReason(),
        model.getTimeMillis());
  }
}
