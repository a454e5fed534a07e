package io.gleaner.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.util.Timestamps;
import io.gleaner.protocol.LabelSpace;
import io.gleaner.protocol.v1.Explanation;
import io.gleaner.protocol.v1.Explanation.ClassStanding;
import io.gleaner.protocol.v1.Explanation.Word;
import io.gleaner.protocol.v1.Role;
import java.util.Arrays;
import java.util.OptionalInt;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An explanation")
class ExplainerTest {

  private final PublishedReference reference =
      new PublishedReference(3).priors(1, 0.1f, 0.2f, 0.3f).model(1, 5, 0.25f, 0.5f, 0.75f);
  private final ImageHistory history = new ImageHistory(reference);

  private Explanation explanation(OptionalInt only) {
    LabelSpace names = reference.labelSpace(0).orElseThrow();
    return new Explainer(Events.config().rules(), reference)
        .explain(ImageId.of(Events.IMAGE), history.row(), names, only);
  }

  private Explanation explanation() {
    return explanation(OptionalInt.empty());
  }

  @Test
  @DisplayName("tells who said what when, whose word counts, and that sources disagree")
  void shouldTellWhoSaidWhat() {
    history.take(Events.present("ann", 1_000, 3, 0));
    history.take(Events.absent("bob", 2_000, 3, 0));
    history.take(Events.present("cho", 3_000, 3, 0));
    history.take(Events.retracted("cho", 4_000, 3, 0));

    ClassStanding standing = explanation().getClasses(0);

    assertThat(standing.getName()).isEqualTo("class-0");
    assertThat(standing.getConflict()).isTrue();
    assertThat(standing.getWordsList())
        .extracting(Word::getSource, Word::getVerdict, w -> Timestamps.toMillis(w.getTime()))
        .containsExactly(
            tuple("ann", Word.Verdict.PRESENT, 1_000L),
            tuple("bob", Word.Verdict.ABSENT, 2_000L),
            tuple("cho", Word.Verdict.RETRACTED, 4_000L));
    assertThat(standing.getWordsList())
        .extracting(Word::getCounts)
        .containsExactly(false, true, false);
  }

  @Test
  @DisplayName("tells prior, estimate, score, threshold and verdict of a class")
  void shouldTellHowAClassStands() {
    history.take(Events.present("ann", 1_000, 3, 0));
    history.take(Events.train(1, 3, 0.9f, 0.6f, 0.3f));
    history.take(Events.score(1, 5, 0.9f, 0.6f, 0.6f));

    ClassStanding standing = explanation(OptionalInt.of(1)).getClasses(0);

    assertThat(standing.getPrior()).isCloseTo(0.2f, within(1e-3f));
    assertThat(standing.getEstimate()).isGreaterThan(0.5f);
    assertThat(standing.getScore()).isCloseTo(0.6f, within(1e-4f));
    assertThat(standing.getThreshold()).isEqualTo(0.5f);
    assertThat(standing.getPresent()).isTrue();
    assertThat(standing.getWordsList()).isEmpty();
  }

  @Test
  @DisplayName("tells the last training steps, newest first, and how far each moved an estimate")
  void shouldTellWhatMovedTheEstimate() {
    history.take(Events.present("ann", 1_000, 3, 0));
    for (int step = 1; step <= 6; step++) {
      history.take(Events.train(1, step, 0.9f, 0.1f * step, 0.3f));
    }

    Explanation explanation = explanation(OptionalInt.of(1));

    assertThat(explanation.getStepsList())
        .extracting(Explanation.TrainingStep::getStep)
        .containsExactly(6L, 5L, 4L, 3L);
    assertThat(explanation.getStepsRemembered()).isEqualTo(4);
    Explanation.Move newest = explanation.getSteps(0).getMoves(0);
    assertThat(newest.getName()).isEqualTo("class-1");
    assertThat(newest.getAfter()).isEqualTo(explanation.getClasses(0).getEstimate());
    assertThat(newest.getBefore()).isEqualTo(explanation.getSteps(1).getMoves(0).getAfter());
    assertThat(explanation.getTrained().getStep()).isEqualTo(6);
  }

  @Test
  @DisplayName("tells role, revision and the newest score of a holdout image")
  void shouldTellOfTheImage() {
    history.take(Events.holdout(1_000, 3, 2));
    history.takeAt(Events.score(1, 5, 0.9f, 0.6f, 0.6f), 7_000);

    Explanation explanation = explanation();

    assertThat(explanation.getRole()).isEqualTo(Role.HOLDOUT);
    assertThat(explanation.getRevision()).isEqualTo(history.row().revision());
    assertThat(Timestamps.toMillis(explanation.getScored().getTime())).isEqualTo(7_000);
    assertThat(explanation.hasTrained()).isFalse();
    assertThat(explanation.hasPublished()).isFalse();
  }

  @Test
  @DisplayName("of thousands of classes tells those spoken of, tagged, or apart from the prior")
  void shouldTellOnlyWhatDiffers() {
    int classes = 5_400;
    PublishedReference large = new PublishedReference(classes).evenPriors(1, 0.001f);
    ImageHistory row = new ImageHistory(large);
    float[] probabilities = new float[classes];
    Arrays.fill(probabilities, 0.001f);
    probabilities[17] = 0.9f;
    row.take(Events.absent("ann", 1_000, classes, 5_000));
    row.take(Events.train(1, 1, probabilities));

    Explanation explanation =
        new Explainer(Events.config().rules(), large)
            .explain(
                ImageId.of(Events.IMAGE),
                row.row(),
                large.labelSpace(0).orElseThrow(),
                OptionalInt.empty());

    assertThat(explanation.getClassesList())
        .extracting(ClassStanding::getName)
        .contains("class-17", "class-5000")
        .hasSizeLessThan(600);
    assertThat(explanation.getOtherClasses() + explanation.getClassesCount()).isEqualTo(classes);
  }

  @Test
  @DisplayName("of a class that was added since tells that nothing is known")
  void shouldTellOfANewerClass() {
    history.take(Events.present("ann", 1_000, 2, 0));

    ClassStanding standing = explanation(OptionalInt.of(2)).getClasses(0);

    assertThat(standing.getName()).isEqualTo("class-2");
    assertThat(standing.hasScore()).isFalse();
    assertThat(standing.hasEstimate()).isFalse();
  }

  @Test
  @DisplayName("of a deleted image tells when, and nothing else")
  void shouldTellOfADeletion() {
    history.take(Events.present("ann", 1_000, 3, 0));
    history.take(Events.deletion(2_000));

    Explanation explanation = explanation();

    assertThat(Timestamps.toMillis(explanation.getDeleted())).isEqualTo(2_000);
    assertThat(explanation.getClassesList()).isEmpty();
    assertThat(explanation.getRevision()).isEqualTo(1);
  }
}
