package io.gleaner.objective;

import io.gleaner.objective.GrSchedule.Line;
import java.util.Map;
import java.util.function.Function;

/** How the objectives beyond BCE, ASL, EPR and ROLE are built from their parameters. */
final class Builders {
  private Builders() {}

  static void add(Map<String, Function<Parameters, Objective>> all) {
    all.put("asymmetric-focusing", p -> part(p, new Asl(0, 4, 0, true, 0, false)));
    all.put("probability-shifting", p -> part(p, new Asl(0, 0, 0.2, true, 0, false)));
    all.put("adaptive-asl", Builders::adaptive);
    all.put("single-label-asl", Builders::singleLabel);
    all.put("multi-label-softmax", p -> new MultiLabelSoftmax(unknown(p, Unknown.ABSENT)));
    all.put("two-way", Builders::twoWay);
    all.put("pairwise-ranking", p -> new PairwiseRanking(unknown(p, Unknown.ABSENT)));
    all.put("warp", p -> warp(p, 0, 0));
    all.put("rml", p -> warp(p, 0.9, 5));
    all.put(
        "mean-warp",
        p -> new MeanWarp(p.flag("order-instead-of-rank", false), unknown(p, Unknown.ABSENT)));
    all.put("bp-mll", p -> new BpMll(p.flag("normalised", true), unknown(p, Unknown.ABSENT)));
    all.put("lsep", p -> new Lsep(p.flag("whole-batch", false), unknown(p, Unknown.ABSENT)));
    all.put("wlsep", p -> new Wlsep(unknown(p, Unknown.ABSENT)));
    all.put("em", Builders::em);
    all.put("vlpl", Builders::vlpl);
    all.put("hill", Builders::hill);
    all.put("splc", Builders::splc);
    all.put("gr", Builders::gr);
    all.put("gpr", Builders::gpr);
    all.put("partial-asl", Builders::partialAsl);
    for (LargeLoss.Scheme scheme : LargeLoss.Scheme.values()) {
      String name = new LargeLoss(scheme, 0, false).name();
      all.put(
          name,
          p -> new LargeLoss(scheme, p.number("delta", 0.002), p.flag("observed-too", false)));
    }
  }

  private static Unknown unknown(Parameters p, Unknown otherwise) {
    return p.choice("unknown", otherwise);
  }

  private static Reduction reduction(Parameters p, Reduction otherwise) {
    return p.choice("reduction", otherwise);
  }

  /** ASL with other defaults. */
  private static Objective part(Parameters p, Asl defaults) {
    Asl loss =
        new Asl(
            p.number("gamma-present", defaults.gammaPresent()),
            p.number("gamma-absent", defaults.gammaAbsent()),
            p.number("margin", defaults.margin()),
            p.flag("focus-gradient", true),
            p.number("clamp", 0),
            p.flag("clamp-above", false));
    return Objectives.supervised(p, loss, Unknown.ABSENT, 0, Reduction.SUM);
  }

  private static Objective adaptive(Parameters p) {
    Asl start =
        new Asl(
            p.number("gamma-present", 0),
            p.number("gamma-absent", 0),
            p.number("margin", 0.05),
            true,
            0,
            false);
    return new AdaptiveAsl(
        start,
        p.number("gap-target", 0.1),
        p.number("step", 0.01),
        unknown(p, Unknown.ABSENT),
        reduction(p, Reduction.SUM));
  }

  private static Objective singleLabel(Parameters p) {
    return new SingleLabelAsl(
        p.number("gamma-present", 0),
        p.number("gamma-absent", 4),
        p.number("label-smoothing", 0.1));
  }

  private static Objective twoWay(Parameters p) {
    return new TwoWay(
        p.number("temperature-present", 4),
        p.number("temperature-absent", 1),
        p.choice("direction", TwoWay.Direction.BOTH),
        p.number("mask", Double.NEGATIVE_INFINITY),
        p.number("margin", 0),
        unknown(p, Unknown.IGNORED));
  }

  private static Objective warp(Parameters p, double ramp, double classification) {
    return new Warp(
        p.choice("rank", Warp.Rank.EXPECTED),
        p.flag("round-half-up", false),
        p.number("ramp", ramp),
        p.number("ramp-start", -0.8),
        p.number("classification", classification),
        unknown(p, Unknown.ABSENT));
  }

  private static Objective em(Parameters p) {
    return new Em(Objectives.bce(p), p.number("alpha", 0.2), p.number("beta", 0.02));
  }

  private static Objective vlpl(Parameters p) {
    return new Vlpl(
        Objectives.bce(p),
        p.number("alpha", 0.2),
        p.number("beta", 0.7),
        (int) p.number("warmup", 5));
  }

  private static Objective hill(Parameters p) {
    return new Hill(
        p.number("lambda", 1.5),
        p.number("margin", 1),
        p.number("gamma", 2),
        reduction(p, Reduction.SUM),
        unknown(p, Unknown.ABSENT));
  }

  private static Objective splc(Parameters p) {
    return new Splc(
        p.number("tau", 0.6),
        (int) p.number("change-epoch", 2),
        p.number("margin", 1),
        p.number("gamma", 2),
        reduction(p, Reduction.SUM),
        unknown(p, Unknown.ABSENT));
  }

  private static Gr gr(Parameters p) {
    GrSchedule published = new GrSchedule();
    GrSchedule schedule =
        new GrSchedule(
            line(p, "w", published.w()),
            line(p, "b", published.b()),
            line(p, "mu", published.mu()),
            line(p, "sigma", published.sigma()),
            (int) p.number("start", published.start()),
            (int) p.number("end", published.end()),
            p.flag("lagging", published.lagging()));
    return new Gr(schedule, p.number("q2", 0.01), p.number("q3", 1), p.number("log-epsilon", 0));
  }

  private static Line line(Parameters p, String name, Line published) {
    return new Line(
        p.number(name + "-first", published.first()), p.number(name + "-last", published.last()));
  }

  private static Objective gpr(Parameters p) {
    return new Gpr(
        gr(p),
        Objectives.bce(p),
        p.number("lambda1", 0.7),
        p.number("lambda2", 0.5),
        p.number("rho", 0.9),
        p.number("regularisation", 0.001),
        p.number("kappa"));
  }

  private static Objective partialAsl(Parameters p) {
    boolean focusGradient = p.flag("focus-gradient", false);
    double margin = p.number("margin", 0);
    double clamp = p.number("clamp", 0);
    return new PartialAsl(
        new Asl(
            p.number("gamma-present", 0),
            p.number("gamma-absent", 1),
            margin,
            focusGradient,
            clamp,
            false),
        new Asl(0, p.number("gamma-unannotated", 2), margin, focusGradient, clamp, false),
        p.number("unannotated-weight", 1),
        p.choice("mode", PartialAsl.Mode.NEGATIVE),
        (int) p.number("likeliest", 5),
        LongTail.counts(p),
        p.number("prior-threshold", 0.05),
        reduction(p, Reduction.SUM));
  }
}
