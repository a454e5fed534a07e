package io.gleaner.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gleaner.protocol.v1.Prediction;
import io.gleaner.protocol.v1.Prediction.Purpose;
import io.gleaner.protocol.v1.SoftLabels;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TrainUpdateTest {

  private static final double QUANTUM = 8.0 / 127;

  private final PublishedReference reference =
      new PublishedReference(4).priors(1, 0.1f, 0.2f, 0.3f).priors(2, 0.9f, 0.9f, 0.9f, 0.9f);
  private final ImageHistory history = new ImageHistory(reference);

  @Test
  @DisplayName("a new row starts at its observed labels and the priors that the prediction names")
  void shouldMoveFromStart() {
    history.take(Events.label("ann", 1, 3).addPresent(0).addAbsent(1).build());

    history.take(
        Events.prediction(Purpose.TRAIN, 1, 1, 0.7f, 0.4f, 0.6f)
            .setPriorVersion(1)
            .setEprGradient(0.05)
            .build());

    assertLogit(0, step(0.995, 0.7, 1, 0, 0.05));
    assertLogit(1, step(0.005, 0.4, 0, 1, 0.05));
    assertLogit(2, step(0.3, 0.6, 0, 0, 0.05));
  }

  /** DESIGN's formula, written out: g and φ − 10 g, held within ±8. */
  private static double step(double e, double f, int present, int absent, double epr) {
    double g = 0.5 * (-present * (1 - e) + absent * e + (e - f)) + epr * e * (1 - e);
    return Math.max(-8, Math.min(8, Math.log(e / (1 - e)) - 10 * g));
  }

  private void assertLogit(int k, double expected) {
    assertThat(history.softLabels().getEstimates().byteAt(k) * QUANTUM)
        .isCloseTo(expected, within(QUANTUM));
  }

  @Test
  @DisplayName("soft labels name the prediction that moved the row last")
  void shouldPublishSoftLabels() {
    history.take(Events.present("ann", 1, 3, 0));

    Outcome outcome = history.take(Events.train(2, 7, 0.7f, 0.4f, 0.6f));

    SoftLabels labels = history.softLabels();
    assertThat(outcome.softLabels()).isTrue();
    assertThat(labels.getObserved().toByteArray()).containsExactly(1);
    assertThat(labels.getEstimates().size()).isEqualTo(3);
    assertThat(labels.getLineage()).isEqualTo(2);
    assertThat(labels.getStep()).isEqualTo(7);
    assertThat(labels.getRevision()).isEqualTo(2);
  }

  @Test
  @DisplayName("a prediction not newer than the last applied one is dropped")
  void shouldDropWhatIsNotNewer() {
    history.take(Events.train(1, 5, 0.7f, 0.4f, 0.6f));
    Row before = history.row();

    assertThat(history.take(Events.train(1, 5, 0.9f, 0.9f, 0.9f)).effect())
        .isEqualTo(Effect.NOT_NEWER);
    assertThat(history.take(Events.train(1, 4, 0.9f, 0.9f, 0.9f)).effect())
        .isEqualTo(Effect.NOT_NEWER);

    assertThat(history.row()).isEqualTo(before);
  }

  @Test
  @DisplayName("a higher lineage is newer whatever its step")
  void shouldFollowLineage() {
    history.take(Events.train(1, 500, 0.7f, 0.4f, 0.6f));

    assertThat(history.take(Events.train(2, 1, 0.7f, 0.4f, 0.6f)).effect())
        .isEqualTo(Effect.TRAINED);
    assertThat(history.take(Events.train(1, 501, 0.7f, 0.4f, 0.6f)).effect())
        .isEqualTo(Effect.NOT_NEWER);
  }

  @Test
  @DisplayName("the row of a holdout image never moves")
  void shouldLeaveHoldoutAlone() {
    history.take(Events.holdout(1, 3, 0));

    Outcome outcome = history.take(Events.train(1, 1, 0.7f, 0.4f, 0.6f));

    assertThat(outcome.effect()).isEqualTo(Effect.HOLDOUT);
    assertThat(history.row().estimates()).isNull();
  }

  @Test
  @DisplayName(
      "classes added later start at the priors of the prediction that first speaks of them")
  void shouldGrowWithTheLabelSpace() {
    history.take(Events.train(1, 1, 0.1f, 0.2f, 0.3f));
    byte[] before = history.softLabels().getEstimates().toByteArray();

    history.take(
        Events.prediction(Purpose.TRAIN, 1, 2, 0.1f, 0.2f, 0.3f, 0.9f).setPriorVersion(2).build());

    assertThat(history.softLabels().getEstimates().size()).isEqualTo(4);
    assertThat(before).hasSize(3);
    assertLogit(3, step(0.9, 0.9, 0, 0, 0));
  }

  @Test
  @DisplayName("classes no prediction spoke of yet have no estimate")
  void shouldNotEstimateClassesThatHaveNotStarted() {
    history.take(Events.train(1, 1, 0.1f, 0.2f, 0.3f));

    history.take(Events.present("ann", 1, 4, 0));

    SoftLabels labels = history.softLabels();
    assertThat(labels.getLabelSpaceVersion()).isEqualTo(4);
    assertThat(labels.getEstimates().size()).isEqualTo(3);
  }

  @Test
  @DisplayName("a prediction of an older label space leaves newer classes as they are")
  void shouldKeepNewerClasses() {
    history.take(
        Events.prediction(Purpose.TRAIN, 1, 1, 0.1f, 0.2f, 0.3f, 0.9f).setPriorVersion(2).build());
    byte fourth = history.softLabels().getEstimates().byteAt(3);

    history.take(Events.train(1, 2, 0.1f, 0.2f, 0.3f));

    assertThat(history.softLabels().getEstimates().size()).isEqualTo(4);
    assertThat(history.softLabels().getEstimates().byteAt(3)).isEqualTo(fourth);
  }

  @Test
  @DisplayName("a label that comes later moves its class to where observed ones start")
  void shouldRestartObservedClasses() {
    history.take(Events.train(1, 1, 0.1f, 0.2f, 0.3f));

    history.take(Events.present("ann", 1, 3, 1));
    assertThat(history.softLabels().getEstimates().byteAt(1)).isEqualTo(Estimates.logit(0.995));

    history.take(Events.retracted("ann", 2, 3, 1));
    assertThat(history.softLabels().getEstimates().byteAt(1)).isEqualTo(Estimates.logit(0.2));
  }

  @Test
  @DisplayName("a started row is read, moved, asked about and written without its prior version")
  void shouldNotAskForThePriorsItStartedFrom() {
    history.take(Events.train(1, 1, 0.1f, 0.2f, 0.3f));
    reference.lose(1);

    Outcome outcome =
        history.take(
            Events.prediction(Purpose.TRAIN, 1, 2, 0.5f, 0.2f, 0.3f).setPriorVersion(2).build());
    history.take(Events.present("ann", 1, 3, 0));

    assertThat(outcome.effect()).isEqualTo(Effect.TRAINED);
    assertThat(history.softLabels().getEstimates().byteAt(0)).isEqualTo(Estimates.logit(0.995));
    assertThat(history.softLabels().getStep()).isEqualTo(2);
  }

  @Test
  @DisplayName("missing priors end the task: guessing them would change the row for good")
  void shouldFailWithoutPriors() {
    Prediction orphan =
        Events.prediction(Purpose.TRAIN, 1, 1, 0.1f, 0.2f, 0.3f).setPriorVersion(99).build();

    assertThatThrownBy(() -> history.take(orphan)).isInstanceOf(MissingReferenceException.class);
  }
}
