package io.gleaner.app.experiment;

import io.gleaner.app.command.UsageException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An objective as the command line names it, with settings of its own: {@code
 * NAME[:KEY=VALUE[:KEY=VALUE…]]}.
 *
 * @param text as it was given; names it in the results
 * @param settings as {@code --set} takes them, over those of the whole run
 * @param estimates who estimates unlabelled entries, key {@code estimates}
 */
record ObjectiveChoice(
    String text, String name, Map<String, String> settings, EstimateKind estimates) {

  private static final String ESTIMATES = "estimates";
  private static final Map<String, EstimateKind> OWN_ESTIMATES =
      Map.of(
          "role", EstimateKind.ROWS,
          "large-loss-permanent-correction", EstimateKind.CORRECTIONS);

  static ObjectiveChoice parse(String text) {
    String[] parts = text.strip().split(":", -1);
    if (parts[0].isEmpty()) {
      throw new UsageException("--objective '%s' names none".formatted(text));
    }
    Map<String, String> settings = new LinkedHashMap<>();
    for (int i = 1; i < parts.length; i++) {
      int equals = parts[i].indexOf('=');
      if (equals < 1) {
        throw new UsageException("--objective %s: '%s' is not KEY=VALUE".formatted(text, parts[i]));
      }
      settings.put(parts[i].substring(0, equals).strip(), parts[i].substring(equals + 1).strip());
    }
    String given = settings.remove(ESTIMATES);
    EstimateKind otherwise = OWN_ESTIMATES.getOrDefault(parts[0], EstimateKind.NONE);
    return new ObjectiveChoice(
        text.strip(), parts[0], settings, given == null ? otherwise : EstimateKind.of(given));
  }
}
