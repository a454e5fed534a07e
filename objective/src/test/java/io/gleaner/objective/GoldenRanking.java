package io.gleaner.objective;

import static io.gleaner.objective.GoldenCase.full;
import static io.gleaner.objective.GoldenCase.matches;
import static io.gleaner.objective.GoldenObjective.named;
import static io.gleaner.objective.GoldenObjective.p;
import static io.gleaner.objective.GoldenObjective.value;
import static io.gleaner.objective.GoldenObjective.with;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** Ranking losses and the two-way loss against their golden files. */
final class GoldenRanking {
  private GoldenRanking() {}

  static void addTo(Map<String, GoldenChecks.Check> all) {
    all.put(
        "bp_mll.json",
        c -> {
          matches(named("bp-mll", "normalised", false), full(c, "labels"), c);
          GoldenCase.value(
              value(named("bp-mll"), full(c, "labels")), c.get("loss_paper_normalised"));
        });
    all.put(
        "lsep.json",
        c -> {
          matches(named("lsep", "whole-batch", true), full(c, "labels"), c);
          GoldenCase.value(value(named("lsep"), full(c, "labels")), c.get("loss_paper_per_sample"));
        });
    all.put("wlsep.json", c -> matches(named("wlsep"), full(c, "labels"), c));
    all.put(
        "warp_moments.json",
        c -> {
          matches(named("mean-warp", "order-instead-of-rank", true), full(c, "labels"), c);
          matches(named("mean-warp"), full(c, "labels"), c, "loss_true_rank", "grad_true_rank");
        });
    all.put("two_way.json", GoldenRanking::twoWay);
    all.put("warp_rmlcnn.json", c -> warp("warp", c));
    all.put("robust_warp_rml.json", c -> warp("rml", c));
  }

  private static void warp(String name, JsonNode c) {
    Objective code = named(name, "rank", "in-class-order", "round-half-up", true);
    Objective exact = named(name, "rank", "violations");
    Objective expected = named(name, "round-half-up", true);
    matches(code, full(c, "labels"), c);
    matches(exact, full(c, "labels"), c, "loss_exact_rank", "grad_exact_rank");
    GoldenCase.value(value(expected, full(c, "labels")), c.get("loss_expected"));
  }

  private static void twoWay(JsonNode c) {
    Object[] temperatures = {"temperature-present", p(c, "Tp"), "temperature-absent", p(c, "Tn")};
    matches(named("two-way", with(temperatures, "mask", p(c, "nINF"))), full(c, "labels"), c);
    matches(
        named("two-way", temperatures),
        full(c, "labels"),
        c,
        "loss_exact_mask",
        "grad_logits_exact_mask");
  }
}
