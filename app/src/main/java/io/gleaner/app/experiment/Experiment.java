package io.gleaner.app.experiment;

import io.gleaner.app.command.UsageException;
import io.gleaner.app.experiment.StageSettings.Stages;
import io.gleaner.learner.Training;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * Trains with every learning rate and seed.
 *
 * @param learningRates one is chosen by validation
 * @param clock by which training is timed
 */
record Experiment(
    Dataset data,
    Inputs inputs,
    Plan plan,
    StageSettings settings,
    List<Double> learningRates,
    List<Long> seeds,
    Clock clock) {

  /**
   * All trainings with one objective.
   *
   * @param progress told of every measurement
   */
  ObjectiveResult run(ObjectiveChoice objective, Runnable progress) throws IOException {
    List<RunResult> runs = new ArrayList<>();
    for (double learningRate : learningRates) {
      for (long seed : seeds) {
        runs.add(run(objective, settings.of(objective, learningRate, seed), progress));
      }
    }
    return ObjectiveResult.of(objective.text(), runs);
  }

  /**
   * Begins a training with an objective and gives it up, so that a wrong setting is known before
   * hours of others.
   *
   * @throws UsageException if a setting is wrong
   */
  void check(ObjectiveChoice objective) throws IOException {
    Stages stages = settings.of(objective, learningRates.get(0), seeds.get(0));
    try (Scratch scratch = Scratch.create();
        Training training = begin(stages, scratch.directory())) {
      new Run(data, inputs, training, objective.estimates(), stages, clock);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--objective %s: %s".formatted(objective.text(), e.getMessage()));
    }
  }

  private RunResult run(ObjectiveChoice objective, Stages stages, Runnable progress)
      throws IOException {
    try (Scratch scratch = Scratch.create();
        Training training = begin(stages, scratch.directory())) {
      Run run = new Run(data, inputs, training, objective.estimates(), stages, clock);
      return Plans.carryOut(plan, run, stages.learner().batchSize(), progress);
    }
  }

  private Training begin(Stages stages, Path directory) {
    // The seeded rounding of rows takes the lineage too: with it, seeds differ there as well.
    long lineage = 1 + Math.abs(stages.learner().seed());
    return Training.begin(
        stages.learner(), data.truth().classes(), directory, lineage, 1, new SimpleMeterRegistry());
  }
}
