package io.gleaner.learner;

import com.typesafe.config.Config;
import io.gleaner.protocol.ConfigurationException;
import java.util.Map;

/**
 * What is minimised.
 *
 * @param parameters the objective's own; κ is added where it asks for one
 */
public record ObjectiveConfig(String name, Map<String, Object> parameters) {
  private static final String KEY = "gleaner.learner.objective.";

  // What is left of each without them.
  private static final Map<String, String> WITH_PSEUDO_LABELS = Map.of("vlpl", "em", "gpr", "gr");

  /**
   * Refuses what would train without the pseudo-labels that its paper is about: nothing here makes
   * any.
   *
   * @throws ConfigurationException that says what to set instead
   */
  public ObjectiveConfig {
    String without = WITH_PSEUDO_LABELS.get(name);
    if (without != null) {
      throw new ConfigurationException(
          "%sname is %s, which needs pseudo-labels of a vision-language model, and nothing here makes them: set %s, which is what it would be without them, or role, which makes estimates of its own"
              .formatted(KEY, name, without));
    }
    if (name.equals("em") && parameters.containsKey("beta")) {
      throw new ConfigurationException(
          "%sparameters.beta is the weight of em's pseudo-labels, and nothing here makes them: leave it out"
              .formatted(KEY));
    }
  }

  static ObjectiveConfig from(Config config) {
    return new ObjectiveConfig(
        config.getString("name"), config.getObject("parameters").unwrapped());
  }
}
