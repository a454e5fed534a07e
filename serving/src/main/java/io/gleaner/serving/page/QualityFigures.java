package io.gleaner.serving.page;

import io.gleaner.protocol.v1.ModelVersion.Status;
import io.gleaner.protocol.v1.QualityReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The quality figures: the newest report of each, and of those that are drawn how they went. For
 * one thread at a time.
 */
final class QualityFigures {
  /** Figures that the page draws over time; all others are told by their newest value. */
  private static final Set<String> DRAWN =
      Set.of("holdout-map", "prequential-map", "probability-gap", "audited-probability-gap");

  /** Of a figure over time. When there are more, every other one is forgotten. */
  static final int MOST_POINTS = 600;

  /** The figures that tell of a group of classes, the most frequent first. */
  private static final List<String> GROUPS = List.of("head", "medium", "tail");

  /** Of figures; more names than that no stage has. */
  private static final int MOST_FIGURES = 100;

  /** One report; lower and upper are those of the 95 % interval. */
  record Point(
      long millis,
      @Nullable Double value,
      @Nullable Double lower,
      @Nullable Double upper,
      long step) {

    static Point of(QualityReport report) {
      return new Point(
          report.getWindowEndMillis(),
          Double.isFinite(report.getValue()) ? report.getValue() : null,
          report.hasLower() ? report.getLower() : null,
          report.hasUpper() ? report.getUpper() : null,
          report.getStep());
    }
  }

  /**
   * A figure, for the page.
   *
   * @param because why there is no value; empty if there is one
   * @param history the drawn points, oldest first
   */
  record View(Point newest, long support, String because, List<Point> history) {}

  /** One class' part of a figure. */
  record ClassView(
      String name, double value, long support, @Nullable Double lower, @Nullable Double upper) {}

  /**
   * Classes that are about as frequent in training.
   *
   * @param mean of their average precisions, with its interval
   * @param because why there is no mean; empty if there is one
   */
  record GroupView(String name, Point mean, String because, List<ClassView> classes) {}

  private final Map<String, QualityReport> newest = new TreeMap<>();
  private final Map<String, List<Point>> history = new TreeMap<>();

  void accept(QualityReport report) {
    if (report.getStatus() == Status.REJECTED) {
      return; // Nobody is served that checkpoint: what is shown is how good the tags are.
    }
    String name = report.getFigure();
    if (newest.size() >= MOST_FIGURES && !newest.containsKey(name)) {
      return;
    }
    newest.put(name, report);
    if (DRAWN.contains(name)) {
      List<Point> points = history.computeIfAbsent(name, figure -> new ArrayList<>());
      points.add(Point.of(report));
      if (points.size() > MOST_POINTS) {
        history.put(name, everyOther(points));
      }
    }
  }

  /** Keeps the newest. */
  private static List<Point> everyOther(List<Point> points) {
    List<Point> kept = new ArrayList<>(MOST_POINTS);
    for (int i = (points.size() - 1) % 2; i < points.size(); i += 2) {
      kept.add(points.get(i));
    }
    return kept;
  }

  Map<String, View> view() {
    Map<String, View> views = new TreeMap<>();
    newest.forEach(
        (name, report) ->
            views.put(
                name,
                new View(
                    Point.of(report),
                    report.getSupport(),
                    report.getUnknownBecause(),
                    List.copyOf(history.getOrDefault(name, List.of())))));
    return views;
  }

  /** Head, medium and tail of the newest checkpoint's classes, as far as they were told. */
  List<GroupView> groups() {
    List<GroupView> groups = new ArrayList<>();
    for (String name : GROUPS) {
      QualityReport report = newest.get("holdout-map-" + name);
      if (report != null) {
        groups.add(group(name, report));
      }
    }
    return groups;
  }

  private static GroupView group(String name, QualityReport report) {
    return new GroupView(
        name,
        Point.of(report),
        report.getUnknownBecause(),
        report.getPerClassList().stream().map(QualityFigures::of).toList());
  }

  private static ClassView of(QualityReport.PerClass part) {
    return new ClassView(
        part.getName(),
        part.getValue(),
        part.getSupport(),
        part.hasLower() ? part.getLower() : null,
        part.hasUpper() ? part.getUpper() : null);
  }
}
