package io.gleaner.app.experiment;

import io.gleaner.app.experiment.StageSettings.Stages;
import io.gleaner.learner.Training;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.util.List;

/**
 * Compares questions that are chosen with random ones: the same data, start and order of images.
 */
record QueryExperiment(
    Dataset data,
    Inputs inputs,
    QueryPlan plan,
    QueryRule rule,
    ObjectiveChoice objective,
    StageSettings settings,
    double learningRate,
    Clock clock) {

  /** Both rules with one seed. */
  QueryComparison compare(long seed) throws IOException {
    return new QueryComparison(seed, run(rule, seed), run(QueryRule.RANDOM, seed));
  }

  private List<QueryRound> run(QueryRule asking, long seed) throws IOException {
    Stages stages = settings.of(objective, learningRate, seed);
    try (Scratch scratch = Scratch.create();
        Training training =
            Training.begin(
                stages.learner(),
                data.truth().classes(),
                scratch.directory(),
                1 + Math.abs(seed),
                1,
                new SimpleMeterRegistry())) {
      return new QueryRun(data, inputs, training, stages, plan, clock).carryOut(asking);
    }
  }
}
