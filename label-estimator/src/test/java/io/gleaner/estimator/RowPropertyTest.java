package io.gleaner.estimator;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.estimator.QualityEvent.Said;
import io.gleaner.evaluation.SourceConflicts;
import io.gleaner.evaluation.SourceConflicts.Tally;
import io.gleaner.protocol.v1.LabelEvent;
import io.gleaner.protocol.v1.Prediction;
import io.gleaner.protocol.v1.Prediction.Purpose;
import io.gleaner.protocol.v1.Role;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;

class RowPropertyTest {

  private static final int CLASSES = 6;
  private static final long TIMES = 12;

  private final PublishedReference reference =
      new PublishedReference(CLASSES)
          .evenPriors(1, 0.2f)
          .evenPriors(2, 0.3f)
          .model(1, 1)
          .model(1, 2)
          .model(2, 1);

  /**
   * Rules under which rows of so few classes are kept whole, or as those of a large label space.
   */
  private static EstimationRules rules(boolean sparse) {
    EstimationRules whole = Events.config().rules();
    return sparse
        ? new EstimationRules(
            whole.estimates(),
            whole.start(),
            new Sparsity(0, 2),
            whole.history(),
            whole.decisions())
        : whole;
  }

  @Property(tries = 300)
  @Label("any order, duplication and redelivery of label events gives the same ledger")
  void shouldNotDependOnOrder(
      @ForAll("labelEvents") List<LabelEvent> events, @ForAll Random random) {
    Row inOrder = labelled(events);

    List<LabelEvent> shuffled = new ArrayList<>(events);
    shuffled.addAll(events.subList(0, events.size() / 2));
    Collections.shuffle(shuffled, random);
    Row anyOrder = labelled(shuffled);

    assertThat(anyOrder.ledger()).isEqualTo(inOrder.ledger());
    assertThat(anyOrder.deletedAt()).isEqualTo(inOrder.deletedAt());
    assertThat(anyOrder.deleted()).isEqualTo(inOrder.deleted());
    assertThat(anyOrder.role()).isEqualTo(inOrder.role());
  }

  private Row labelled(List<LabelEvent> events) {
    ImageHistory history = new ImageHistory(reference);
    events.forEach(history::take);
    return history.row();
  }

  @Property(tries = 300)
  @Label("any order, duplication and redelivery counts the same labels and conflicts a source")
  void shouldCountConflictsInAnyOrder(
      @ForAll("labelEvents") List<LabelEvent> events, @ForAll Random random) {
    List<LabelEvent> shuffled = new ArrayList<>(events);
    shuffled.addAll(events.subList(0, events.size() / 2));
    Collections.shuffle(shuffled, random);

    assertThat(conflicts(shuffled)).isEqualTo(conflicts(events));
    assertThat(conflicts(events)).isEqualTo(labelled(events).ledger().bySource());
  }

  private Map<String, Tally> conflicts(List<LabelEvent> events) {
    ImageHistory history = new ImageHistory(reference);
    SourceConflicts conflicts = new SourceConflicts(FigureParts.SOURCES);
    for (LabelEvent event : events) {
      Row before = history.row();
      for (QualityEvent one : FigureEvents.said(before, history.take(event), 0)) {
        if (one instanceof Said said) {
          conflicts.add(said.source(), new Tally(said.labels(), said.conflicts()));
        }
      }
    }
    return conflicts.bySource();
  }

  @Property(tries = 300)
  @Label("predictions repeated at once or redelivered in order give the same bytes")
  void shouldApplyPredictionsOnce(
      @ForAll("predictions") List<Prediction> predictions,
      @ForAll boolean sparse,
      @ForAll Random random) {
    ImageHistory once = new ImageHistory(reference, rules(sparse));
    ImageHistory often = new ImageHistory(reference, rules(sparse));
    once.take(Events.present("ann", 5, CLASSES, 1));
    often.take(Events.present("ann", 5, CLASSES, 1));

    for (int i = 0; i < predictions.size(); i++) {
      once.takeAt(predictions.get(i), 100 + i);
      int rewound = random.nextBoolean() ? i : random.nextInt(i + 1);
      for (int again = rewound; again <= i; again++) {
        often.takeAt(predictions.get(again), 100 + again);
      }
      often.takeAt(predictions.get(i), 100 + i);
    }

    assertThat(often.bytes()).usingRecursiveComparison().isEqualTo(once.bytes());
    assertThat(often.tags()).isEqualTo(once.tags());
  }

