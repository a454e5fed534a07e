package io.gleaner.objective;

/** Harmonic numbers, from a table as far as it goes. */
final class Harmonic {
  private static final double[] TABLE = table();

  private Harmonic() {}

  /** Σ_{t=1}^{n} 1/t. */
  static double number(int n) {
    if (n < TABLE.length) {
      return TABLE[n];
    }
    // Euler–Maclaurin: the first term left out is below 1e-18 here
    double inverse = 1.0 / n;
    return Math.log(n) + 0.5772156649015329 + inverse * (0.5 - inverse / 12);
  }

  private static double[] table() {
    double[] table = new double[8192];
    for (int n = 1; n < table.length; n++) {
      table[n] = table[n - 1] + 1.0 / n;
    }
    return table;
  }
}
