package io.gleaner.objective;

import static io.gleaner.objective.GoldenCase.flat;
import static io.gleaner.objective.GoldenCase.full;
import static io.gleaner.objective.GoldenCase.matches;
import static io.gleaner.objective.GoldenObjective.named;
import static io.gleaner.objective.GoldenObjective.p;
import static io.gleaner.objective.GoldenObjective.with;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Distribution-balanced losses against their golden files. */
final class GoldenLongTail {
  private GoldenLongTail() {}

  static void addTo(Map<String, GoldenChecks.Check> all) {
    for (String file : List.of("db", "db_cb", "db_focal_only", "db_rbce", "db_rw")) {
      all.put(file + ".json", GoldenLongTail::distributionBalanced);
    }
  }

  private static void distributionBalanced(JsonNode c) {
    JsonNode params = c.get("params");
    double[] counts = flat(c.get("class_freq"));
    List<Double> present = Arrays.stream(counts).boxed().toList();
    Object[] parameters = {
      "class-counts", present,
      "images", counts[0] + flat(c.get("neg_class_freq"))[0],
      "weights", weights(params),
      "norm", norm(params.get("weight_norm").asText()),
      "weight-alpha", p(c, "map_alpha"),
      "weight-beta", p(c, "map_beta"),
      "weight-mu", p(c, "map_gamma"),
      "absent-scale", params.get("neg_scale").asDouble(1),
      "bias", params.get("init_bias").asDouble(0),
      "bias-over-scale", true
    };
    if (params.has("CB_beta")) {
      parameters = with(parameters, "effective-beta", p(c, "CB_beta"));
    }
    boolean focal = p(c, "focal") != 0;
    if (focal) {
      parameters = with(parameters, "gamma", p(c, "gamma"), "balance", p(c, "balance_param"));
    }
    matches(named(focal ? "db-focal" : "db", parameters), full(c, "labels"), c);
  }

  private static String weights(JsonNode params) {
    return switch (params.get("reweight_func").asText()) {
      case "inv" -> "inverse";
      case "sqrt_inv" -> "square-root-inverse";
      case "rebalance" -> "rebalanced";
      case "None" -> "none";
      default ->
          switch (params.get("CB_mode").asText()) {
            case "by_class" -> "effective-number";
            case "average_n" -> "effective-of-mean-count";
            case "average_w" -> "effective-mean";
            default -> "effective-of-least-count";
          };
    };
  }

  private static String norm(String name) {
    return switch (name) {
      case "by_instance" -> "by-image";
      case "by_batch" -> "by-batch";
      default -> "none";
    };
  }
}
