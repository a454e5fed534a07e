package io.gleaner.evaluation.simulation;

import io.gleaner.evaluation.Figure;
import java.util.Locale;

/** How often intervals hold the truth, and how far off and wide they are. */
final class Coverage {
  private int windows;
  private int covered;
  private double error;
  private double squares;
  private double width;
  private double truths;

  void add(Figure.Known figure, double truth) {
    windows++;
    covered += figure.lower() <= truth && truth <= figure.upper() ? 1 : 0;
    double off = figure.value() - truth;
    error += off;
    squares += off * off;
    width += figure.upper() - figure.lower();
    truths += truth;
  }

  double share() {
    return (double) covered / windows;
  }

  /** How far intervals reach to either side, on average, in [0, 0.5]. */
  double halfWidth() {
    return width / 2 / windows;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%d of %d covered, mean truth %.1f, bias %+.1f, RMSE %.1f, half width %.1f points",
        covered,
        windows,
        100 * truths / windows,
        100 * error / windows,
        100 * Math.sqrt(squares / windows),
        100 * halfWidth());
  }
}
