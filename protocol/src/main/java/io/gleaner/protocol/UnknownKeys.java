package io.gleaner.protocol;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.Map;

/**
 * Refuses keys that no module documents: a misspelt setting must not be silently without effect.
 */
final class UnknownKeys {

  private UnknownKeys() {}

  /**
   * Compares a file with the reference.
   *
   * @param open the one section in which every key is allowed
   * @throws ConfigurationException naming the first unknown key, its line, and the nearest right
   *     one
   */
  static void refuse(Config own, Config reference, String open) {
    refuse("", own.root(), reference.root(), open);
  }

  private static void refuse(String prefix, ConfigObject own, ConfigObject reference, String open) {
    for (Map.Entry<String, ConfigValue> entry : own.entrySet()) {
      String path = prefix + entry.getKey();
      if (path.equals(open)) {
        continue;
      }
      ConfigValue known = reference.get(entry.getKey());
      if (known == null) {
        throw new ConfigurationException(
            "unknown key %s (%s)%s"
                .formatted(
                    path,
                    entry.getValue().origin().description(),
                    NearestName.of(entry.getKey(), reference.keySet())
                        .map(name -> "; did you mean " + prefix + name + "?")
                        .orElse("; see `gleaner config --defaults`")));
      }
      // An empty object in the reference is a free-form map.
      if (known.valueType() == ConfigValueType.OBJECT && !((ConfigObject) known).isEmpty()) {
        if (!(entry.getValue() instanceof ConfigObject section)) {
          throw new ConfigurationException(path + " is a section, not a value");
        }
        refuse(path + ".", section, (ConfigObject) known, open);
      }
    }
  }
}
