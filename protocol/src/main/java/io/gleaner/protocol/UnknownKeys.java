package io.gleaner.protocol;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

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
                    nearest(entry.getKey(), reference.keySet())
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

  private static Optional<String> nearest(String name, Collection<String> known) {
    return known.stream()
        .min(Comparator.comparingInt((String k) -> editDistance(name, k)).thenComparing(k -> k))
        .filter(k -> editDistance(name, k) <= Math.max(2, name.length() / 2));
  }

  private static int editDistance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    int[] current = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        current[j] = Math.min(Math.min(current[j - 1], previous[j]) + 1, previous[j - 1] + change);
      }
      int[] swap = previous;
      previous = current;
      current = swap;
    }
    return previous[b.length()];
  }
}
