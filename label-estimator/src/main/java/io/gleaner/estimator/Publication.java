package io.gleaner.estimator;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.gleaner.protocol.LabelSpace;
import io.gleaner.protocol.v1.LabelQuery;
import io.gleaner.protocol.v1.SoftLabels;
import io.gleaner.protocol.v1.TagRecord;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The records a row is published as; each is a function of the row and the model that scored it.
 */
final class Publication {

  private static final int MOST_SOURCE = 64;

  private final EstimationRules rules;
  private final Reference reference;

  Publication(EstimationRules rules, Reference reference) {
    this.rules = rules;
    this.reference = reference;
  }

  /** Observed labels, and estimates of the classes that have started. */
  SoftLabels softLabels(ImageId image, Row row) {
    ModelStep trained = row.trained();
    return SoftLabels.newBuilder()
        .setId(image.id())
        .setObserved(UnsafeByteOperations.unsafeWrap(row.ledger().observed()))
        .setEstimates(estimates(row))
        .setRevision(row.revision())
        .setLineage(trained.lineage())
        .setStep(trained.step())
        .setLabelSpaceVersion(row.classes())
        .setRole(row.role())
        .build();
  }

  private static ByteString estimates(Row row) {
    Estimates estimates = row.estimates();
    return estimates == null
        ? ByteString.EMPTY
        : UnsafeByteOperations.unsafeWrap(estimates.logits());
  }

  /** What consumers read; one tag a class of the row's label space. */
  TagRecord tags(ImageId image, Row row, LabelSpace labelSpace, long millis) {
    Scores scores = row.scores();
    ScoringModel model =
        scores == null ? ScoringModel.silent() : reference.model(scores.published());
    byte[] observed = row.observed();
    @Nullable Word[] counting = row.ledger().counting(row.classes());
    boolean[] present = present(row, observed, model);
    ModelStep published = scores == null ? ModelStep.NONE : scores.published();
    TagRecord.Builder record =
        TagRecord.newBuilder()
            .setId(image.id())
            .setRevision(row.revision())
            .setLineage(published.lineage())
            .setStep(published.step())
            .setTimeMillis(millis)
            .setLabelSpaceVersion(row.classes())
            .setRole(row.role());
    for (int k = 0; k < row.classes(); k++) {
      TagRecord.Tag.Builder tag =
          record
              .addTagsBuilder()
              .setName(labelSpace.name(k))
              .setObservedValue(observed[k])
              .setPresent(present[k])
              .setThreshold(model.threshold(k, rules.decisions().threshold()));
      Word word = counting[k];
      if (word != null) {
        tag.setObservedBy(brief(word.source()));
      }
      if (scores != null && k < scores.classes()) {
        tag.setScore(scores.probability(k));
      }
      estimate(row.estimates(), observed[k], model, k, tag);
    }
    return record.build();
  }

  /** A source's name as tags carry it: whoever wrote long ones can tell them by their beginning. */
  private static String brief(String source) {
    return source.codePointCount(0, source.length()) <= MOST_SOURCE
        ? source
        : source.substring(0, source.offsetByCodePoints(0, MOST_SOURCE - 1)) + "…";
  }

  private boolean[] present(Row row, byte[] observed, ScoringModel model) {
    Scores scores = row.scores();
    short[] probabilities = scores == null ? new short[0] : scores.probabilities();
    return rules.decisions().decide(observed, probabilities, row.estimates(), scores, model);
  }

  /** Leaves the estimate out where nothing is believed yet. */
  private void estimate(
      @Nullable Estimates estimates,
      byte observed,
      ScoringModel model,
      int k,
      TagRecord.Tag.Builder tag) {
    if (estimates != null && k < estimates.classes()) {
      tag.setEstimate(estimates.probability(k));
    } else if (observed != Verdict.UNKNOWN) {
      tag.setEstimate(rules.start().probability(observed));
    } else if (k < model.priors().classes()) {
      tag.setEstimate(model.priors().probability(k));
    }
  }

  /** A question to annotators, which waits for so long. */
  static LabelQuery query(
      ImageId image,
      OpenQuery open,
      Question question,
      LabelSpace labelSpace,
      long millis,
      Duration patience) {
    String name = labelSpace.name(question.classIndex());
    return LabelQuery.newBuilder()
        .setQueryId(open.id(image.id()))
        .setId(image.id())
        .setClassName(name)
        .setValue(question.value())
        .setWhy(why(name, question))
        .setAuditPropensity(question.auditPropensity())
        .setExpiresMillis(millis + patience.toMillis())
        .setTimeMillis(millis)
        .build();
  }

  private static String why(String name, Question question) {
    return question.audit()
        ? String.format(Locale.ROOT, "random audit, one in %.0f", 1 / question.auditPropensity())
        : String.format(Locale.ROOT, "%s is believed with %.2f", name, question.belief());
  }
}
