package io.gleaner.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gleaner.protocol.v1.Role;
import io.gleaner.protocol.v1.SoftLabels;
import io.gleaner.protocol.v1.TagRecord.Observation;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LabelUpdateTest {

  private final ImageHistory history =
      new ImageHistory(new PublishedReference(3).evenPriors(1, 0.2f).model(1, 1));

  @Test
  @DisplayName("a new image yields soft labels at once, even an unlabelled one")
  void shouldAnnounceNewImages() {
    Outcome outcome = history.take(Events.present("ann", 10, 3));

    assertThat(outcome.softLabels()).isTrue();
    assertThat(outcome.tags()).isFalse();
    SoftLabels labels = history.softLabels();
    assertThat(labels.getObserved().isEmpty()).isTrue();
    assertThat(labels.getLabelSpaceVersion()).isEqualTo(3);
    assertThat(labels.getEstimates().isEmpty()).isTrue();
    assertThat(labels.getRevision()).isEqualTo(1);
  }

  @Test
  @DisplayName("an image with labels alone is tagged from them, without scores")
  void shouldTagFromLabels() {
    Outcome outcome = history.take(Events.label("ann", 10, 3).addPresent(0).addAbsent(1).build());

    assertThat(outcome.tags()).isTrue();
    var tags = history.tags();
    assertThat(tags.getTagsList()).noneMatch(tag -> tag.hasScore());
    assertThat(tags.getTags(0).getPresent()).isTrue();
    assertThat(tags.getTags(0).getObserved()).isEqualTo(Observation.PRESENT);
    assertThat(tags.getTags(0).getEstimate()).isEqualTo(0.995f);
    assertThat(tags.getTags(1).getObserved()).isEqualTo(Observation.ABSENT);
    assertThat(tags.getTags(2).getPresent()).isFalse();
    assertThat(tags.getTags(2).hasEstimate()).as("nothing is believed without a model").isFalse();
    assertThat(tags.getLineage()).isZero();
  }

  @Test
  @DisplayName("the same event again changes and publishes nothing")
  void shouldIgnoreRepetition() {
    history.take(Events.present("ann", 10, 3, 1));

    Outcome again = history.take(Events.present("ann", 10, 3, 1));

    assertThat(again).isEqualTo(Outcome.dropped(Effect.UNCHANGED, history.row()));
  }

  @Test
  @DisplayName("a source's later word replaces its earlier one, also when it comes first")
  void shouldKeepLastWord() {
    history.take(Events.absent("ann", 20, 3, 1));
    history.take(Events.present("ann", 10, 3, 1));

    assertThat(history.row().observed()).containsExactly(0, 2, 0);
  }

  @Test
  @DisplayName("between sources the newest counts, and the conflict is counted once")
  void shouldLetNewestCount() {
    history.take(Events.present("ann", 10, 3, 1));

    Outcome outcome = history.take(Events.absent("bob", 20, 3, 1));

    assertThat(history.row().observed()).containsExactly(0, 2, 0);
    assertThat(outcome.conflicts()).isEqualTo(1);
    assertThat(history.take(Events.absent("bob", 30, 3, 1)).conflicts()).isZero();
  }

  @Test
  @DisplayName("a retraction takes back the source's own word only")
  void shouldRetractOwnWord() {
    history.take(Events.present("ann", 10, 3, 1));
    history.take(Events.absent("bob", 20, 3, 1));

    history.take(Events.retracted("bob", 30, 3, 1));
    assertThat(history.row().observed()).containsExactly(0, 1, 0);

    history.take(Events.retracted("ann", 40, 3, 1));
    assertThat(history.row().observed()).containsExactly(0, 0, 0);
  }

  @Test
  @DisplayName("a holdout image stays one until it is deleted")
  void shouldStayHoldout() {
    history.take(Events.holdout(10, 3, 1));
    history.take(Events.present("ann", 20, 3, 2));
    assertThat(history.softLabels().getRole()).isEqualTo(Role.HOLDOUT);

    history.take(Events.deletion(30));
    history.take(Events.present("ann", 40, 3, 2));
    assertThat(history.softLabels().getRole()).isEqualTo(Role.TRAIN);
  }

  @Test
  @DisplayName("a deletion leaves a marker with revision and time and publishes tombstones")
  void shouldEraseImages() {
    history.take(Events.present("ann", 10, 3, 1));
    history.take(Events.train(1, 1, 0.1f, 0.2f, 0.3f));
    long revision = history.row().revision();

    Outcome outcome = history.take(Events.deletion(20));

    assertThat(outcome.erased()).isTrue();
    assertThat(history.row()).isEqualTo(Row.marker(revision, 20));
  }

  @Test
  @DisplayName("an image submitted again after its deletion goes on with higher revisions")
  void shouldRecreateImages() {
    history.take(Events.present("ann", 10, 3, 1));
    history.take(Events.deletion(20));

    Outcome outcome = history.take(Events.present("ann", 30, 3, 2));

    assertThat(outcome.softLabels()).isTrue();
    assertThat(history.row().observed()).containsExactly(0, 0, 1);
    assertThat(history.row().revision()).isEqualTo(2);
  }

  @Test
  @DisplayName("predictions made before the deletion do not touch the image submitted again")
  void shouldDropPredictionsOfTheDeletedImage() {
    history.take(Events.present("ann", 10, 3, 1));
    history.take(Events.deletion(20));
    history.take(Events.present("ann", 30, 3, 2));

    Outcome late = history.takeAt(Events.train(1, 1, 0.1f, 0.2f, 0.3f), 19);

    assertThat(late.effect()).isEqualTo(Effect.DELETED);
  }

  @Test
  @DisplayName("a deletion that comes late spares what was said after it")
  void shouldSpareLaterWords() {
    history.take(Events.present("ann", 10, 3, 1));
    history.take(Events.present("ann", 30, 3, 2));

    Outcome outcome = history.take(Events.deletion(20));

    assertThat(outcome.erased()).isFalse();
    assertThat(outcome.tags()).isTrue();
    assertThat(history.row().observed()).containsExactly(0, 0, 1);
  }

  @Test
  @DisplayName("a label changes published tags at once, with the scores they had")
  void shouldRetagOnLabels() {
    history.take(Events.present("ann", 10, 3));
    history.take(Events.score(1, 1, 0.9f, 0.2f, 0.1f));

    Outcome outcome = history.take(Events.label("ann", 20, 3).addAbsent(0).addPresent(1).build());

    assertThat(outcome.tags()).isTrue();
    var tags = history.tags();
    assertThat(tags.getTags(0).getPresent()).isFalse();
    assertThat(tags.getTags(0).getScore()).isCloseTo(0.9f, within(1e-5f));
    assertThat(tags.getTags(1).getPresent()).isTrue();
    assertThat(tags.getStep()).isEqualTo(1);
  }
}
