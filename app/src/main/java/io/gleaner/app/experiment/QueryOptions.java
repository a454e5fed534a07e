package io.gleaner.app.experiment;

import io.gleaner.app.command.UsageException;
import picocli.CommandLine.Option;

/** When questions are asked, and how many. */
final class QueryOptions {

  @Option(
      names = "--answers",
      paramLabel = "N",
      defaultValue = "2000",
      description = "Answers in all. Default: 2000.")
  private int answers;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "10",
      description = "Rounds of questions that they come in. Default: 10.")
  private int rounds;

  @Option(
      names = "--epochs-before",
      paramLabel = "N",
      defaultValue = "10",
      description = "Passes over the training images before the first round. Default: 10.")
  private int epochsBefore;

  @Option(
      names = "--epochs-between",
      paramLabel = "N",
      defaultValue = "2",
      description = "Passes after each round. Default: 2.")
  private int epochsBetween;

  @Option(
      names = "--query-rule",
      paramLabel = "RULE",
      defaultValue = "value",
      description =
          "What is compared with random questions: value (the label-estimator's own), settling (times"
              + " what is settled of other labels by co-occurrence), bits (entropy times -log2 of the"
              + " prior) or random. Default: value.")
  private String rule = "value";

  QueryRule rule() {
    return QueryRule.of(rule);
  }

  QueryPlan plan() {
    atLeastOne(rounds, "--rounds");
    atLeastOne(epochsBefore, "--epochs-before");
    atLeastOne(epochsBetween, "--epochs-between");
    if (answers < rounds) {
      throw new UsageException(
          "--answers %d: at least one for each of the %d rounds".formatted(answers, rounds));
    }
    return new QueryPlan(answers, rounds, epochsBefore, epochsBetween);
  }

  private static void atLeastOne(int value, String option) {
    if (value < 1) {
      throw new UsageException("%s %d: it is at least 1".formatted(option, value));
    }
  }
}
