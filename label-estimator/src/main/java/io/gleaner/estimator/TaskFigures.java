package io.gleaner.estimator;

import io.gleaner.estimator.QualityEvent.Arrived;
import io.gleaner.estimator.QualityEvent.Audited;
import io.gleaner.estimator.QualityEvent.Rescored;
import io.gleaner.estimator.QualityEvent.Said;
import io.gleaner.evaluation.SourceConflicts;
import io.gleaner.evaluation.drift.DriftEvent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One task's figures, in memory, in its store and as parts to publish. A restart changes nothing of
 * what single events count for; of {@link Totals}, which only give means, it may lose what came
 * since the parts were written. Read from the store when they are first needed. For one thread.
 */
final class TaskFigures {

  private final FigureStore store;
  private final DriftState driftState;
  private final double halfLife;
  private @Nullable ArrivalFigures arrivals;
  private TagAges ages = new TagAges();
  private final SourceConflicts said = new SourceConflicts(FigureParts.SOURCES);
  private Totals totals = new Totals();
  private boolean arrivalsChanged;
  private boolean changed;

  /** Goes on from what the store holds. */
  TaskFigures(FigureStore store, double halfLife) {
    this.store = store;
    this.driftState = new DriftState(store);
    this.halfLife = halfLife;
    restore();
    // what they proved to have moved was told when they came
    store.noted().forEach(this::apply);
  }

  /** Takes an event in and notes it; what it proves to have moved, mostly nothing. */
  List<DriftEvent> take(QualityEvent event) {
    store.note(event);
    return apply(event);
  }

  private List<DriftEvent> apply(QualityEvent event) {
    changed = true;
    if (event instanceof Arrived arrived) {
      return arrivalsOf(arrived.arrival().logits().length).arrived(arrived);
    }
    if (event instanceof Audited audited) {
      return arrivalsOf(audited.label() + 1).audited(audited);
    }
    if (event instanceof Rescored rescored) {
      ages.move(rescored.before(), rescored.after());
    } else if (event instanceof Said words) {
      said.add(words.source(), new SourceConflicts.Tally(words.labels(), words.conflicts()));
    }
    return List.of();
  }

  private ArrivalFigures arrivalsOf(int classes) {
    arrivalsChanged = true;
    ArrivalFigures known = arrivals;
    if (known == null) {
      known = new ArrivalFigures(classes, halfLife);
    } else if (classes > known.classes()) {
      known = known.grownTo(classes);
    }
    arrivals = known;
    return known;
  }

  /** A TRAIN prediction moved a row's estimates. */
  void trained(Row before, Estimates after, double kappa) {
    changed = true;
    totals.trained(before, after, kappa);
  }

  /** A tag record was published. */
  void published() {
    changed = true;
    totals.published();
  }

  /**
   * Writes what changed to the store.
   *
   * @return the parts that changed and others add up, by name, in the order to publish them in
   */
  Map<String, byte[]> write(long nowMillis) {
    Map<String, byte[]> parts = new LinkedHashMap<>();
    if (!changed) {
      return parts;
    }
    ArrivalFigures known = arrivals;
    if (known != null && arrivalsChanged) {
      // first of all how many classes there are, for whoever adds up between two parts
      putArrivals(known, parts);
      driftState.write(known.drift());
    }
    ages.coarsen(nowMillis);
    parts.put(FigureParts.AGES, FigureParts.bytes(ages::write));
    parts.put(FigureParts.SAID, FigureParts.bytes(said::write));
    parts.put(FigureParts.TOTALS, FigureParts.bytes(totals::write));
    parts.forEach(store::write);
    store.written();
    changed = false;
    arrivalsChanged = false;
    return parts;
  }

  private static void putArrivals(ArrivalFigures figures, Map<String, byte[]> parts) {
    FigureParts.Meta meta = new FigureParts.Meta(figures.classes(), figures.model());
    parts.put(FigureParts.META, FigureParts.bytes(meta::write));
    FigureParts.Baseline baseline =
        new FigureParts.Baseline(figures.model(), figures.drift().images());
    parts.put(FigureParts.BASELINE, FigureParts.bytes(baseline::write));
    for (int block = 0; block < FigureParts.blocks(figures.classes()); block++) {
      parts.put(FigureParts.FADING + block, FigureParts.block(figures.fading(), block));
      parts.put(FigureParts.NEWEST + block, FigureParts.block(figures.newest(), block));
    }
  }

  private void restore() {
    byte[] knownAges = store.part(FigureParts.AGES);
    if (knownAges != null) {
      ages = FigureParts.read(knownAges, TagAges::read);
    }
    byte[] knownSaid = store.part(FigureParts.SAID);
    if (knownSaid != null) {
      FigureParts.addSaid(knownSaid, said);
    }
    byte[] knownTotals = store.part(FigureParts.TOTALS);
    if (knownTotals != null) {
      totals = FigureParts.read(knownTotals, Totals::read);
    }
    byte[] meta = store.part(FigureParts.META);
    if (meta != null) {
      arrivals = arrivals(FigureParts.Meta.of(meta));
    }
  }

  private ArrivalFigures arrivals(FigureParts.Meta meta) {
    ArrivalFigures known = new ArrivalFigures(meta.classes(), halfLife);
    known.restoreModel(meta.model());
    for (int block = 0; block < FigureParts.blocks(meta.classes()); block++) {
      FigureParts.addBlock(part(FigureParts.FADING + block), known.fading());
      FigureParts.addBlock(part(FigureParts.NEWEST + block), known.newest());
    }
    driftState.restore(known.drift());
    return known;
  }

  private byte[] part(String name) {
    byte[] value = store.part(name);
    if (value == null) {
      throw new RowFormatException("the store of figures has no " + name);
    }
    return value;
  }
}
