package io.gleaner.app.experiment;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import io.gleaner.app.command.UsageException;
import io.gleaner.protocol.Configuration;
import java.util.Map;
import java.util.Optional;

/**
 * What a short key stands for: a key of {@code gleaner.learner}, else of {@code
 * gleaner.label-estimator}, else a parameter of the objective. A full key stands for itself.
 */
final class SettingKeys {

  private static final String ROOT = "gleaner.";
  private static final String LEARNER = "learner.";
  private static final String ESTIMATOR = "label-estimator.";

  private final Config known = Configuration.load(Optional.empty(), Map.of(), Map.of()).config();

  /** The full key, without {@code gleaner.}. */
  String full(String key) {
    String below = key.startsWith(ROOT) ? key.substring(ROOT.length()) : key;
    if (below.startsWith(LEARNER) || below.startsWith(ESTIMATOR)) {
      return below;
    }
    try {
      for (String section : new String[] {LEARNER, ESTIMATOR}) {
        if (known.hasPath(section + below)) {
          return section + below;
        }
      }
    } catch (ConfigException.BadPath e) {
      throw new UsageException("'%s' is no key; see gleaner config --defaults".formatted(key));
    }
    return LEARNER + "objective.parameters." + below;
  }

  /** A value as the configuration's language reads it: a number, a list, a text. */
  static Object value(String key, String text) {
    try {
      return ConfigFactory.parseString("v = " + text).getValue("v").unwrapped();
    } catch (ConfigException e) {
      throw new UsageException("%s = %s cannot be read: %s".formatted(key, text, e.getMessage()));
    }
  }
}
