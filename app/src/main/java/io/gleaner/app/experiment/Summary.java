package io.gleaner.app.experiment;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Mean and spread of a figure over seeds, of those where it is a number.
 *
 * @param deviation standard deviation of the sample (n − 1); NaN for fewer than two
 * @param error standard error of the mean; NaN for fewer than two
 */
record Summary(double mean, double deviation, double error) {

  static Summary of(List<RunResult> runs, ToDoubleFunction<RunResult> figure) {
    double[] values =
        runs.stream().mapToDouble(figure).filter(value -> !Double.isNaN(value)).toArray();
    int n = values.length;
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    double mean = sum / n;
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    double deviation = n < 2 ? Double.NaN : Math.sqrt(squares / (n - 1));
    return new Summary(mean, deviation, deviation / Math.sqrt(n));
  }
}
