package io.gleaner.objective;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** An objective's parameters by name, each read once, with an error for what nobody reads. */
final class Parameters {
  private final String objective;
  private final Map<String, ?> given;
  private final Set<String> known = new TreeSet<>();

  Parameters(String objective, Map<String, ?> given) {
    this.objective = objective;
    this.given = given;
  }

  static void require(boolean holds, String name, double value, String range) {
    if (!holds) {
      throw new IllegalArgumentException("%s must be %s, not %s".formatted(name, range, value));
    }
  }

  double number(String key, double otherwise) {
    Object value = read(key);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    try {
      return Double.parseDouble(value.toString());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(wrong(key, value, "a number"), e);
    }
  }

  /** A number without a default. */
  double number(String key) {
    if (read(key) == null) {
      throw new IllegalArgumentException(
          "objective %s needs %s: give it, there is no default".formatted(objective, key));
    }
    return number(key, Double.NaN);
  }

  boolean flag(String key, boolean otherwise) {
    Object value = read(key);
    if (value == null) {
      return otherwise;
    }
    return switch (value.toString().toLowerCase(Locale.ROOT)) {
      case "true", "on", "yes" -> true;
      case "false", "off", "no" -> false;
      default -> throw new IllegalArgumentException(wrong(key, value, "true or false"));
    };
  }

  /** A list of numbers, or none when it is not given. */
  double @Nullable [] numbers(String key) {
    Object value = read(key);
    if (value == null) {
      return null;
    }
    if (!(value instanceof List<?> list)
        || !list.stream().allMatch(element -> element instanceof Number)) {
      throw new IllegalArgumentException(wrong(key, value, "a list of numbers"));
    }
    return list.stream().mapToDouble(element -> ((Number) element).doubleValue()).toArray();
  }

  <T extends Enum<T>> T choice(String key, T otherwise) {
    Object value = read(key);
    if (value == null) {
      return otherwise;
    }
    String wanted = value.toString().replace('-', '_').toUpperCase(Locale.ROOT);
    T[] all = otherwise.getDeclaringClass().getEnumConstants();
    return Arrays.stream(all)
        .filter(choice -> choice.name().equals(wanted))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(wrong(key, value, spelled(all))));
  }

  String text(String key, String otherwise) {
    Object value = read(key);
    return value == null ? otherwise : value.toString();
  }

  /** To be called last: refuses keys that no one asked for. */
  void refuseUnread() {
    for (String key : given.keySet()) {
      if (!known.contains(key)) {
        throw new IllegalArgumentException(
            "objective %s has no parameter %s; it has %s".formatted(objective, key, known));
      }
    }
  }

  private @Nullable Object read(String key) {
    known.add(key);
    return given.get(key);
  }

  private String wrong(String key, Object value, String wanted) {
    return "%s of objective %s must be %s, not %s".formatted(key, objective, wanted, value);
  }

  private static <T extends Enum<T>> String spelled(T[] all) {
    return Arrays.stream(all)
        .map(choice -> choice.name().toLowerCase(Locale.ROOT).replace('_', '-'))
        .toList()
        .toString();
  }
}
