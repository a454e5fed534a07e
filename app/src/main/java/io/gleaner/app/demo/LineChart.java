package io.gleaner.app.demo;

import java.util.List;
import java.util.Locale;

/** A small line chart as SVG: needs neither fonts nor a display on the machine that draws it. */
final class LineChart {

  /** A value at a time, in seconds. */
  record Point(double seconds, double value) {}

  /** One line, on the chart's scale; values that are not finite are left out. */
  record Line(String name, String colour, List<Point> points) {}

  /** A horizontal mark, e.g. a baseline. */
  record Mark(String name, double y) {}

  private static final int WIDTH = 760;
  private static final int HEIGHT = 300;
  private static final int LEFT = 56;
  private static final int RIGHT = 150;
  private static final int TOP = 40;
  private static final int BOTTOM = 44;

  private final String title;
  private final double maxX;
  private final double minY;
  private final double maxY;
  private final StringBuilder svg = new StringBuilder();

  private LineChart(String title, double maxX, double minY, double maxY) {
    this.title = title;
    this.maxX = maxX;
    this.minY = minY;
    this.maxY = maxY;
  }

  /** Draws charts one below the other as one SVG document. */
  static String document(List<String> charts) {
    int height = charts.size() * HEIGHT;
    StringBuilder document = new StringBuilder();
    document.append(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" font-family=\"system-ui, sans-serif\" font-size=\"12\">%n"
            .formatted(WIDTH, height, WIDTH, height));
    document.append("<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n");
    for (int i = 0; i < charts.size(); i++) {
      document.append(
          "<g transform=\"translate(0 %d)\">%n%s</g>%n".formatted(i * HEIGHT, charts.get(i)));
    }
    return document.append("</svg>\n").toString();
  }

  /** One chart; the y axis runs from {@code minY} to {@code maxY}. */
  static String of(String title, double minY, double maxY, List<Line> lines, List<Mark> marks) {
    double maxX = 1;
    for (Line line : lines) {
      for (Point point : line.points()) {
        maxX = Math.max(maxX, point.seconds());
      }
    }
    LineChart chart = new LineChart(title, maxX, minY, maxY);
    chart.axes();
    marks.forEach(chart::mark);
    for (int i = 0; i < lines.size(); i++) {
      chart.line(lines.get(i), i);
    }
    return chart.svg.toString();
  }

  private void axes() {
    add("<text x=\"%d\" y=\"22\" font-size=\"15\" fill=\"#222\">%s</text>", LEFT, title);
    for (int i = 0; i <= 5; i++) {
      double y = minY + (maxY - minY) * i / 5;
      add(
          "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#e4e4e4\"/>",
          LEFT, WIDTH - RIGHT, py(y), py(y));
      add(
          "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\" fill=\"#555\">%s</text>",
          LEFT - 8, py(y) + 4, number(y));
      double x = maxX * i / 5;
      add(
          "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\" fill=\"#555\">%.0f</text>",
          px(x), HEIGHT - BOTTOM + 18, x);
    }
    add(
        "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\" fill=\"#555\">seconds</text>",
        (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8);
  }

  private void mark(Mark mark) {
    add(
        "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#888\" stroke-dasharray=\"5 4\"/>",
        LEFT, WIDTH - RIGHT, py(mark.y()), py(mark.y()));
    add(
        "<text x=\"%d\" y=\"%.1f\" fill=\"#666\">%s</text>",
        WIDTH - RIGHT + 8, py(mark.y()) + 4, mark.name());
  }

  private void line(Line line, int row) {
    StringBuilder points = new StringBuilder();
    for (Point point : line.points()) {
      if (Double.isFinite(point.value())) {
        points.append(
            String.format(Locale.ROOT, "%.1f,%.1f ", px(point.seconds()), py(point.value())));
      }
    }
    add(
        "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\" points=\"%s\"/>",
        line.colour(), points.toString().strip());
    int y = TOP + 14 * row;
    add(
        "<rect x=\"%d\" y=\"%d\" width=\"10\" height=\"10\" fill=\"%s\"/>",
        WIDTH - RIGHT + 8, y, line.colour());
    add("<text x=\"%d\" y=\"%d\" fill=\"#222\">%s</text>", WIDTH - RIGHT + 24, y + 9, line.name());
  }

  private String number(double y) {
    return String.format(Locale.ROOT, maxY > 5 ? "%.0f" : "%.2f", y);
  }

  private double px(double x) {
    return LEFT + x / maxX * (WIDTH - LEFT - RIGHT);
  }

  private double py(double y) {
    return HEIGHT
        - BOTTOM
        - Math.min(1, Math.max(0, (y - minY) / (maxY - minY))) * (HEIGHT - TOP - BOTTOM);
  }

  private void add(String format, Object... arguments) {
    svg.append(String.format(Locale.ROOT, format, arguments)).append('\n');
  }
}
