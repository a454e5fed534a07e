package io.gleaner.app.experiment;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * All trainings of one objective.
 *
 * @param chosen those with the learning rate whose mean validation mAP is best, one a seed
 * @param validationMaps that mean by learning rate
 */
record ObjectiveResult(
    String objective, List<RunResult> chosen, Map<Double, Double> validationMaps) {

  /** Chooses the learning rate; the lower one of equals. */
  static ObjectiveResult of(String objective, List<RunResult> runs) {
    TreeMap<Double, List<RunResult>> byRate =
        runs.stream()
            .collect(
                Collectors.groupingBy(RunResult::learningRate, TreeMap::new, Collectors.toList()));
    TreeMap<Double, Double> validation = new TreeMap<>();
    byRate.forEach(
        (rate, same) -> validation.put(rate, Summary.of(same, RunResult::validationMap).mean()));
    double best =
        validation.descendingMap().entrySet().stream()
            .max(Comparator.comparingDouble(Map.Entry::getValue))
            .orElseThrow()
            .getKey();
    return new ObjectiveResult(objective, byRate.getOrDefault(best, List.of()), validation);
  }

  double learningRate() {
    return chosen.get(0).learningRate();
  }

  /** Images trained on in a second of training, over all chosen trainings. */
  double imagesPerSecond() {
    return chosen.stream().mapToLong(RunResult::trained).sum()
        / chosen.stream().mapToDouble(RunResult::seconds).sum();
  }
}
