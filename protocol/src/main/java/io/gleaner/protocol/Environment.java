package io.gleaner.protocol;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import java.util.Locale;
import java.util.Map;

/** Environment variables as configuration: one for every documented key, and any Kafka property. */
final class Environment {

  private static final String KAFKA = "GLEANER_KAFKA_";

  private Environment() {}

  /** What the environment overrides. Variables that match no key are left alone. */
  static Config of(Map<String, String> environment, Config reference) {
    Config overrides = ConfigFactory.empty();
    for (var entry : reference.entrySet()) {
      String value = environment.get(variable(entry.getKey()));
      if (value != null) {
        overrides =
            overrides.withValue(
                entry.getKey(),
                ConfigFactory.parseString("v = " + literal(value, entry.getKey())).getValue("v"));
      }
    }
    for (Map.Entry<String, String> variable : environment.entrySet()) {
      if (variable.getKey().startsWith(KAFKA)) {
        String property =
            variable.getKey().substring(KAFKA.length()).toLowerCase(Locale.ROOT).replace('_', '.');
        overrides =
            overrides.withValue(
                "gleaner.kafka." + property, ConfigValueFactory.fromAnyRef(variable.getValue()));
      }
    }
    return overrides;
  }

  private static String variable(String path) {
    return path.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_').replace("\"", "");
  }

  /** Lists may be written as {@code [a, b]}; everything else is taken as it stands. */
  private static String literal(String value, String path) {
    if (value.startsWith("[")) {
      return value;
    }
    if (value.indexOf('\n') >= 0) {
      throw new ConfigurationException(variable(path) + " has a line break in it");
    }
    return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
