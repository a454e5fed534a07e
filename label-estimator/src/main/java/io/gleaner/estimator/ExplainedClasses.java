package io.gleaner.estimator;

import com.google.protobuf.util.Timestamps;
import io.gleaner.objective.QuantisedLogits;
import io.gleaner.protocol.LabelSpace;
import io.gleaner.protocol.v1.Explanation.ClassStanding;
import io.gleaner.protocol.v1.TagRecord;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How the classes of an image stand: what was said of each, and what follows. */
final class ExplainedClasses {

  private static final Set<Verdict> CONFLICT = EnumSet.of(Verdict.PRESENT, Verdict.ABSENT);

  private final Publication publication;
  private final Reference reference;

  ExplainedClasses(Publication publication, Reference reference) {
    this.publication = publication;
    this.reference = reference;
  }

  /**
   * The class asked for, or all that are worth telling.
   *
   * @param row of as many classes as there are names
   */
  List<ClassStanding> of(ImageId image, Row row, LabelSpace names, OptionalInt only) {
    TagRecord tags = publication.tags(image, row, names, 0);
    Estimates estimates = row.estimates();
    Priors priors = estimates == null ? null : priors(estimates);
    Map<Integer, List<Word>> words =
        row.ledger().words().stream().collect(Collectors.groupingBy(Word::classIndex));
    @Nullable Word[] counting = row.ledger().counting(row.classes());
    List<ClassStanding> standings = new ArrayList<>();
    for (int k = 0; k < row.classes(); k++) {
      TagRecord.Tag tag = tags.getTags(k);
      boolean telling = words.containsKey(k) || tag.getPresent() || moved(estimates, priors, k);
      if (only.isPresent() ? only.getAsInt() == k : telling) {
        ClassStanding.Builder standing = standing(tag);
        say(standing, words.getOrDefault(k, List.of()), counting[k]);
        if (priors != null) {
          standing.setPrior(priors.probability(k));
        }
        standings.add(standing.build());
      }
    }
    return standings;
  }

  /** The priors that estimates started from or stand at; null if there are none to show. */
  private @Nullable Priors priors(Estimates estimates) {
    try {
      return reference.priors(estimates.priorVersion());
    } catch (MissingReferenceException gone) {
      // a dense row may outlive its priors: it is shown without them
      return null;
    }
  }

  private static boolean moved(@Nullable Estimates estimates, @Nullable Priors priors, int k) {
    return estimates != null
        && k < estimates.classes()
        && (priors == null || estimates.logit(k) != QuantisedLogits.nearest(priors.logit(k)));
  }

  private static ClassStanding.Builder standing(TagRecord.Tag tag) {
    ClassStanding.Builder standing =
        ClassStanding.newBuilder()
            .setName(tag.getName())
            .setThreshold(tag.getThreshold())
            .setPresent(tag.getPresent());
    if (tag.hasScore()) {
      standing.setScore(tag.getScore());
    }
    if (tag.hasEstimate()) {
      standing.setEstimate(tag.getEstimate());
    }
    return standing;
  }

  private static void say(
      ClassStanding.Builder standing, List<Word> words, @Nullable Word counting) {
    Set<Verdict> verdicts = EnumSet.noneOf(Verdict.class);
    for (Word word : words) {
      verdicts.add(word.verdict());
      standing
          .addWordsBuilder()
          .setSource(word.source())
          .setVerdictValue(word.verdict().code())
          .setTime(Timestamps.fromMillis(word.millis()))
          .setCounts(word.equals(counting));
    }
    standing.setConflict(verdicts.containsAll(CONFLICT));
  }
}
