package io.gleaner.estimator;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.estimator.QualityEvent.Said;
import io.gleaner.evaluation.SourceConflicts;
import io.gleaner.evaluation.SourceConflicts.Tally;
import io.gleaner.protocol.v1.LabelEvent;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("When sources disagree about a class of an image,")
class SourceConflictsOfRowsTest {

  private final ImageHistory history =
      new ImageHistory(new PublishedReference(3).evenPriors(1, 0.2f).model(1, 1));
  private final SourceConflicts conflicts = new SourceConflicts(FigureParts.SOURCES);

  private void take(LabelEvent event) {
    Row before = history.row();
    Outcome outcome = history.take(event);
    for (QualityEvent one : FigureEvents.said(before, outcome, event.getTimeMillis())) {
      if (one instanceof Said said) {
        conflicts.add(said.source(), new Tally(said.labels(), said.conflicts()));
      }
    }
  }

  private Map<String, Tally> bySource() {
    return conflicts.bySource();
  }

  @Test
  @DisplayName("the one that was wrong first counts as well as the one that corrects it")
  void shouldChargeBoth() {
    take(Events.present("pipeline", 10, 3, 0, 1));
    take(Events.absent("expert", 20, 3, 1));

    assertThat(bySource())
        .isEqualTo(Map.of("pipeline", new Tally(2, 1), "expert", new Tally(1, 1)));
  }

  @Test
  @DisplayName("so does every further one that takes part, and nobody who speaks of another class")
  void shouldChargeTheThird() {
    take(Events.present("pipeline", 10, 3, 1));
    take(Events.absent("expert", 20, 3, 1));
    take(Events.absent("second-expert", 30, 3, 1));
    take(Events.present("ann", 40, 3, 2));

    assertThat(bySource())
        .isEqualTo(
            Map.of(
                "pipeline", new Tally(1, 1),
                "expert", new Tally(1, 1),
                "second-expert", new Tally(1, 1),
                "ann", new Tally(1, 0)));
  }

  @Test
  @DisplayName("nobody does any more once one side gives in or takes its word back")
  void shouldForgive() {
    take(Events.present("pipeline", 10, 3, 1));
    take(Events.absent("expert", 20, 3, 1));
    take(Events.absent("pipeline", 30, 3, 1));
    assertThat(bySource())
        .isEqualTo(Map.of("pipeline", new Tally(1, 0), "expert", new Tally(1, 0)));

    take(Events.present("pipeline", 40, 3, 1));
    take(Events.retracted("expert", 50, 3, 1));
    assertThat(bySource()).isEqualTo(Map.of("pipeline", new Tally(1, 0)));
  }

  @Test
  @DisplayName("nothing of it stands when the image is deleted, but for what was said later")
  void shouldForgetDeletedImages() {
    take(Events.present("pipeline", 10, 3, 1));
    take(Events.absent("expert", 30, 3, 1));
    take(Events.deletion(20));

    assertThat(bySource()).isEqualTo(Map.of("expert", new Tally(1, 0)));
  }
}
