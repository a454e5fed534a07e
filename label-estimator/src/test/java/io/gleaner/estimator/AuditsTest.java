package io.gleaner.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gleaner.protocol.v1.LabelEvent;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AuditsTest {

  private final ImageHistory history =
      new ImageHistory(
              new PublishedReference(3).priors(1, 0.3f, 0.05f, 0.05f).model(1, 1).model(1, 2))
          .allowing(1, 1);

  private Question arrive() {
    history.take(Events.present("ann", 1, 3));
    return Objects.requireNonNull(history.take(Events.score(1, 1, 0.7f, 0.6f, 0.8f)).question());
  }

  private LabelEvent answer(int present) {
    OpenQuery open = Objects.requireNonNull(history.row().query());
    LabelEvent.Builder event = Events.label("auditor", 5, 3).setQueryId(open.id(Events.IMAGE));
    return (present > 0
            ? event.addPresent(open.classIndex())
            : present < 0 ? event.addAbsent(open.classIndex()) : event)
        .build();
  }

  @Test
  @DisplayName("an image is audited when it is scored first, whatever else would teach more")
  void shouldAuditOnArrival() {
    Question audit = arrive();

    assertThat(audit.auditPropensity()).isEqualTo(1 / 3.0);
    assertThat(history.row().query())
        .isEqualTo(new OpenQuery(audit.classIndex(), history.row().revision(), 1 / 3.0));
    assertThat(history.take(Events.score(1, 2, 0.1f, 0.9f, 0.1f)).question()).isNull();
  }

  @Test
  @DisplayName("an audit takes the place of a question that was chosen before")
  void shouldReplaceChosenQuestion() {
    history.take(Events.present("ann", 1, 3));
    history.take(Events.train(1, 1, 0.5f, 0.5f, 0.5f));
    assertThat(Objects.requireNonNull(history.row().query()).audit()).isFalse();

    history.take(Events.score(1, 1, 0.5f, 0.5f, 0.5f));

    assertThat(Objects.requireNonNull(history.row().query()).audit()).isTrue();
  }

  @Test
  @DisplayName("its answer carries the propensity and the score that the image arrived with")
  void shouldGiveAnswerWithPropensity() {
    Question audit = arrive();
    float[] scores = {0.7f, 0.6f, 0.8f};

    Outcome outcome = history.take(answer(1));

    QueryAnswer answer = Objects.requireNonNull(outcome.answer());
    assertThat(answer.classIndex()).isEqualTo(audit.classIndex());
    assertThat(answer.present()).isTrue();
    assertThat(answer.auditPropensity()).isEqualTo(1 / 3.0);
    assertThat(answer.score()).isCloseTo(scores[audit.classIndex()], within(0.01f));
    assertThat(outcome.withdrawn()).isTrue();
    assertThat(history.row().query()).isNull();
  }

  @Test
  @DisplayName("an absent answer is one too, and it counts once")
  void shouldCountAnswerOnce() {
    arrive();
    LabelEvent answer = answer(-1);

    assertThat(Objects.requireNonNull(history.take(answer).answer()).present()).isFalse();
    assertThat(history.take(answer).answer()).isNull();
  }

  @Test
  @DisplayName("an answer that knows nothing withdraws it and gives no figure")
  void shouldTakeNoAnswer() {
    arrive();

    Outcome outcome = history.take(answer(0));

    assertThat(outcome.answer()).isNull();
    assertThat(outcome.withdrawn()).isTrue();
  }

  @Test
  @DisplayName("what is said unasked of its class does not answer it")
  void shouldNotTakeVolunteersWord() {
    Question audit = arrive();

    Outcome outcome = history.take(Events.present("bob", 4, 3, audit.classIndex()));

    assertThat(outcome.answer()).isNull();
    assertThat(outcome.withdrawn()).isFalse();
    assertThat(Objects.requireNonNull(history.take(answer(-1)).answer()).present()).isFalse();
  }

  @Test
  @DisplayName("an answer to a question that was chosen is marked as such")
  void shouldMarkChosenAnswers() {
    history.allowing(1, 0);
    Question chosen = arrive();

    QueryAnswer answer =
        Objects.requireNonNull(
            history.take(Events.present("bob", 4, 3, chosen.classIndex())).answer());

    assertThat(answer.audit()).isFalse();
    assertThat(answer.auditPropensity()).isZero();
  }

  @Test
  @DisplayName("only the first scores of an image that is not holdout count as its arrival")
  void shouldArriveOnce() {
    history.take(Events.present("ann", 1, 3));
    assertThat(history.take(Events.score(1, 1, 0.7f, 0.6f, 0.8f)).arrived()).isTrue();
    assertThat(history.take(Events.score(1, 2, 0.1f, 0.1f, 0.1f)).arrived()).isFalse();

    ImageHistory holdout =
        new ImageHistory(new PublishedReference(3).evenPriors(1, 0.1f).model(1, 1)).allowing(1, 1);
    holdout.take(Events.holdout(1, 3, 0));
    Outcome outcome = holdout.take(Events.score(1, 1, 0.7f, 0.6f, 0.8f));
    assertThat(outcome.arrived()).isFalse();
    assertThat(outcome.question()).isNull();
  }
}
