package io.gleaner.objective;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;

/** How each golden file is read: which objective, by name and parameters, it belongs to. */
final class GoldenChecks {
  private GoldenChecks() {}

  /** Compares one case, or a whole file that has none. */
  interface Check {
    void run(JsonNode c);
  }

  static Map<String, Check> byFile() {
    Map<String, Check> all = new TreeMap<>();
    GoldenAsymmetric.addTo(all);
    GoldenNoisy.addTo(all);
    GoldenRanking.addTo(all);
    GoldenSinglePositive.addTo(all);
    GoldenLongTail.addTo(all);
    all.put("spml_role_trajectory.json", RoleTrajectory::check);
    return all;
  }
}
