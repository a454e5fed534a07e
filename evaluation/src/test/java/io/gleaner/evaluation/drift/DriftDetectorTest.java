package io.gleaner.evaluation.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A drift detector")
class DriftDetectorTest {
  private final SplittableRandom random = new SplittableRandom(9);
  private final List<DriftEvent> events = new ArrayList<>();
  private DriftDetector detector = new DriftDetector(2, 1, FalseAlarms.DEFAULT, 7);
  private long images;

  private void feed(int count, double share, double shift, double spread) {
    for (int i = 0; i < count; i++) {
      float p = random.nextDouble() < share ? 0.9f : 0.02f;
      float other = (float) (0.1 * random.nextDouble());
      float coordinate = (float) (random.nextGaussian() * spread + shift);
      events.addAll(detector.arrived(new float[] {p, other}, new float[] {coordinate}, ++images));
    }
  }

  @Test
  @DisplayName("says which class rose, since when and by how much")
  void shouldNoticePrevalence() {
    feed(5_000, 0.1, 0, 1);
    feed(2_000, 0.25, 0, 1);
    DriftEvent event = ofClass();
    assertThat(event.change()).isEqualTo(DriftEvent.Change.ROSE);
    assertThat(event.before()).isBetween(0.09, 0.13);
    assertThat(event.after()).isBetween(0.17, 0.35);
    assertThat(event.sinceMillis()).isBetween(4_800L, 5_200L);
    assertThat(event.noticedMillis() - event.sinceMillis()).isEqualTo(event.images());
  }

  private DriftEvent ofClass() {
    return events.stream()
        .filter(event -> event.stream().equals(new DriftStream(DriftStream.Kind.PREVALENCE, 0)))
        .findFirst()
        .orElseThrow();
  }

  @Test
  @DisplayName("notices a class that became rarer")
  void shouldNoticeAFall() {
    feed(5_000, 0.3, 0, 1);
    feed(2_000, 0.05, 0, 1);
    assertThat(ofClass().change()).isEqualTo(DriftEvent.Change.FELL);
  }

  @Test
  @DisplayName("notices an embedding that moved, and one that widened or narrowed")
  void shouldNoticeTheEmbedding() {
    feed(5_000, 0.1, 0, 1);
    feed(2_000, 0.1, 0.5, 1);
    feed(5_000, 0.1, 0.5, 1);
    feed(2_000, 0.1, 0.5, 2);
    feed(5_000, 0.1, 0.5, 2);
    feed(2_000, 0.1, 0.5, 0.7);
    assertThat(events)
        .extracting(DriftEvent::change)
        .containsExactly(
            DriftEvent.Change.ROSE, DriftEvent.Change.WIDENED, DriftEvent.Change.NARROWED);
    assertThat(events.get(1).before()).isBetween(0.9, 1.1);
    assertThat(events.get(1).after()).isBetween(1.6, 2.4);
  }

  @Test
  @DisplayName("notices audits that cost more, of the class and overall")
  void shouldNoticeLoss() {
    for (int i = 0; i < 6_000; i++) {
      double loss = random.nextDouble() * (i < 4_000 ? 1 : 2);
      events.addAll(detector.audited(1, loss, i));
    }
    assertThat(events)
        .extracting(DriftEvent::stream)
        .contains(
            new DriftStream(DriftStream.Kind.AUDITED_LOSS, 1),
            new DriftStream(DriftStream.Kind.AUDITED_LOSS, DriftStream.OVERALL));
  }

  @Test
  @DisplayName("takes what comes after a promotion as the new baseline")
  void shouldStartAnew() {
    feed(5_000, 0.1, 0, 1);
    detector.restart();
    assertThat(detector.images()).isZero();
    feed(5_000, 0.4, 1, 2);
    assertThat(events).isEmpty();
    assertThat(detector.images()).isEqualTo(5_000);
  }

  @Test
  @DisplayName("stays quiet while nothing moves")
  void shouldStayQuiet() {
    feed(20_000, 0.1, 0, 1);
    assertThat(events).isEmpty();
  }

  @Test
  @DisplayName("goes on from its bytes as if it had never stopped")
  void shouldGoOn() {
    feed(6_000, 0.1, 0, 1);
    feed(100, 0.25, 0.5, 1);
    DriftDetector restored = new DriftDetector(2, 1, FalseAlarms.DEFAULT, 7);
    restored.restore(detector.toBytes());
    assertThat(restored.toBytes()).isEqualTo(detector.toBytes());
    assertThat(restored.images()).isEqualTo(6_100);
    detector = restored;
    feed(2_000, 0.25, 0.5, 1);
    assertThat(events).isNotEmpty();
  }

  @Test
  @DisplayName("refuses the state of other streams, of another version, or a part of it")
  void shouldRefuseForeignState() {
    byte[] state = detector.toBytes();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new DriftDetector(3, 1, FalseAlarms.DEFAULT, 7).restore(state));
    byte[] later = state.clone();
    later[0] = 1;
    assertThatIllegalArgumentException().isThrownBy(() -> detector.restore(later));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> detector.restore(java.util.Arrays.copyOf(state, state.length - 1)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> detector.arrived(new float[3], new float[1], 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new FalseAlarms(0, 1));
  }
}