  @Property(tries = 300)
  @Label("revisions never go backwards, not across deletion and re-creation either")
  void shouldOnlyGrowRevisions(
      @ForAll("labelEvents") List<LabelEvent> events,
      @ForAll("predictions") List<Prediction> predictions,
      @ForAll boolean sparse,
      @ForAll Random random) {
    ImageHistory history = new ImageHistory(reference, rules(sparse));
    List<Object> all = new ArrayList<>(events);
    all.addAll(predictions);
    Collections.shuffle(all, random);

    long revision = 0;
    for (Object event : all) {
      Outcome outcome =
          event instanceof LabelEvent label
              ? history.take(label)
              : history.takeAt((Prediction) event, random.nextLong(TIMES));
      boolean publishes = outcome.softLabels() || outcome.tags();
      if (publishes) {
        assertThat(history.row().revision()).isGreaterThan(revision);
      } else {
        assertThat(history.row().revision()).isEqualTo(revision);
      }
      revision = history.row().revision();
    }
  }

  @Property(tries = 200)
  @Label("a deleted image is not brought back by late predictions or late labels")
  void shouldStayDeleted(
      @ForAll("labelEvents") List<LabelEvent> events,
      @ForAll("predictions") List<Prediction> predictions,
      @ForAll boolean sparse) {
    ImageHistory history = new ImageHistory(reference, rules(sparse));
    events.forEach(history::take);
    history.take(Events.deletion(TIMES + 1));
    List<byte @Nullable []> marker = history.bytes();

    predictions.forEach(history::take);
    events.forEach(history::take);

    assertThat(history.row().deleted()).isTrue();
    assertThat(history.bytes()).usingRecursiveComparison().isEqualTo(marker);
  }

  @Property(tries = 300)
  @Label("a row read from its bytes is the row that was written")
  void shouldSurviveItsBytes(
      @ForAll("labelEvents") List<LabelEvent> events,
      @ForAll("predictions") List<Prediction> predictions,
      @ForAll boolean sparse,
      @ForAll boolean audited) {
    QueryAllowance allowance = new QueryAllowance(1, audited ? 1 : 0, 0);
    ImageHistory history = new ImageHistory(reference, rules(sparse));
    Estimation estimation = new Estimation(rules(sparse), reference);
    ImageId image = ImageId.of(Events.IMAGE);
    Row row = Row.NEW;
    for (LabelEvent event : events) {
      row = estimation.apply(row, image, event).row();
      assertThat(history.throughBytes(row)).isEqualTo(row);
    }
    for (Prediction prediction : predictions) {
      row = estimation.apply(row, image, Events.read(prediction), Long.MAX_VALUE, allowance).row();
      assertThat(history.throughBytes(row)).isEqualTo(row);
    }
  }

  @Provide
  Arbitrary<List<LabelEvent>> labelEvents() {
    Arbitrary<LabelEvent> said =
        Combinators.combine(
                Arbitraries.of("ann", "bob", "модель"),
                Arbitraries.longs().between(0, TIMES),
                Arbitraries.integers().between(0, CLASSES - 1).list().ofMaxSize(3),
                Arbitraries.of(Verdict.values()),
                Arbitraries.of(true, false, false, false))
            .as(RowPropertyTest::event);
    Arbitrary<LabelEvent> deleted = Arbitraries.longs().between(0, TIMES).map(Events::deletion);
    return Arbitraries.frequencyOf(Tuple.of(6, said), Tuple.of(1, deleted)).list().ofMaxSize(12);
  }

  private static LabelEvent event(
      String source, long millis, List<Integer> classes, Verdict verdict, boolean holdout) {
    LabelEvent.Builder event = Events.label(source, millis, CLASSES);
    switch (verdict) {
      case PRESENT -> event.addAllPresent(classes);
      case ABSENT -> event.addAllAbsent(classes);
      case RETRACTED -> event.addAllRetracted(classes);
    }
    if (holdout) {
      event.setRole(Role.HOLDOUT);
    }
    return event.build();
  }

  @Provide
  Arbitrary<List<Prediction>> predictions() {
    return Combinators.combine(
            Arbitraries.longs().between(1, 2),
            Arbitraries.longs().between(1, 5),
            Arbitraries.of(true, false),
            Arbitraries.floats().between(0, 1).array(float[].class).ofSize(CLASSES))
        .as(
            (lineage, step, train, p) ->
                train ? train(lineage, step, p) : Events.score(lineage, step, p))
        .list()
        .ofMaxSize(15);
  }

  /** The priors change with the lineage. */
  private static Prediction train(long lineage, long step, float[] p) {
    return Events.prediction(Purpose.TRAIN, lineage, step, p).setPriorVersion(lineage).build();
  }
}
