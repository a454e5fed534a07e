package io.gleaner.objective;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Every objective by name, with its defaults and with its other choices. */
final class Configurations {
  private Configurations() {}

  /** An objective to build anew for each evaluation, as some of them learn. */
  record Configuration(String name, Map<String, Object> params) {
    Objective build(int classes) {
      Map<String, Object> all = new HashMap<>(params);
      if (all.remove("fixed-counts") != null) {
        all.put("class-counts", IntStream.range(0, classes).mapToObj(k -> 3.0 + 7 * k).toList());
        all.put("images", 100.0);
      }
      return Objectives.byName(name, all);
    }

    @Override
    public String toString() {
      return name + params;
    }
  }

  static List<Configuration> all() {
    List<Configuration> all = new ArrayList<>();
    for (String name : Objectives.names()) {
      all.add(
          switch (name) {
            case "epr", "role", "gpr" -> of(name, "kappa", 1.5);
            default -> of(name);
          });
    }
    for (String name : List.of("bce", "focal", "asl")) {
      all.add(of(name, "unknown", "weakly-absent", "label-smoothing", 0.1, "reduction", "mean"));
      all.add(of("role", "loss", name, "kappa", 1.5, "lambda", 0));
      all.add(of("role", "loss", name, "kappa", 2, "cross-term", "weighted-residual"));
      all.add(of("role", "loss", name, "kappa", 1, "positive-term", "per-image"));
      all.add(of("epr", "loss", name, "kappa", 1, "positive-term", "per-image"));
    }
    all.add(of("asl", "focus-gradient", false, "gamma-present", 1));
    all.add(of("asl", "gamma-present", 0.5, "gamma-absent", 2.5, "clamp", 1e-8));
    all.add(of("bce", "log-epsilon", 1e-5));
    all.add(of("partial-asl", "mode", "ignore", "reduction", "mean"));
    all.add(of("partial-asl", "mode", "ignore-normalize-classes", "focus-gradient", true));
    all.add(of("partial-asl", "mode", "selective", "focus-gradient", true, "likeliest", 1));
    all.add(of("partial-asl", "mode", "selective", "fixed-counts", true, "reduction", "mean"));
    all.add(of("two-way", "direction", "sample-wise", "mask", -100));
    all.add(of("two-way", "direction", "class-wise", "margin", 0.5, "unknown", "absent"));
    all.add(of("warp", "rank", "violations"));
    all.add(of("rml", "rank", "in-class-order"));
    all.add(of("lsep", "whole-batch", true));
    all.add(of("bp-mll", "normalised", false));
    all.add(of("hill", "unknown", "ignored", "reduction", "mean"));
    for (ClassWeights.Kind kind : ClassWeights.Kind.values()) {
      String weights = kind.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
      all.add(of("db", "fixed-counts", true, "weights", weights));
      all.add(of("db-focal", "fixed-counts", true, "weights", weights, "norm", "by-batch"));
    }
    all.add(of("ldam", "fixed-counts", true, "scale", 3));
    return all;
  }

  private static Configuration of(String name, Object... params) {
    Map<String, Object> map = new HashMap<>();
    for (int i = 0; i < params.length; i += 2) {
      map.put((String) params[i], params[i + 1]);
    }
    return new Configuration(name, map);
  }
}
