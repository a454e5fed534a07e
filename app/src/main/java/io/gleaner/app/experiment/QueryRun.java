package io.gleaner.app.experiment;

import io.gleaner.app.experiment.StageSettings.Stages;
import io.gleaner.estimator.Question;
import io.gleaner.evaluation.Truth;
import io.gleaner.learner.Training;
import io.gleaner.objective.CoOccurrence;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * One training that asks the hidden truth in rounds and goes on with the answers. Estimates, values
 * and rows are the label-estimator's own; as there, an image has one open question at most.
 */
final class QueryRun {

  /** Keeps the random questions apart from the order of the images. */
  private static final long SALT = 0x7175657279L;

  private record Asked(int image, int label, double value) {}

  private final Dataset data;
  private final QueryPlan plan;
  private final Run run;
  private final EstimatorRows rows;
  private final int batchSize;
  private final SplittableRandom order;
  private final SplittableRandom questions;
  private double bestValidation = Double.NEGATIVE_INFINITY;
  private double testMap;
  private int hiddenPositives;

  /**
   * Begins.
   *
   * @param told what is known at first; not changed
   * @param training fresh, without images; closed by the caller
   */
  QueryRun(
      Dataset told, Inputs inputs, Training training, Stages stages, QueryPlan plan, Clock clock) {
    this.data =
        new Dataset(
            told.images(), told.observed().copy(), told.train(), told.validation(), told.test());
    this.plan = plan;
    this.rows = new EstimatorRows(stages.estimator(), data, Start.priors(training));
    this.run = new Run(data, inputs, training, rows, stages.learner(), clock);
    this.batchSize = stages.learner().batchSize();
    this.order = new SplittableRandom(stages.learner().seed());
    this.questions = new SplittableRandom(stages.learner().seed() ^ SALT);
  }

  /** Trains to the end; the first entry is how things stand before any question. */
  List<QueryRound> carryOut(QueryRule rule) {
    for (int image : data.train()) {
      run.arrive(image);
    }
    List<QueryRound> rounds = new ArrayList<>();
    train(plan.epochsBefore());
    rounds.add(new QueryRound(0, 0, testMap));
    for (int round = 1; round <= plan.rounds(); round++) {
      renewPriors(1 + round);
      int count = plan.answersThrough(round) - plan.answersThrough(round - 1);
      ask(rule, count).forEach(this::answer);
      train(plan.epochsBetween());
      rounds.add(new QueryRound(plan.answersThrough(round), hiddenPositives, testMap));
    }
    return rounds;
  }

  private void train(int epochs) {
    for (int epoch = 0; epoch < epochs; epoch++) {
      Plans.pass(Shuffle.of(data.train(), order), run, batchSize);
      double validation = run.validate();
      if (validation > bestValidation) {
        bestValidation = validation;
        testMap = run.test();
      }
    }
  }

  /** How rare classes are is counted while training goes on, as the learner publishes it. */
  private void renewPriors(long version) {
    run.training().renewPriors(version);
    rows.accept(Start.priors(run.training()));
  }

  private List<Asked> ask(QueryRule rule, int count) {
    float[] priors = run.training().priors();
    return switch (rule) {
      case VALUE -> ownQuestions(count);
      case SETTLING -> mostTelling(count, new SettlingValue(priors, together()));
      case BITS -> mostTelling(count, QuestionValue.bits(priors));
      case RANDOM -> random(count);
    };
  }

  /** Those that the label-estimator would ask. */
  private List<Asked> ownQuestions(int count) {
    List<Asked> candidates = new ArrayList<>();
    for (int image : data.train()) {
      Optional<Question> question = rows.question(image, run.training().priorVersion());
      question.ifPresent(q -> candidates.add(new Asked(image, q.classIndex(), q.value())));
    }
    return most(candidates, count);
  }

  /** Of each image the question worth most, by another rule. */
  private List<Asked> mostTelling(int count, QuestionValue rule) {
    List<Asked> candidates = new ArrayList<>();
    for (int image : data.train()) {
      byte[] observed = data.observed().row(image);
      double[] values = rule.of(estimates(image), observed);
      IntStream.range(0, values.length)
          .filter(k -> observed[k] == Truth.UNKNOWN)
          .mapToObj(k -> new Asked(image, k, values[k]))
          .max(Comparator.comparingDouble(Asked::value))
          .ifPresent(candidates::add);
    }
    return most(candidates, count);
  }

  private static List<Asked> most(List<Asked> candidates, int count) {
    candidates.sort(Comparator.comparingDouble(Asked::value).reversed());
    return candidates.subList(0, Math.min(count, candidates.size()));
  }

  /** How often classes are there together, by the estimates as they stand. */
  private CoOccurrence together() {
    CoOccurrence together = new CoOccurrence(data.observed().classes(), 1);
    for (int image : data.train()) {
      together.observe(estimates(image));
    }
    return together;
  }

  private double[] estimates(int image) {
    float[] logits = new float[data.observed().classes()];
    rows.logits(image, logits);
    return IntStream.range(0, logits.length)
        .mapToDouble(k -> 1 / (1 + Math.exp(-logits[k])))
        .toArray();
  }

  private List<Asked> random(int count) {
    int[] images = Shuffle.of(data.train(), questions);
    List<Asked> asked = new ArrayList<>();
    for (int i = 0; i < images.length && asked.size() < count; i++) {
      int label = questions.nextInt(data.observed().classes());
      if (data.observed().code(images[i], label) == Truth.UNKNOWN) {
        asked.add(new Asked(images[i], label, 0));
      }
    }
    return asked;
  }

  private void answer(Asked asked) {
    boolean present = data.truth().present(asked.image(), asked.label());
    data.observed().set(asked.image(), asked.label(), present ? Truth.PRESENT : Truth.ABSENT);
    hiddenPositives += present ? 1 : 0;
    run.training().accept(rows.answer(asked.image(), asked.label(), present));
  }
}
