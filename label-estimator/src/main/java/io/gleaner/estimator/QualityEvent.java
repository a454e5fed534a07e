package io.gleaner.estimator;

import org.jspecify.annotations.Nullable;

/**
 * What a record means to a task's figures. Small enough to be noted beside the rows, so that a
 * restarted task takes in again what came since it wrote its figures last.
 */
sealed interface QualityEvent {

  /** An image was scored for the first time, by a model that had not been trained on it. */
  record Arrived(Arrival arrival, Projection projection) implements QualityEvent {}

  /**
   * A random audit of such an image was answered.
   *
   * @param score the probability that the class was given on arrival
   * @param propensity the chance with which the entry was drawn, in (0, 1]
   * @param model that gave it
   */
  record Audited(
      int label, boolean present, float score, double propensity, ModelStep model, long millis)
      implements QualityEvent {}

  /**
   * An image's newest scores are no longer those they were.
   *
   * @param before null if it had none
   * @param after null if it was deleted
   */
  record Rescored(@Nullable ScoredAt before, @Nullable ScoredAt after) implements QualityEvent {}

  /** By which model and when an image was scored. */
  record ScoredAt(ModelStep model, long millis) {

    static @Nullable ScoredAt of(Row row) {
      Scores scores = row.scores();
      return scores == null ? null : new ScoredAt(scores.latest(), scores.latestMillis());
    }
  }

  /**
   * Of an image a source says more or fewer labels than before, or the opposite of what others say,
   * whoever came second.
   *
   * @param labels by how many there are more; negative if fewer
   * @param conflicts by how many more of them another source says the opposite
   */
  record Said(String source, int labels, int conflicts) implements QualityEvent {}
}
