package io.gleaner.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;

/** One case of a golden file as a batch, and the comparison with what the file expects. */
final class GoldenCase {
  private static final double VALUE = 1e-9;
  private static final double GRADIENT = 1e-8;
  private static final double ROUND_OFF = 1e-15;
  private static final double TWO_WAY_ROUND_OFF = 4e-12;

  private GoldenCase() {}

  /** Logits and labels; 1 is present, 0 and −1 (any negative number) as given. */
  static LabelBatch batch(JsonNode c, String labels, byte ofZero, byte ofNegative) {
    LabelBatch batch = logits(c);
    double[] codes = flat(c.get(labels));
    for (int i = 0; i < codes.length; i++) {
      batch.observed()[i] = codes[i] > 0 ? LabelBatch.PRESENT : codes[i] == 0 ? ofZero : ofNegative;
    }
    return batch;
  }

  static LabelBatch full(JsonNode c, String labels) {
    return batch(c, labels, LabelBatch.ABSENT, LabelBatch.UNKNOWN);
  }

  static LabelBatch partial(JsonNode c) {
    return batch(c, "observed", LabelBatch.UNKNOWN, LabelBatch.ABSENT);
  }

  static LabelBatch logits(JsonNode c) {
    double[] logits = flat(c.get("logits"));
    int rows = c.get("logits").size();
    LabelBatch batch = new LabelBatch(rows, logits.length / rows);
    System.arraycopy(logits, 0, batch.logits(), 0, logits.length);
    return batch;
  }

  static void pseudo(LabelBatch batch, JsonNode c) {
    double[] codes = flat(c.get("pseudo_labels"));
    for (int i = 0; i < codes.length; i++) {
      batch.pseudo()[i] =
          codes[i] > 0 ? LabelBatch.PRESENT : codes[i] < 0 ? LabelBatch.ABSENT : LabelBatch.UNKNOWN;
    }
  }

  static void matches(Objective objective, LabelBatch batch, JsonNode c) {
    matches(objective, batch, c, "loss", "grad_logits");
  }

  /** Where the reference is not finite, or refuses, ours must be finite. */
  static void matches(Objective objective, LabelBatch batch, JsonNode c, String loss, String grad) {
    double[] gradient = new double[batch.entries()];
    double value = objective.evaluate(batch, gradient);
    value(value, c.get(loss));
    gradient(gradient, c.get(grad), objective instanceof TwoWay ? TWO_WAY_ROUND_OFF : ROUND_OFF);
  }

  static void value(double value, JsonNode expected) {
    assertThat(value).isFinite();
    if (expected != null && !expected.isNull()) {
      double reference = expected.asDouble();
      // a sum of terms of order one that cancel is known to 1e-15 only
      assertThat(value).isCloseTo(reference, within(VALUE * Math.abs(reference) + 1e-15));
    }
  }

  static void gradient(double[] gradient, JsonNode expected) {
    gradient(gradient, expected, ROUND_OFF);
  }

  /**
   * Each entry within 1e-8 of its own size, or of the reference's round-off: the references form 1
   * − p by subtraction, so that below 1e-15 they have nothing left. Two-way loss's logarithms of
   * sums leave more: the golden file itself says that its reference is up to 3.3e-12 away from an
   * independent computation, and ours is as far from it in the same entry.
   */
  private static void gradient(double[] gradient, JsonNode expected, double roundOff) {
    assertThat(gradient).doesNotContain(Double.NaN, Double.POSITIVE_INFINITY);
    if (expected == null || expected.isNull()) {
      return;
    }
    double[] reference = flat(expected);
    assertThat(gradient).hasSameSizeAs(reference);
    for (int i = 0; i < reference.length; i++) {
      if (!Double.isNaN(reference[i])) {
        assertThat(gradient[i])
            .as("gradient of entry %d", i)
            .isCloseTo(reference[i], within(GRADIENT * Math.abs(reference[i]) + roundOff));
      }
    }
  }

  /** Row-major; null is NaN. */
  static double[] flat(JsonNode array) {
    if (!array.get(0).isArray()) {
      double[] row = new double[array.size()];
      for (int k = 0; k < row.length; k++) {
        row[k] = array.get(k).isNull() ? Double.NaN : array.get(k).asDouble();
      }
      return row;
    }
    int columns = array.get(0).size();
    double[] all = new double[array.size() * columns];
    for (int b = 0; b < array.size(); b++) {
      System.arraycopy(flat(array.get(b)), 0, all, b * columns, columns);
    }
    return all;
  }
}
