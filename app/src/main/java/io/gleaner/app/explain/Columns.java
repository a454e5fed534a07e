package io.gleaner.app.explain;

import java.util.ArrayList;
import java.util.List;

/** Lines of cells, each column as wide as its widest cell. */
final class Columns {

  private static final String GAP = "  ";

  private final List<List<String>> lines = new ArrayList<>();

  Columns(String... headings) {
    lines.add(List.of(headings));
  }

  void add(String... cells) {
    lines.add(List.of(cells));
  }

  boolean isEmpty() {
    return lines.size() == 1;
  }

  @Override
  public String toString() {
    int[] widths = new int[lines.get(0).size()];
    for (List<String> line : lines) {
      for (int c = 0; c < widths.length; c++) {
        widths[c] = Math.max(widths[c], line.get(c).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> line : lines) {
      StringBuilder row = new StringBuilder();
      for (int c = 0; c < widths.length; c++) {
        row.append(line.get(c)).append(" ".repeat(widths[c] - line.get(c).length())).append(GAP);
      }
      text.append(row.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }
}
