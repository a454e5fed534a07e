package io.gleaner.objective;

import static io.gleaner.objective.GoldenCase.batch;
import static io.gleaner.objective.GoldenCase.matches;
import static io.gleaner.objective.GoldenCase.partial;
import static io.gleaner.objective.GoldenCase.pseudo;
import static io.gleaner.objective.GoldenObjective.named;
import static io.gleaner.objective.GoldenObjective.p;
import static io.gleaner.objective.GoldenObjective.with;
import static io.gleaner.objective.LabelBatch.ABSENT;
import static io.gleaner.objective.LabelBatch.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/**
 * Losses that distrust labels or missing ones (Hill, SPLC, GR, GPR, large loss) against their
 * golden files.
 */
final class GoldenNoisy {
  private GoldenNoisy() {}

  static void addTo(Map<String, GoldenChecks.Check> all) {
    all.put("hill.json", GoldenNoisy::hill);
    all.put("splc.json", GoldenNoisy::splc);
    all.put("gr_loss.json", GoldenNoisy::gr);
    all.put("gpr_loss.json", GoldenNoisy::gpr);
    all.put("large_loss.json", GoldenNoisy::largeLoss);
  }

  private static void hill(JsonNode c) {
    matches(
        named(
            "hill",
            "lambda",
            p(c, "lamb"),
            "margin",
            p(c, "margin"),
            "gamma",
            p(c, "gamma"),
            "reduction",
            c.at("/params/reduction").asText()),
        zeroUnknown(c),
        c);
  }

  private static void splc(JsonNode c) {
    LabelBatch batch = zeroUnknown(c);
    batch.epoch(c.at("/params/epoch").asInt() + 1);
    matches(
        named(
            "splc",
            "tau",
            p(c, "tau"),
            "change-epoch",
            p(c, "change_epoch") + 1,
            "margin",
            p(c, "margin"),
            "gamma",
            p(c, "gamma"),
            "reduction",
            c.at("/params/reduction").asText()),
        batch,
        c);
  }

  private static LabelBatch zeroUnknown(JsonNode c) {
    return batch(c, c.has("labels") ? "labels" : "observed", UNKNOWN, ABSENT);
  }

  private static Object[] grParameters(JsonNode c) {
    Object[] parameters = {"q2", p(c, "q2"), "q3", p(c, "q3"), "log-epsilon", 1e-7};
    for (String line : List.of("w", "b", "mu", "sigma")) {
      parameters = with(parameters, line + "-first", p(c, line), line + "-last", p(c, line));
    }
    return parameters;
  }

  private static void gr(JsonNode c) {
    matches(named("gr", grParameters(c)), zeroUnknown(c), c);
  }

  private static void gpr(JsonNode c) {
    LabelBatch batch = partial(c);
    pseudo(batch, c);
    Object[] own = {
      "lambda1", p(c, "lam_1"),
      "lambda2", p(c, "lam_2"),
      "rho", p(c, "rho"),
      "regularisation", p(c, "reg"),
      "kappa", p(c, "expected_num_pos")
    };
    matches(named("gpr", with(grParameters(c), own)), batch, c);
  }

  private static void largeLoss(JsonNode c) {
    String name =
        switch (c.at("/params/mod_scheme").asText()) {
          case "LL-R" -> "large-loss-rejection";
          case "LL-Cp" -> "large-loss-permanent-correction";
          default -> "large-loss-temporary-correction";
        };
    double delta = p(c, "delta_rel");
    LabelBatch batch = partial(c);
    batch.epoch(1 + (int) Math.round((1 - p(c, "clean_rate")) / delta));
    LargeLoss objective = (LargeLoss) named(name, "delta", delta, "observed-too", true);
    assertThat(objective.large(batch)).isEqualTo(c.get("k").asInt());
    matches(objective, batch, c);
    List<Integer> corrected = new ArrayList<>();
    objective.corrections(batch, corrected::add);
    assertThat(corrected).containsExactlyInAnyOrderElementsOf(corrections(c, batch.classes()));
  }

  private static List<Integer> corrections(JsonNode c, int classes) {
    return StreamSupport.stream(c.get("correction_index").spliterator(), false)
        .map(index -> index.get(0).asInt() * classes + index.get(1).asInt())
        .toList();
  }
}
