package io.gleaner.objective;

import static io.gleaner.objective.GoldenCase.full;
import static io.gleaner.objective.GoldenCase.matches;
import static io.gleaner.objective.GoldenObjective.named;
import static io.gleaner.objective.GoldenObjective.p;
import static io.gleaner.objective.LabelBatch.ABSENT;
import static io.gleaner.objective.LabelBatch.PRESENT;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Map;

/** Asymmetric and focal losses against their golden files. */
final class GoldenAsymmetric {
  private GoldenAsymmetric() {}

  static void addTo(Map<String, GoldenChecks.Check> all) {
    all.put("asl.json", GoldenAsymmetric::asl);
    all.put("asl_query2label.json", GoldenAsymmetric::aslQuery2Label);
    all.put("asl_single_label.json", GoldenAsymmetric::aslSingleLabel);
    all.put("focal.json", GoldenAsymmetric::focal);
    all.put("partial_asl_csl.json", GoldenAsymmetric::partialAsl);
  }

  private static void asl(JsonNode c) {
    matches(named("asl", aslParameters(c, "sum", false)), full(c, "labels"), c);
  }

  private static void aslQuery2Label(JsonNode c) {
    boolean optimised = c.at("/params/cls").asText().equals("AsymmetricLossOptimized");
    Object[] parameters = aslParameters(c, optimised ? "thousandfold-mean" : "sum", !optimised);
    matches(named("asl", parameters), full(c, "labels"), c);
  }

  private static Object[] aslParameters(JsonNode c, String reduction, boolean clampAbove) {
    return new Object[] {
      "gamma-absent", p(c, "gamma_neg"),
      "gamma-present", p(c, "gamma_pos"),
      "margin", p(c, "clip"),
      "clamp", p(c, "eps"),
      "clamp-above", clampAbove,
      "focus-gradient", p(c, "disable_torch_grad_focal_loss") == 0,
      "reduction", reduction
    };
  }

  private static void aslSingleLabel(JsonNode c) {
    LabelBatch batch = GoldenCase.logits(c);
    Arrays.fill(batch.observed(), ABSENT);
    for (int b = 0; b < batch.size(); b++) {
      batch.observed()[b * batch.classes() + c.get("labels").get(b).asInt()] = PRESENT;
    }
    matches(
        named(
            "single-label-asl",
            "gamma-present",
            p(c, "gamma_pos"),
            "gamma-absent",
            p(c, "gamma_neg"),
            "label-smoothing",
            p(c, "eps")),
        batch,
        c);
  }

  private static void focal(JsonNode c) {
    double balance = p(c, "balance_param");
    matches(
        named(
            "focal", "gamma", p(c, "gamma"), "present-balance", balance, "absent-balance", balance),
        full(c, "labels"),
        c);
  }

  private static void partialAsl(JsonNode c) {
    matches(
        named(
            "partial-asl",
            "mode",
            c.at("/params/mode").asText(),
            "gamma-present",
            p(c, "gamma_pos"),
            "gamma-absent",
            p(c, "gamma_neg"),
            "gamma-unannotated",
            p(c, "gamma_unann"),
            "margin",
            p(c, "clip"),
            "clamp",
            1e-8,
            "unannotated-weight",
            p(c, "alpha_unann"),
            "likeliest",
            p(c, "likelihood_topk"),
            "prior-threshold",
            1),
        full(c, "labels"),
        c);
  }
}
