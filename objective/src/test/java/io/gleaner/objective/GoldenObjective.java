package io.gleaner.objective;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Objectives by name, with a golden case's parameters. */
final class GoldenObjective {
  /** Within the logarithms of the single-positive paper's code. */
  static final double CODE_EPSILON = 1e-5;

  private GoldenObjective() {}

  static double p(JsonNode c, String name) {
    JsonNode value = c.get("params").get(name);
    assertThat(value).as("parameter %s", name).isNotNull();
    return value.asDouble();
  }

  static double value(Objective objective, LabelBatch batch) {
    return objective.evaluate(batch, new double[batch.entries()]);
  }

  /** With the original's epsilon in the logarithms. */
  static Objective code(String name, Object... parameters) {
    return named(name, with(parameters, "log-epsilon", CODE_EPSILON));
  }

  static Objective named(String name, Object... parameters) {
    Map<String, Object> map = new HashMap<>();
    for (int i = 0; i < parameters.length; i += 2) {
      map.put((String) parameters[i], parameters[i + 1]);
    }
    return Objectives.byName(name, map);
  }

  static Object[] with(Object[] some, Object... more) {
    List<Object> all = new ArrayList<>(List.of(some));
    all.addAll(List.of(more));
    return all.toArray();
  }
}
