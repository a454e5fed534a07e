package io.gleaner.estimator;

import com.google.protobuf.util.Timestamps;
import io.gleaner.protocol.LabelSpace;
import io.gleaner.protocol.v1.Explanation;
import java.util.List;
import java.util.OptionalInt;

/** Says why an image is tagged as it is: who said what, what is believed, what moved it. */
final class Explainer {

  private final History.Depth depth;
  private final ExplainedClasses classes;

  Explainer(EstimationRules rules, Reference reference) {
    this.depth = rules.history();
    this.classes = new ExplainedClasses(new Publication(rules, reference), reference);
  }

  /**
   * Explains a row.
   *
   * @param names the newest label space
   * @param only the one class asked for; without it, those that somebody spoke of, that are tagged,
   *     or whose estimate is not the prior
   */
  Explanation explain(ImageId image, Row stored, LabelSpace names, OptionalInt only) {
    Explanation.Builder explanation =
        Explanation.newBuilder().setId(image.id()).setRevision(stored.revision());
    if (stored.deleted()) {
      return explanation.setDeleted(Timestamps.fromMillis(stored.deletedAt())).build();
    }
    Row row = stored.withClasses(names.size());
    explanation.setRole(row.role());
    explanation.addAllClasses(classes.of(image, row, names, only));
    explanation.setOtherClasses(row.classes() - explanation.getClassesCount());
    addModels(explanation, row);
    addSteps(explanation, row, names, only);
    if (row.query() != null) {
      explanation.setAsked(names.name(row.query().classIndex()));
    }
    return explanation.build();
  }

  private static void addModels(Explanation.Builder explanation, Row row) {
    if (row.estimates() != null) {
      explanation.setTrained(model(row.estimates().applied()));
    }
    Scores scores = row.scores();
    if (scores != null) {
      explanation.setScored(
          model(scores.latest()).setTime(Timestamps.fromMillis(scores.latestMillis())));
    }
    PublishedTags tags = row.published();
    if (tags != null) {
      ModelStep by = scores == null ? ModelStep.NONE : scores.published();
      explanation
          .getPublishedBuilder()
          .setRevision(tags.revision())
          .setTime(Timestamps.fromMillis(tags.millis()))
          .setLineage(by.lineage())
          .setStep(by.step());
    }
  }

  private static Explanation.Model.Builder model(ModelStep step) {
    return Explanation.Model.newBuilder().setLineage(step.lineage()).setStep(step.step());
  }

  private void addSteps(
      Explanation.Builder explanation, Row row, LabelSpace names, OptionalInt only) {
    explanation.setStepsRemembered(depth.steps()).setMovesRemembered(depth.classes());
    Estimates estimates = row.estimates();
    List<StepTaken> steps = estimates == null ? List.of() : estimates.history().steps();
    for (StepTaken taken : steps) {
      Explanation.TrainingStep.Builder step = explanation.addStepsBuilder();
      step.setLineage(taken.model().lineage()).setStep(taken.model().step());
      for (StepTaken.Move move : taken.moves()) {
        if (only.isEmpty() || only.getAsInt() == move.classIndex()) {
          step.addMovesBuilder()
              .setName(names.name(move.classIndex()))
              .setBefore(Estimates.probability(move.from()))
              .setAfter(Estimates.probability(move.to()));
        }
      }
    }
  }
}
