package io.gleaner.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gleaner.protocol.v1.TagRecord;
import io.gleaner.protocol.v1.TagRecord.Tag;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ScoreUpdateTest {

  private final ImageHistory history =
      new ImageHistory(
          new PublishedReference(3)
              .evenPriors(1, 0.2f)
              .model(1, 1, 0.3f, 0.6f, 0.5f)
              .model(1, 2, 0.3f, 0.6f, 0.5f)
              .model(1, 3, 0.3f, 0.6f, 0.5f));

  private List<Boolean> present() {
    return history.tags().getTagsList().stream().map(Tag::getPresent).toList();
  }

  @Test
  @DisplayName("the first score is published, each class against its own threshold")
  void shouldPublishFirstScore() {
    Outcome outcome = history.take(Events.score(1, 1, 0.4f, 0.4f, 0.5f));

    TagRecord tags = history.tags();
    assertThat(outcome.tags()).isTrue();
    assertThat(present()).containsExactly(true, false, true);
    assertThat(tags.getTags(1).getThreshold()).isEqualTo(0.6f);
    assertThat(tags.getTags(1).getScore()).isCloseTo(0.4f, within(1e-5f));
    assertThat(tags.getTags(1).getEstimate()).isCloseTo(0.2f, within(1e-6f));
    assertThat(tags.getTags(1).getName()).isEqualTo("class-1");
    assertThat(tags.getLineage()).isEqualTo(1);
  }

  @Test
  @DisplayName("scores never move estimates")
  void shouldLeaveEstimatesAlone() {
    history.take(Events.train(1, 1, 0.4f, 0.4f, 0.4f));
    Estimates before = history.row().estimates();

    history.take(Events.score(1, 2, 0.9f, 0.9f, 0.9f));

    assertThat(history.row().estimates()).isEqualTo(before);
  }

  @Test
  @DisplayName("scores that moved little and crossed nothing are not published")
  void shouldSuppressSmallChanges() {
    history.take(Events.score(1, 1, 0.4f, 0.4f, 0.2f));
    long revision = history.row().revision();

    Outcome outcome = history.take(Events.score(1, 2, 0.49f, 0.31f, 0.2f));

    assertThat(outcome.suppressed()).isTrue();
    assertThat(history.row().revision()).isEqualTo(revision);
    assertThat(history.tags().getStep()).isEqualTo(1);
  }

  @Test
  @DisplayName("small moves add up: the change is measured from what was published")
  void shouldPublishCreepingChanges() {
    history.take(Events.score(1, 1, 0.4f, 0.2f, 0.2f));
    history.take(Events.score(1, 2, 0.48f, 0.2f, 0.2f));

    assertThat(history.take(Events.score(1, 3, 0.56f, 0.2f, 0.2f)).tags()).isTrue();
  }

  @Test
  @DisplayName("a class that crosses its threshold is published")
  void shouldPublishCrossings() {
    history.take(Events.score(1, 1, 0.4f, 0.58f, 0.2f));

    assertThat(history.take(Events.score(1, 2, 0.4f, 0.61f, 0.2f)).tags()).isTrue();
    assertThat(present()).containsExactly(true, true, false);
  }

  @Test
  @DisplayName("a class once present stays so just below its threshold, and not further down")
  void shouldHoldWithHysteresis() {
    history.take(Events.score(1, 1, 0.4f, 0.61f, 0.2f));

    assertThat(history.take(Events.score(1, 2, 0.4f, 0.56f, 0.2f)).tags()).isFalse();
    assertThat(present()).containsExactly(true, true, false);

    assertThat(history.take(Events.score(1, 3, 0.4f, 0.54f, 0.2f)).tags()).isTrue();
    assertThat(present()).containsExactly(true, false, false);
  }

  @Test
  @DisplayName("scores of an older model are dropped")
  void shouldDropOlderScores() {
    history.take(Events.score(1, 2, 0.4f, 0.4f, 0.2f));

    assertThat(history.take(Events.score(1, 1, 0.9f, 0.9f, 0.9f)).effect())
        .isEqualTo(Effect.NOT_NEWER);
  }

  @Test
  @DisplayName("the same model scores again when the image got new pixels")
  void shouldTakeNewPixels() {
    history.takeAt(Events.score(1, 1, 0.4f, 0.4f, 0.2f), 10);

    assertThat(history.takeAt(Events.score(1, 1, 0.9f, 0.9f, 0.9f), 20).tags()).isTrue();
    assertThat(history.takeAt(Events.score(1, 1, 0.4f, 0.4f, 0.2f), 10).effect())
        .isEqualTo(Effect.NOT_NEWER);
  }

  @Test
  @DisplayName("a holdout image gets tags as well")
  void shouldTagHoldout() {
    history.take(Events.holdout(1, 3, 0));

    assertThat(history.take(Events.score(1, 1, 0.1f, 0.7f, 0.2f)).tags()).isTrue();
    assertThat(present()).containsExactly(true, true, false);
  }

  @Test
  @DisplayName("observed labels outrank scores")
  void shouldTrustLabels() {
    history.take(Events.label("ann", 1, 3).addPresent(0).addAbsent(1).build());

    history.take(Events.score(1, 1, 0.1f, 0.9f, 0.9f));

    assertThat(present()).containsExactly(true, false, true);
  }

  @Test
  @DisplayName("a model that names no thresholds is judged by the fixed one")
  void shouldFallBackToFixedThreshold() {
    history.take(Events.score(9, 9, 0.49f, 0.51f, 0.2f));

    assertThat(present()).containsExactly(false, true, false);
  }

  @Test
  @DisplayName("the scores an image arrived with are kept for good")
  void shouldKeepArrivalScores() {
    history.takeAt(Events.score(1, 1, 0.4f, 0.4f, 0.2f), 10);
    history.takeAt(Events.score(1, 2, 0.9f, 0.9f, 0.9f), 20);

    Arrival arrival = Objects.requireNonNull(history.row().arrival());
    assertThat(arrival.model()).isEqualTo(new ModelStep(1, 1));
    assertThat(arrival.millis()).isEqualTo(10);
    assertThat(arrival.logits()[2]).isEqualTo(Estimates.logit(0.2));
  }
}
