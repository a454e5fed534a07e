package io.gleaner.app.explain;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Timestamps;
import io.gleaner.protocol.v1.Explanation;
import io.gleaner.protocol.v1.Explanation.ClassStanding;
import io.gleaner.protocol.v1.Explanation.Word;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An explanation for people")
class ExplanationTextTest {

  private static final long NOON = 1_780_000_000_000L;

  private final Explanation.Builder explanation =
      Explanation.newBuilder().setId("dog.jpg").setRevision(17).setStepsRemembered(4);

  private static ClassStanding.Builder standing(String name, float estimate) {
    return ClassStanding.newBuilder()
        .setName(name)
        .setPrior(0.1f)
        .setEstimate(estimate)
        .setThreshold(0.5f);
  }

  private static Word word(String source, Word.Verdict verdict, long millis, boolean counts) {
    return Word.newBuilder()
        .setSource(source)
        .setVerdict(verdict)
        .setTime(Timestamps.fromMillis(millis))
        .setCounts(counts)
        .build();
  }

  @Test
  @DisplayName("has a line a class, a line a word and a line a move")
  void shouldPrintTables() {
    explanation
        .addClasses(
            standing("dog", 0.995f)
                .setPresent(true)
                .setConflict(true)
                .addWords(word("ann", Word.Verdict.PRESENT, NOON, false))
                .addWords(word("bob", Word.Verdict.ABSENT, NOON + 1_000, true)))
        .setOtherClasses(79);
    explanation
        .addStepsBuilder()
        .setLineage(1)
        .setStep(830)
        .addMovesBuilder()
        .setName("cat")
        .setBefore(0.61f)
        .setAfter(0.72f);
    explanation.getPublishedBuilder().setRevision(16).setTime(Timestamps.fromMillis(NOON));

    assertThat(ExplanationText.of(explanation.build(), 20))
        .isEqualTo(
            """
            dog.jpg  TRAIN  revision 17
            published  revision 16 at 2026-05-28T20:26:40Z, without scores

            CLASS  PRESENT  SCORE  THRESHOLD  ESTIMATE  PRIOR  SAID BY
            dog    yes      -      0.500      0.995     0.100  bob: absent (others disagree)
            79 other classes

            WHO  CLASS  SAID     WHEN                  COUNTS
            ann  dog    present  2026-05-28T20:26:40Z  no
            bob  dog    absent   2026-05-28T20:26:41Z  yes

            STEP   CLASS  BEFORE  AFTER  BY
            1/830  cat    0.610   0.720  +0.110
            the last 4 steps are remembered, of each the 0 classes it moved most
            """);
  }

  @Test
  @DisplayName("shows the classes furthest from the prior, and says how many it leaves out")
  void shouldLeaveOutTheLeastTelling() {
    explanation
        .addClasses(standing("near", 0.11f))
        .addClasses(standing("far", 0.9f))
        .addClasses(standing("middle", 0.4f));

    String text = ExplanationText.of(explanation.build(), 2);

    assertThat(text)
        .contains("far", "middle", "1 more of which nobody spoke")
        .doesNotContain("near");
    assertThat(text.indexOf("far")).isLessThan(text.indexOf("middle"));
  }

  @Test
  @DisplayName("says so when steps are not remembered, a standby answered, or the image is deleted")
  void shouldSayWhatIsMissing() {
    explanation.setStepsRemembered(0).setStale(true);

    assertThat(ExplanationText.of(explanation.build(), 20))
        .contains("history.steps is 0")
        .contains("STALE");
    explanation.setDeleted(Timestamps.fromMillis(NOON));
    assertThat(ExplanationText.of(explanation.build(), 20))
        .isEqualTo("dog.jpg  deleted at 2026-05-28T20:26:40Z, last revision 17\n");
  }
}
