package io.gleaner.app.stage;

import java.util.Optional;

/**
 * A row of docs/metrics.md.
 *
 * @param name or the prefix of a library's series, with a star
 * @param remedy what to do when it looks wrong
 */
record MetricRow(String name, String unit, String meaning, String remedy) {

  private static final int CELLS = 6;

  /** Empty if the line is none: a heading, a ruler, a text. */
  static Optional<MetricRow> parse(String line) {
    String text = line.strip();
    if (!text.startsWith("| `") || !text.endsWith("|")) {
      return Optional.empty();
    }
    String[] cells = text.substring(1, text.length() - 1).split("\\|", -1);
    if (cells.length != CELLS) {
      throw new IllegalArgumentException("not %d cells: %s".formatted(CELLS, line));
    }
    String name = cells[0].replace("`", "").strip();
    return Optional.of(new MetricRow(name, cells[2].strip(), cells[4].strip(), cells[5].strip()));
  }
}
