package io.gleaner.estimator;

import io.gleaner.evaluation.SourceConflicts;
import io.gleaner.evaluation.SourceConflicts.Tally;
import io.gleaner.evaluation.TopClasses;
import io.gleaner.evaluation.drift.DriftStream;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import java.util.function.ToLongFunction;

/**
 * Shows the newest figures. They are merged in one place, so one instance shows them and the others
 * show nothing (NaN). Per class those of the most frequent classes and of all others together, per
 * source those in most conflicts.
 */
final class QualityMeters {

  private static final String PREFIX = "gleaner.estimator.";
  private static final int CLASSES = 20;
  private static final int SOURCES = 20;

  /** What a gauge shows. */
  private static final class Shown {
    private final AtomicReference<Double> value = new AtomicReference<>(Double.NaN);
    private final AtomicReference<Double> lower = new AtomicReference<>(Double.NaN);
    private final AtomicReference<Double> upper = new AtomicReference<>(Double.NaN);
  }

  private final Map<QualityFigure, Shown> figures = new EnumMap<>(QualityFigure.class);
  private final Map<DriftStream.Kind, Counter> drifts = new EnumMap<>(DriftStream.Kind.class);
  private final MultiGauge precision;
  private final MultiGauge prevalence;
  private final MultiGauge sourceLabels;
  private final MultiGauge sourceConflicts;

  QualityMeters(MeterRegistry registry) {
    for (QualityFigure figure : QualityFigure.values()) {
      if (figure.hasGauge()) {
        figures.put(figure, shown(figure, registry));
      }
    }
    for (DriftStream.Kind kind : DriftStream.Kind.values()) {
      drifts.put(
          kind,
          Counter.builder(PREFIX + "drift")
              .description("Events of something that moved since the promotion")
              .tag("stream", kind.name().toLowerCase(Locale.ROOT).replace('_', '-'))
              .register(registry));
    }
    precision =
        MultiGauge.builder(PREFIX + "class.average.precision")
            .description("Average precision of a class by random audits, fading")
            .register(registry);
    prevalence =
        MultiGauge.builder(PREFIX + "class.prevalence")
            .description("Share of the arriving images that a class is expected on")
            .register(registry);
    sourceLabels =
        MultiGauge.builder(PREFIX + "source.labels")
            .description("Labels of a source that stand")
            .register(registry);
    sourceConflicts =
        MultiGauge.builder(PREFIX + "source.conflicts")
            .description("Labels of a source of which another one says the opposite")
            .register(registry);
    showNothing();
  }

  private static Shown shown(QualityFigure figure, MeterRegistry registry) {
    Shown shown = new Shown();
    String name = PREFIX + figure.meter();
    gauge(name, figure.description(), shown.value, registry);
    if (figure.hasInterval()) {
      gauge(name + ".lower", "lower end of its 95 % interval", shown.lower, registry);
      gauge(name + ".upper", "upper end of its 95 % interval", shown.upper, registry);
    }
    return shown;
  }

  private static void gauge(
      String name, String description, AtomicReference<Double> value, MeterRegistry registry) {
    Gauge.builder(name, value, AtomicReference::get).description(description).register(registry);
  }

  /** A figure as it is now; NaN where it is not known. */
  void show(QualityFigure figure, double value, double lower, double upper) {
    Shown shown = figures.get(figure);
    if (shown != null) {
      shown.value.set(value);
      shown.lower.set(lower);
      shown.upper.set(upper);
    }
  }

  /**
   * Figures of the classes.
   *
   * @param averagePrecision K; NaN where it is not known
   * @param expected K, Σ p over the images
   * @param images how many
   */
  void classes(
      IntFunction<String> names, double[] averagePrecision, double[] expected, double images) {
    TopClasses top = TopClasses.of(expected, CLASSES);
    precision.register(
        rows(names, top, averagePrecision, top.meanOfOthers(averagePrecision)), true);
    double[] shares = expected.clone();
    for (int k = 0; k < shares.length; k++) {
      shares[k] /= images;
    }
    prevalence.register(rows(names, top, shares, top.meanOfOthers(shares)), true);
  }

  private static List<MultiGauge.Row<?>> rows(
      IntFunction<String> names, TopClasses top, double[] values, double others) {
    List<MultiGauge.Row<?>> rows = new ArrayList<>();
    for (int k : top.indices()) {
      rows.add(MultiGauge.Row.of(Tags.of("class", names.apply(k)), values[k]));
    }
    rows.add(MultiGauge.Row.of(Tags.of("class", TopClasses.OTHER), others));
    return rows;
  }

  /** The sources in most conflicts, and all others together. */
  void sources(SourceConflicts said) {
    Map<String, Tally> top = said.top(SOURCES);
    sourceLabels.register(rows(top, Tally::labels), true);
    sourceConflicts.register(rows(top, Tally::conflicts), true);
  }

  private static List<MultiGauge.Row<?>> rows(
      Map<String, Tally> sources, ToLongFunction<Tally> value) {
    List<MultiGauge.Row<?>> rows = new ArrayList<>();
    sources.forEach(
        (source, tally) -> {
          boolean says = !tally.equals(Tally.NONE);
          double shown = says ? (double) value.applyAsLong(tally) : Double.NaN;
          rows.add(MultiGauge.Row.of(Tags.of("source", source), shown));
        });
    return rows;
  }

  /** Another instance shows the figures now. */
  void showNothing() {
    for (QualityFigure figure : figures.keySet()) {
      show(figure, Double.NaN, Double.NaN, Double.NaN);
    }
    classes(String::valueOf, new double[0], new double[0], 1);
    sources(new SourceConflicts(SOURCES));
  }

  void drifted(DriftStream.Kind kind) {
    Objects.requireNonNull(drifts.get(kind)).increment();
  }
}
