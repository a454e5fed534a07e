package io.gleaner.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gleaner.estimator.QualityEvent.Arrived;
import io.gleaner.estimator.QualityEvent.Audited;
import io.gleaner.estimator.QualityEvent.Rescored;
import io.gleaner.estimator.QualityEvent.Said;
import io.gleaner.estimator.QualityEvent.ScoredAt;
import io.gleaner.evaluation.AuditedScores;
import io.gleaner.evaluation.Figure;
import io.gleaner.evaluation.drift.DriftEvent;
import io.gleaner.evaluation.drift.DriftStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.internals.InMemoryKeyValueStore;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A task's figures")
class TaskFiguresTest {

  private static final double HALF_LIFE = 500;
  private static final ModelStep MODEL = new ModelStep(1, 100);
  private static final int CLASSES = 3;

  private final SplittableRandom random = new SplittableRandom(5);

  private static KeyValueStore<Bytes, byte[]> store() {
    return new InMemoryKeyValueStore("figures");
  }

  private static TaskFigures figures(KeyValueStore<Bytes, byte[]> store) {
    return new TaskFigures(new FigureStore(store), HALF_LIFE);
  }

  /** Images that arrive, one entry in three audited; class 0 becomes common half-way. */
  private List<QualityEvent> stream(int images) {
    List<QualityEvent> events = new ArrayList<>();
    for (int i = 0; i < images; i++) {
      byte[] logits = new byte[CLASSES];
      boolean[] present = new boolean[CLASSES];
      for (int k = 0; k < CLASSES; k++) {
        present[k] = random.nextDouble() < (k == 0 && i > images / 2 ? 0.8 : 0.2);
        logits[k] = (byte) (random.nextGaussian() * 12 + (present[k] ? 20 : -40));
      }
      float[] projection = new float[Projection.LENGTH];
      for (int j = 0; j < projection.length; j++) {
        projection[j] = (float) random.nextGaussian();
      }
      Arrival arrival = new Arrival(logits, MODEL, i, true);
      events.add(new Arrived(arrival, Projection.of(projection)));
      events.add(new Rescored(null, new ScoredAt(MODEL, 60_000L * i)));
      events.add(new Said(i % 2 == 0 ? "ann" : "bob", 2, i % 4 == 0 ? 1 : 0));
      for (int k = 0; k < CLASSES; k++) {
        if (random.nextInt(3) == 0) {
          float score = Estimates.probability(logits[k]);
          events.add(new Audited(k, present[k], score, 1 / 3.0, MODEL, i));
        }
      }
    }
    return events;
  }

  private static List<DriftEvent> take(TaskFigures figures, List<QualityEvent> events) {
    List<DriftEvent> drifts = new ArrayList<>();
    events.forEach(event -> drifts.addAll(figures.take(event)));
    return drifts;
  }

  private static String text(Map<String, byte[]> parts) {
    StringBuilder text = new StringBuilder();
    new TreeMap<>(parts)
        .forEach(
            (name, value) ->
                text.append(name).append(java.util.Arrays.hashCode(value)).append(' '));
    return text.toString();
  }

  @Test
  @DisplayName("are the same to the bit, and so is what drifts, with restarts in the middle")
  void shouldSurviveRestarts() {
    List<QualityEvent> events = stream(3_000);
    TaskFigures steady = figures(store());
    List<DriftEvent> expected = take(steady, events.subList(0, 4_000));
    steady.write(1);
    expected.addAll(take(steady, events.subList(4_000, events.size())));

    KeyValueStore<Bytes, byte[]> store = store();
    List<DriftEvent> drifts = take(figures(store), events.subList(0, 1_700));
    drifts.addAll(take(figures(store), events.subList(1_700, 4_000)));
    figures(store).write(1);
    TaskFigures last = figures(store);
    drifts.addAll(take(last, events.subList(4_000, 7_001)));
    last = figures(store);
    drifts.addAll(take(last, events.subList(7_001, events.size())));

    assertThat(drifts).isEqualTo(expected);
    assertThat(drifts)
        .anyMatch(
            drift ->
                drift.stream().kind() == DriftStream.Kind.PREVALENCE
                    && drift.stream().index() == 0);
    assertThat(text(last.write(2))).isEqualTo(text(steady.write(2)));
  }

