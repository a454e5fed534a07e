package io.gleaner.app.experiment;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Chosen against random questions over all seeds.
 *
 * @param rule by which questions were chosen
 * @param rounds means over seeds, one before the first question and one after each round
 * @param seeds what they are means of
 */
record QueryReport(
    @JsonProperty("setup") ExperimentReport.Setup setup,
    @JsonProperty("rule") String rule,
    @JsonProperty("rounds") List<Round> rounds,
    @JsonProperty("seeds") List<QueryComparison> seeds) {

  /**
   * After a round.
   *
   * @param gain test mAP with chosen questions less that with random ones, paired by seed
   */
  record Round(
      @JsonProperty("answers") int answers,
      @JsonProperty("chosen_test_map") double chosenTestMap,
      @JsonProperty("random_test_map") double randomTestMap,
      @JsonProperty("gain") PairedGain gain,
      @JsonProperty("chosen_hidden_positives") double chosenHiddenPositives,
      @JsonProperty("random_hidden_positives") double randomHiddenPositives) {

    private static Round of(int round, List<QueryComparison> seeds) {
      return new Round(
          seeds.get(0).chosen().get(round).answers(),
          mean(seeds, QueryComparison::chosen, round, QueryRound::testMap),
          mean(seeds, QueryComparison::random, round, QueryRound::testMap),
          PairedGain.of(seeds.stream().mapToDouble(seed -> seed.gain(round)).toArray()),
          mean(seeds, QueryComparison::chosen, round, QueryRound::hiddenPositives),
          mean(seeds, QueryComparison::random, round, QueryRound::hiddenPositives));
    }

    private static double mean(
        List<QueryComparison> seeds,
        Function<QueryComparison, List<QueryRound>> rule,
        int round,
        ToDoubleFunction<QueryRound> figure) {
      return seeds.stream()
          .mapToDouble(seed -> figure.applyAsDouble(rule.apply(seed).get(round)))
          .average()
          .orElseThrow();
    }
  }

  static QueryReport of(ExperimentReport.Setup setup, QueryRule rule, List<QueryComparison> seeds) {
    List<Round> rounds =
        IntStream.range(0, seeds.get(0).chosen().size())
            .mapToObj(round -> Round.of(round, seeds))
            .toList();
    return new QueryReport(setup, rule.text(), rounds, List.copyOf(seeds));
  }

  /** For people, a line a round. */
  String table() {
    StringBuilder text =
        new StringBuilder(
            "answers  chosen mAP  random mAP   gain  95 % interval  positives: chosen  random\n");
    for (Round round : rounds) {
      text.append(
          String.format(
              Locale.ROOT,
              "%7d  %10.2f  %10.2f  %+5.2f  %14s  %17.1f  %6.1f%n",
              round.answers(),
              round.chosenTestMap(),
              round.randomTestMap(),
              round.gain().mean(),
              round.gain().interval(),
              round.chosenHiddenPositives(),
              round.randomHiddenPositives()));
    }
    return text.toString();
  }
}
