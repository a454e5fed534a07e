package io.gleaner.app.bench;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Medians of repeated measurements. */
final class Medians {

  private Medians() {}

  static <T> double of(List<T> measured, ToDoubleFunction<T> figure) {
    double[] sorted = measured.stream().mapToDouble(figure).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** The median of what the one is of the other, turn by turn. */
  static <T> double ofRatios(List<T> some, List<T> others, ToDoubleFunction<T> figure) {
    List<Integer> turns = IntStream.range(0, some.size()).boxed().toList();
    return of(turns, i -> figure.applyAsDouble(some.get(i)) / figure.applyAsDouble(others.get(i)));
  }
}
