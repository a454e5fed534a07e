package io.gleaner.app.experiment;

import io.gleaner.app.command.UsageException;
import io.gleaner.app.experiment.ExperimentReport.Setup;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What every experiment is told of its trainings, and where its results go. */
final class RunOptions {

  private static final int DEFAULT_BATCH = 32;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "A setting for all objectives: a key below gleaner.learner or gleaner.label-estimator"
              + " (gleaner config --defaults), else a parameter of the objective. For example"
              + " network.head=hidden, optimiser.weight-decay=1e-4, kappa=3, eta=5, lambda=2.")
  private Map<String, String> settings = new LinkedHashMap<>();

  @Option(
      names = "--batch",
      paramLabel = "B",
      defaultValue = "" + DEFAULT_BATCH,
      description = "Images a step. Default: " + DEFAULT_BATCH + ".")
  private int batch = DEFAULT_BATCH;

  @Option(
      names = "--seeds",
      paramLabel = "S",
      split = ",",
      defaultValue = "0",
      description =
          "Seeds of weights, order and all else that is drawn; results are means over them."
              + " Default: 0.")
  private List<Long> seeds = new ArrayList<>();

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Write the results as JSON too, anew whenever there are more of them.")
  private @Nullable Path report;

  /** Refuses what cannot be trained with, before anything is read. */
  void check() {
    if (batch < 1) {
      throw new UsageException("--batch %d: it is at least 1".formatted(batch));
    }
  }

  /** As given, in that order. */
  Map<String, String> settings() {
    return new LinkedHashMap<>(settings);
  }

  /** Each once. */
  List<Long> seeds() {
    return seeds.stream().distinct().toList();
  }

  @Nullable Path report() {
    return report;
  }

  /**
   * What the stages must know of the data set and the plan.
   *
   * @param steps of a training
   */
  Map<String, Object> figures(DataOptions source, Dataset data, long steps) {
    Map<String, Object> figures = new HashMap<>();
    source.figures(data, figures);
    figures.put("learner.batch-size", batch);
    figures.put("learner.schedule.steps", steps);
    return figures;
  }

  /**
   * For the report.
   *
   * @param plan in which order training goes over the images, for people
   * @param given all settings
   */
  Setup setup(Dataset data, String plan, Map<String, String> given) {
    return new Setup(
        data.train().length,
        data.validation().length,
        data.test().length,
        data.truth().classes(),
        data.kappa(),
        data.observed().meanPositives(data.train()),
        batch,
        plan,
        given);
  }

  int batch() {
    return batch;
  }
}
