package io.gleaner.app.stage;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Series as Prometheus sees them.
 *
 * @param ours one line each: name, type, labels in order
 * @param others names of libraries' series
 * @param prefixes of libraries' series, where a list names them so
 */
record MetricsTable(List<String> ours, List<String> others, List<String> prefixes) {

  private static final String OURS = "gleaner_";
  private static final Pattern ROW =
      Pattern.compile("^\\| `([a-z0-9_]+)(\\*?)` \\| ([a-z]*) \\| [^|]* \\| ([^|]*) \\|.*");
  private static final Pattern TYPE = Pattern.compile("^# TYPE (\\S+) (\\S+)");
  private static final Pattern SAMPLE = Pattern.compile("^([a-zA-Z0-9_]+)(?:\\{(.*)\\})? \\S+$");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"(?:[^\"\\\\]|\\\\.)*\"");

  /** Reads the rows of tables: name or prefix, type, unit, labels, and what people read. */
  static MetricsTable ofMarkdown(String text) {
    List<String> ours = new ArrayList<>();
    List<String> prefixes = new ArrayList<>();
    for (String line : text.lines().toList()) {
      Matcher row = ROW.matcher(line);
      if (row.matches() && !row.group(2).isEmpty()) {
        prefixes.add(row.group(1));
      } else if (row.matches()) {
        ours.add(line(row.group(1), row.group(3), row.group(4).replace("`", "").trim()));
      }
    }
    return new MetricsTable(ours, List.of(), prefixes);
  }

  /** Reads the text format; the maximum that goes with a timer or a summary is part of it. */
  static MetricsTable ofScrape(String text) {
    Map<String, String> types = new LinkedHashMap<>();
    Map<String, TreeSet<String>> labels = new LinkedHashMap<>();
    String family = "";
    for (String line : text.lines().toList()) {
      Matcher type = TYPE.matcher(line);
      Matcher sample = SAMPLE.matcher(line);
      if (type.matches()) {
        family = type.group(1);
        types.put(family, type.group(2));
      } else if (sample.matches() && sample.group(2) != null) {
        TreeSet<String> names = labels.computeIfAbsent(family, name -> new TreeSet<>());
        LABEL.matcher(sample.group(2)).results().forEach(label -> names.add(label.group(1)));
        names.remove("le");
      }
    }
    List<String> ours = new ArrayList<>();
    List<String> others = new ArrayList<>();
    types.forEach(
        (name, type) -> {
          boolean maximum =
              name.endsWith("_max") && types.containsKey(name.replaceAll("_max$", ""));
          if (!name.startsWith(OURS)) {
            others.add(name);
          } else if (!maximum) {
            ours.add(line(name, type, String.join(", ", labels.getOrDefault(name, none()))));
          }
        });
    return new MetricsTable(ours, others, List.of());
  }

  private static TreeSet<String> none() {
    return new TreeSet<>();
  }

  private static String line(String name, String type, String labels) {
    return "%s | %s | %s".formatted(name, type, labels);
  }
}
