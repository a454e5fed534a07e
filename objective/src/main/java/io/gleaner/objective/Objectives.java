package io.gleaner.objective;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** Builds objectives by the name and parameters that a configuration gives. */
public final class Objectives {
  private static final Map<String, Function<Parameters, Objective>> BUILDERS = builders();

  private Objectives() {}

  /**
   * Builds an objective.
   *
   * @param name one of {@link #names}
   * @param params parameters by name, numbers, booleans or text; what is left out has the published
   *     default
   * @throws IllegalArgumentException for an unknown name or parameter or a value outside its range
   */
  public static Objective byName(String name, Map<String, ?> params) {
    Function<Parameters, Objective> builder = BUILDERS.get(name);
    if (builder == null) {
      throw new IllegalArgumentException(
          "no objective is called %s; there are %s".formatted(name, names()));
    }
    Parameters parameters = new Parameters(name, params);
    Objective objective = builder.apply(parameters);
    parameters.refuseUnread();
    return objective;
  }

  /** All names, sorted. */
  public static Set<String> names() {
    return BUILDERS.keySet();
  }

  private static Map<String, Function<Parameters, Objective>> builders() {
    Map<String, Function<Parameters, Objective>> all = new TreeMap<>();
    all.put("bce", p -> supervised(p, bce(p), Unknown.IGNORED, 0, Reduction.MEAN));
    all.put("assume-negative", p -> supervised(p, bce(p), Unknown.ABSENT, 0, Reduction.MEAN));
    all.put(
        "assume-negative-smoothed",
        p -> supervised(p, bce(p), Unknown.ABSENT, 0.1, Reduction.MEAN));
    all.put("weak-negatives", p -> supervised(p, bce(p), Unknown.WEAKLY_ABSENT, 0, Reduction.MEAN));
    all.put("ignore-unobserved", p -> supervised(p, bce(p), Unknown.IGNORED, 0, Reduction.MEAN));
    all.put("focal", p -> supervised(p, focal(p), Unknown.ABSENT, 0, Reduction.MEAN));
    all.put("asl", p -> supervised(p, asl(p), Unknown.ABSENT, 0, Reduction.SUM));
    Builders.add(all);
    LongTail.add(all);
    all.put("epr", p -> new Epr(inner(p), p.number("kappa"), p.number("lambda", 1), divisor(p)));
    all.put("role", Objectives::role);
    return Collections.unmodifiableMap(all);
  }

  private static Objective role(Parameters p) {
    return new Role(
        inner(p),
        p.choice("cross-term", Role.CrossTerm.INSIDE),
        p.number("kappa"),
        p.number("lambda", 1),
        divisor(p));
  }

  private static PositiveTerm divisor(Parameters p) {
    return p.choice("positive-term", PositiveTerm.PER_ENTRY);
  }

  static Objective supervised(
      Parameters p, PerEntryLoss loss, Unknown unknown, double smoothing, Reduction reduction) {
    return new Supervised(
        loss,
        p.choice("unknown", unknown),
        p.number("label-smoothing", smoothing),
        p.choice("reduction", reduction));
  }

  static PerEntryLoss inner(Parameters p) {
    String name = p.text("loss", "bce");
    return switch (name) {
      case "bce" -> bce(p);
      case "focal" -> focal(p);
      case "asl" -> asl(p);
      default -> throw new IllegalArgumentException("loss must be bce, focal or asl, not " + name);
    };
  }

  static Bce bce(Parameters p) {
    return new Bce(p.number("log-epsilon", 0));
  }

  static Focal focal(Parameters p) {
    Focal published = new Focal();
    return new Focal(
        p.number("gamma", published.gamma()),
        p.number("present-balance", published.presentBalance()),
        p.number("absent-balance", published.absentBalance()));
  }

  static Asl asl(Parameters p) {
    Asl published = new Asl();
    return new Asl(
        p.number("gamma-present", published.gammaPresent()),
        p.number("gamma-absent", published.gammaAbsent()),
        p.number("margin", published.margin()),
        p.flag("focus-gradient", published.focusGradient()),
        p.number("clamp", published.clamp()),
        p.flag("clamp-above", published.clampAbove()));
  }
}
