package io.gleaner.app.explain;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import io.gleaner.protocol.v1.Explanation;
import io.gleaner.protocol.v1.Explanation.ClassStanding;
import io.gleaner.protocol.v1.Explanation.Move;
import io.gleaner.protocol.v1.Explanation.TrainingStep;
import io.gleaner.protocol.v1.Explanation.Word;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** An explanation for people. */
final class ExplanationText {

  /** Where somebody spoke or a tag is set first, then by how far the estimate is from the prior. */
  private static final Comparator<ClassStanding> TELLING =
      Comparator.<ClassStanding, Boolean>comparing(c -> c.getWordsCount() == 0 && !c.getPresent())
          .thenComparing(c -> -Math.abs(c.getEstimate() - c.getPrior()));

  private final Explanation explanation;
  private final List<ClassStanding> classes;
  private final StringBuilder text = new StringBuilder();

  private ExplanationText(Explanation explanation, int most) {
    this.explanation = explanation;
    this.classes = explanation.getClassesList().stream().sorted(TELLING).limit(most).toList();
  }

  /**
   * Lines to print.
   *
   * @param most how many classes at most
   */
  static String of(Explanation explanation, int most) {
    return new ExplanationText(explanation, most).write();
  }

  private String write() {
    if (explanation.hasDeleted()) {
      return "%s  deleted at %s, last revision %d%n"
          .formatted(
              explanation.getId(), time(explanation.getDeleted()), explanation.getRevision());
    }
    line(
        "%s  %s  revision %d",
        explanation.getId(), explanation.getRole(), explanation.getRevision());
    if (explanation.getStale()) {
      line("STALE: a standby answered, because the instance that holds the image is away");
    }
    models();
    standings();
    words();
    steps();
    return text.toString();
  }

  private void models() {
    Explanation.Tags tags = explanation.getPublished();
    line(
        "published  %s",
        explanation.hasPublished()
            ? "revision %d at %s%s"
                .formatted(tags.getRevision(), time(tags.getTime()), scoredBy(tags))
            : "nothing yet, or before times were kept");
    if (explanation.hasScored()) {
      Explanation.Model model = explanation.getScored();
      line(
          "scored     by %s at %s",
          name(model.getLineage(), model.getStep()), time(model.getTime()));
    }
    if (explanation.hasTrained()) {
      Explanation.Model model = explanation.getTrained();
      line("trained    up to step %s", name(model.getLineage(), model.getStep()));
    }
    if (!explanation.getAsked().isEmpty()) {
      line("asked      whether %s is on it", explanation.getAsked());
    }
  }

  private static String scoredBy(Explanation.Tags tags) {
    return tags.getLineage() == 0
        ? ", without scores"
        : ", scores of model " + name(tags.getLineage(), tags.getStep());
  }

  private void standings() {
    Columns columns =
        new Columns("CLASS", "PRESENT", "SCORE", "THRESHOLD", "ESTIMATE", "PRIOR", "SAID BY");
    for (ClassStanding c : classes) {
      columns.add(
          c.getName(),
          c.getPresent() ? "yes" : "no",
          c.hasScore() ? number(c.getScore()) : "-",
          number(c.getThreshold()),
          c.hasEstimate() ? number(c.getEstimate()) : "-",
          c.hasPrior() ? number(c.getPrior()) : "-",
          saidBy(c));
    }
    block(columns);
    int untold = explanation.getClassesCount() - classes.size();
    if (untold > 0) {
      line("%d more of which nobody spoke: --all shows them", untold);
    }
    if (explanation.getOtherClasses() > 0) {
      line("%d other classes", explanation.getOtherClasses());
    }
  }

  private static String saidBy(ClassStanding c) {
    String counting =
        c.getWordsList().stream()
            .filter(Word::getCounts)
            .map(word -> word.getSource() + ": " + verdict(word))
            .findFirst()
            .orElse("-");
    return c.getConflict() ? counting + " (others disagree)" : counting;
  }

  private void words() {
    Columns columns = new Columns("WHO", "CLASS", "SAID", "WHEN", "COUNTS");
    for (ClassStanding c : classes) {
      c.getWordsList().stream()
          .sorted(Comparator.comparing(Word::getTime, Timestamps.comparator()))
          .forEach(
              word ->
                  columns.add(
                      word.getSource(),
                      c.getName(),
                      verdict(word),
                      time(word.getTime()),
                      word.getCounts() ? "yes" : "no"));
    }
    block(columns);
  }

  private void steps() {
    if (explanation.getStepsRemembered() == 0 && explanation.getStepsCount() == 0) {
      line("%ntraining steps are not remembered: gleaner.label-estimator.history.steps is 0");
      return;
    }
    Columns columns = new Columns("STEP", "CLASS", "BEFORE", "AFTER", "BY");
    for (TrainingStep step : explanation.getStepsList()) {
      String name = name(step.getLineage(), step.getStep());
      for (Move move : step.getMovesList()) {
        columns.add(
            name,
            move.getName(),
            number(move.getBefore()),
            number(move.getAfter()),
            String.format(Locale.ROOT, "%+.3f", move.getAfter() - move.getBefore()));
      }
      if (step.getMovesCount() == 0) {
        columns.add(name, "-", "-", "-", "-");
      }
    }
    block(columns);
    if (!columns.isEmpty()) {
      line(
          "the last %d steps are remembered, of each the %d classes it moved most",
          explanation.getStepsRemembered(), explanation.getMovesRemembered());
    }
  }

  private void block(Columns columns) {
    if (!columns.isEmpty()) {
      text.append(System.lineSeparator()).append(columns);
    }
  }

  private void line(String format, Object... arguments) {
    text.append(String.format(Locale.ROOT, format + "%n", arguments));
  }

  private static String verdict(Word word) {
    return word.getVerdict().name().toLowerCase(Locale.ROOT);
  }

  private static String number(float value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }

  private static String name(long lineage, long step) {
    return lineage + "/" + step;
  }

  private static String time(Timestamp time) {
    return Timestamps.toString(time);
  }
}