  @Test
  @DisplayName("of two tasks add up to those of one that saw all")
  void shouldAddUp() {
    List<QualityEvent> events = stream(2_000);
    TaskFigures one = figures(store());
    TaskFigures other = figures(store());
    TaskFigures all = figures(store());
    TaskFigures owner = other;
    for (QualityEvent event : events) {
      if (event instanceof Arrived) {
        owner = owner.equals(one) ? other : one;
      }
      owner.take(event);
      all.take(event);
    }

    MergedFigures merged = MergedFigures.of(Map.of("0_0", one.write(1), "0_1", other.write(1)));
    MergedFigures whole = MergedFigures.of(Map.of("0_0", all.write(1)));

    AuditedScores newest = Objects.requireNonNull(merged.newest());
    AuditedScores expected = Objects.requireNonNull(whole.newest());
    assertThat(newest.audits()).isEqualTo(expected.audits());
    Figure.Known figure = (Figure.Known) newest.precision().macro();
    Figure.Known exact = (Figure.Known) expected.precision().macro();
    assertThat(figure.value()).isCloseTo(exact.value(), within(1e-9));
    assertThat(figure.upper()).isCloseTo(exact.upper(), within(1e-9));
    assertThat(merged.said().bySource()).isEqualTo(whole.said().bySource());
    assertThat(merged.ages().staleness(Set.of(), 60_000L * 2_000).minutes().quantile(0.5))
        .isCloseTo(1_000, within(30.0));
  }

  @Test
  @DisplayName("say by how many images of the newest model each partition judges drift")
  void shouldTellBaselines() {
    KeyValueStore<Bytes, byte[]> store = store();
    TaskFigures first = figures(store);
    take(first, stream(300));
    first.write(1);
    TaskFigures ahead = figures(store);
    take(ahead, stream(100));
    TaskFigures behind = figures(store());
    take(behind, stream(500));
    Map<String, byte[]> parts = behind.write(2);
    assertThat(MergedFigures.of(Map.of("0_3", ahead.write(2), "0_5", parts)).baselines())
        .containsExactly(Map.entry(3, 400L), Map.entry(5, 500L));

    ModelStep next = new ModelStep(1, 200);
    ahead.take(new Arrived(new Arrival(new byte[CLASSES], next, 501, true), Projection.NONE));
    assertThat(MergedFigures.of(Map.of("0_3", ahead.write(3), "0_5", parts)).baselines())
        .containsExactly(Map.entry(3, 1L), Map.entry(5, 0L));
  }

  @Test
  @DisplayName("begin anew for a model that is newer, but for those that fade")
  void shouldFollowTheModel() {
    TaskFigures figures = figures(store());
    take(figures, stream(400));
    ModelStep next = new ModelStep(1, 200);
    figures.take(new Arrived(new Arrival(new byte[CLASSES], next, 401, true), Projection.NONE));

    MergedFigures merged = MergedFigures.of(Map.of("0_0", figures.write(1)));

    assertThat(merged.model()).isEqualTo(next);
    assertThat(Objects.requireNonNull(merged.newest()).audits()).isZero();
    assertThat(Objects.requireNonNull(merged.fading()).audits()).isPositive();
  }

  @Test
  @DisplayName("go on when classes are added")
  void shouldGrow() {
    TaskFigures figures = figures(store());
    take(figures, stream(200));
    figures.take(
        new Arrived(new Arrival(new byte[CLASSES + 2], MODEL, 201, true), Projection.NONE));

    MergedFigures merged = MergedFigures.of(Map.of("0_0", figures.write(1)));

    AuditedScores fading = Objects.requireNonNull(merged.fading());
    assertThat(fading.classes()).isEqualTo(CLASSES + 2);
    assertThat(fading.images(0)).isGreaterThan(100);
    assertThat(fading.images(CLASSES)).isCloseTo(1, within(1e-9));
  }

  @Test
  @DisplayName("of 5,400 classes go in values far below the limit of a record")
  void shouldKeepValuesSmall() {
    TaskFigures figures = figures(store());
    for (int i = 0; i < 40; i++) {
      byte[] logits = new byte[5_400];
      for (int k = 0; k < logits.length; k++) {
        logits[k] = (byte) (random.nextInt(255) - 127);
      }
      figures.take(new Arrived(new Arrival(logits, MODEL, i, true), Projection.NONE));
      for (int k = 0; k < logits.length; k += 3) {
        float score = Estimates.probability(logits[k]);
        figures.take(new Audited(k, i % 2 == 0, score, 0.3, MODEL, i));
      }
    }
    assertThat(figures.write(1).values()).allMatch(value -> value.length < 400_000);
  }
}
