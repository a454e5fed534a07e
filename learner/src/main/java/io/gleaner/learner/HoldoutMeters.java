package io.gleaner.learner;

import io.gleaner.evaluation.TopClasses;
import io.gleaner.protocol.v1.QualityReport;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;

/**
 * Shows the figures of the newest checkpoint that was promoted or served ungated; NaN where one is
 * not known.
 */
final class HoldoutMeters {
  private static final int CLASSES = 20;

  /** What a gauge shows. */
  private static final class Shown {
    private final AtomicReference<Double> value = new AtomicReference<>(Double.NaN);
    private final AtomicReference<Double> lower = new AtomicReference<>(Double.NaN);
    private final AtomicReference<Double> upper = new AtomicReference<>(Double.NaN);
  }

  private final Map<HoldoutFigure, Shown> figures = new EnumMap<>(HoldoutFigure.class);
  private final MultiGauge precision;

  /**
   * @param prefix of all names
   */
  HoldoutMeters(String prefix, MeterRegistry registry) {
    for (HoldoutFigure figure : HoldoutFigure.values()) {
      Shown shown = new Shown();
      String name = prefix + figure.meter();
      gauge(name, figure.description(), shown.value, registry);
      if (figure.hasInterval()) {
        gauge(name + ".lower", "lower end of its 95 % interval", shown.lower, registry);
        gauge(name + ".upper", "upper end of its 95 % interval", shown.upper, registry);
      }
      figures.put(figure, shown);
    }
    precision =
        MultiGauge.builder(prefix + "class.average.precision")
            .description("Average precision of a class on the holdout")
            .register(registry);
    classes(String::valueOf, new double[0], new double[0]);
  }

  private static void gauge(
      String name, String description, AtomicReference<Double> value, MeterRegistry registry) {
    Gauge.builder(name, value, AtomicReference::get).description(description).register(registry);
  }

  /** Shows a figure as it was reported; NaN where it is not known or has no interval. */
  void show(HoldoutFigure figure, QualityReport report) {
    Shown shown = Objects.requireNonNull(figures.get(figure));
    shown.value.set(report.getValue());
    shown.lower.set(report.hasLower() ? report.getLower() : Double.NaN);
    shown.upper.set(report.hasUpper() ? report.getUpper() : Double.NaN);
  }

  /**
   * Shows the most frequent classes one by one, and the mean of all others.
   *
   * @param averagePrecision K; NaN where a class has no positive
   * @param counts K, on how many training images each is expected
   */
  void classes(IntFunction<String> names, double[] averagePrecision, double[] counts) {
    TopClasses top = TopClasses.of(counts, CLASSES);
    List<MultiGauge.Row<?>> rows = new ArrayList<>();
    for (int k : top.indices()) {
      rows.add(MultiGauge.Row.of(Tags.of("class", names.apply(k)), averagePrecision[k]));
    }
    double others = top.meanOfOthers(averagePrecision);
    rows.add(MultiGauge.Row.of(Tags.of("class", TopClasses.OTHER), others));
    precision.register(rows, true);
  }
}
