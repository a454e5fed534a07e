package io.gleaner.objective;

import java.util.Map;
import java.util.function.Function;

/** How the objectives for long tails are built from their parameters. */
final class LongTail {
  private static final double PUBLISHED_BIAS = 0.05;

  private LongTail() {}

  static void add(Map<String, Function<Parameters, Objective>> all) {
    all.put("ldam", LongTail::ldam);
    all.put("re-weighting", p -> balanced(p, ClassWeights.Kind.SQUARE_ROOT_INVERSE, false, 1, 0));
    all.put(
        "class-balanced-focal", p -> balanced(p, ClassWeights.Kind.EFFECTIVE_NUMBER, true, 1, 0));
    all.put("r-bce", p -> balanced(p, ClassWeights.Kind.REBALANCED, false, 1, 0));
    all.put("r-bce-focal", p -> balanced(p, ClassWeights.Kind.REBALANCED, true, 1, 0));
    all.put(
        "negative-tolerant-bce",
        p -> balanced(p, ClassWeights.Kind.NONE, false, 5, PUBLISHED_BIAS));
    all.put("db", p -> balanced(p, ClassWeights.Kind.REBALANCED, false, 5, PUBLISHED_BIAS));
    all.put("db-focal", p -> balanced(p, ClassWeights.Kind.REBALANCED, true, 5, PUBLISHED_BIAS));
  }

  private static Objective ldam(Parameters p) {
    return new Ldam(
        counts(p),
        p.number("largest-margin", 0.5),
        p.number("scale", 1),
        p.choice("unknown", Unknown.ABSENT));
  }

  private static Objective balanced(
      Parameters p, ClassWeights.Kind kind, boolean focal, double absentScale, double bias) {
    ClassWeights published = ClassWeights.of(kind);
    ClassWeights weights =
        new ClassWeights(
            p.choice("weights", kind),
            p.choice("norm", published.norm()),
            p.number("weight-alpha", published.alpha()),
            p.number("weight-beta", published.beta()),
            p.number("weight-mu", published.mu()),
            p.number("effective-beta", published.effective()));
    double balance = p.number("balance", 1);
    PerEntryLoss loss =
        focal ? new Focal(p.number("gamma", 2), balance, balance) : Objectives.bce(p);
    return new DistributionBalanced(
        counts(p),
        weights,
        loss,
        p.number("absent-scale", absentScale),
        p.number("bias", bias),
        p.flag("bias-over-scale", false),
        p.choice("unknown", Unknown.ABSENT));
  }

  /** Fixed when they are given, running otherwise. */
  static ClassCounts counts(Parameters p) {
    double[] present = p.numbers("class-counts");
    double fade = p.number("count-fade", 0.999);
    double prior = p.number("count-prior", 1);
    return present == null
        ? ClassCounts.running(fade, prior)
        : ClassCounts.fixed(present, p.number("images"));
  }
}
