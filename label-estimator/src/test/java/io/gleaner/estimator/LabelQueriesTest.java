package io.gleaner.estimator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LabelQueriesTest {

  private final ImageHistory history =
      new ImageHistory(new PublishedReference(3).priors(1, 0.3f, 0.05f, 0.05f).model(1, 1));

  @Test
  @DisplayName("the even chance about a rare class is asked first")
  void shouldAskForTheMostTelling() {
    history.take(Events.present("ann", 1, 3));

    Outcome outcome = history.take(Events.score(1, 1, 0.5f, 0.5f, 0.1f));

    Question question = Objects.requireNonNull(outcome.question());
    assertThat(question.classIndex()).isEqualTo(1);
    assertThat(question.value()).isBetween(9.9, 10.1);
    assertThat(history.row().query()).isEqualTo(new OpenQuery(1, history.row().revision(), 0));
  }

  @Test
  @DisplayName("a class somebody labelled is not asked about")
  void shouldNotAskWhatIsKnown() {
    history.take(Events.absent("ann", 1, 3, 1));

    Question question =
        Objects.requireNonNull(history.take(Events.score(1, 1, 0.5f, 0.5f, 0.0f)).question());

    assertThat(question.classIndex()).isZero();
  }

  @Test
  @DisplayName("an image has at most one open question")
  void shouldAskOnce() {
    history.take(Events.present("ann", 1, 3));
    history.take(Events.score(1, 1, 0.5f, 0.5f, 0.5f));

    assertThat(history.take(Events.train(1, 1, 0.5f, 0.5f, 0.5f)).question()).isNull();
  }

  @Test
  @DisplayName("holdout images are not asked about")
  void shouldNotAskAboutHoldout() {
    history.take(Events.holdout(1, 3, 0));

    assertThat(history.take(Events.score(1, 1, 0.5f, 0.5f, 0.5f)).question()).isNull();
  }

  @Test
  @DisplayName("a question is withdrawn when its class is labelled")
  void shouldWithdrawAnswered() {
    history.take(Events.present("ann", 1, 3));
    history.take(Events.score(1, 1, 0.5f, 0.5f, 0.5f));

    assertThat(history.take(Events.present("ann", 2, 3, 0)).withdrawn()).isFalse();
    assertThat(history.take(Events.absent("ann", 3, 3, 1)).withdrawn()).isTrue();
    assertThat(history.row().query()).isNull();
  }

  @Test
  @DisplayName("a question is withdrawn when an answer names it without knowing")
  void shouldWithdrawUnanswerable() {
    history.take(Events.present("ann", 1, 3));
    history.take(Events.score(1, 1, 0.5f, 0.5f, 0.5f));
    OpenQuery open = Objects.requireNonNull(history.row().query());

    Outcome outcome =
        history.take(Events.label("ann", 2, 3).setQueryId(open.id(Events.IMAGE)).build());

    assertThat(outcome.withdrawn()).isTrue();
  }

  @Test
  @DisplayName("a question about a deleted image is withdrawn")
  void shouldWithdrawOnDeletion() {
    history.take(Events.present("ann", 1, 3));
    history.take(Events.score(1, 1, 0.5f, 0.5f, 0.5f));

    assertThat(history.take(Events.deletion(5)).withdrawn()).isTrue();
  }
}
