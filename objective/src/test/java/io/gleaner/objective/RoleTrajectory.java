package io.gleaner.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Whole training runs of ROLE, step by step: a linear classifier and a table of estimate logits
 * under one optimiser. SGD moves the table with {@link RoleEstimates}; the original's dense Adam,
 * which moves rows outside the batch too, is written here.
 */
final class RoleTrajectory {
  private static final double EPSILON = 1e-5;
  private static final double TOLERANCE = 1e-9;

  private final JsonNode file;
  private final JsonNode run;
  private final int features;
  private final int classes;
  private final double kappa;
  private final double[] x;
  private final byte[] observed;
  private final double[] weights;
  private final double[] bias;
  private final double[] table;
  private final DenseAdam adam;

  private RoleTrajectory(JsonNode file, JsonNode run) {
    this.file = file;
    this.run = run;
    features = file.get("D").asInt();
    classes = file.get("K").asInt();
    kappa = file.get("expected_num_pos").asDouble();
    x = GoldenCase.flat(file.get("features"));
    weights = GoldenCase.flat(file.get("W0"));
    bias = GoldenCase.flat(file.get("b0"));
    table = GoldenCase.flat(file.get("est_logits0"));
    double[] codes = GoldenCase.flat(file.get("observed"));
    observed = new byte[codes.length];
    for (int i = 0; i < codes.length; i++) {
      observed[i] =
          codes[i] > 0 ? LabelBatch.PRESENT : codes[i] < 0 ? LabelBatch.ABSENT : LabelBatch.UNKNOWN;
    }
    adam = new DenseAdam(weights.length + bias.length + table.length);
  }

  static void check(JsonNode file) {
    assertThat(file.get("runs")).isNotEmpty();
    for (JsonNode run : file.get("runs")) {
      new RoleTrajectory(file, run).follow();
    }
  }

  private void follow() {
    JsonNode batches = file.get("batches").get(run.get("schedule").asText());
    for (int step = 0; step < batches.size(); step++) {
      double loss = step(batches.get(step));
      assertThat(loss)
          .as("loss of step %d", step)
          .isCloseTo(run.get("losses").get(step).asDouble(), within(TOLERANCE));
      JsonNode snapshot = run.get("snapshots_after_step").get(String.valueOf(step + 1));
      if (snapshot != null) {
        close(weights, snapshot.get("W"));
        close(bias, snapshot.get("b"));
        close(table, snapshot.get("est_logits"));
      }
    }
    close(weights, run.get("final_W"));
    close(bias, run.get("final_b"));
    close(table, run.get("final_est_logits"));
  }

  private double step(JsonNode rows) {
    int size = rows.size();
    LabelBatch batch = new LabelBatch(size, classes);
    for (int b = 0; b < size; b++) {
      int row = rows.get(b).asInt();
      for (int k = 0; k < classes; k++) {
        int i = b * classes + k;
        batch.logits()[i] = logit(row, k);
        batch.estimates()[i] = 1 / (1 + Math.exp(-table[row * classes + k]));
        batch.observed()[i] = observed[row * classes + k];
      }
    }
    double[] gradient = new double[size * classes];
    double loss = new Role(new Bce(EPSILON), kappa, 1).evaluate(batch, gradient);
    loss += estimatesLoss(batch, kappa, EPSILON);
    double epr = RoleEstimates.eprGradient(batch.estimates(), size, classes, kappa, 1);
    double lr = run.get("lr").asDouble();
    double tableLr = lr * run.get("lr_mult").asDouble();
    if (run.get("optimiser").asText().equals("sgd")) {
      moveTable(table, rows, batch, epr, tableLr / (size * classes));
      descend(gradient, rows, lr);
    } else {
      double[] moved = table.clone();
      moveTable(moved, rows, batch, epr, 1.0 / (size * classes));
      adam(gradient, rows, moved, lr, tableLr);
    }
    return loss;
  }

  private double logit(int row, int k) {
    double sum = bias[k];
    for (int d = 0; d < features; d++) {
      sum += x[row * features + d] * weights[k * features + d];
    }
    return sum;
  }

  private void moveTable(double[] logits, JsonNode rows, LabelBatch batch, double epr, double eta) {
    RoleEstimates update = new RoleEstimates(eta, Double.POSITIVE_INFINITY, EPSILON);
    for (int b = 0; b < rows.size(); b++) {
      int from = rows.get(b).asInt() * classes;
      double[] row = java.util.Arrays.copyOfRange(logits, from, from + classes);
      double[] f =
          java.util.Arrays.copyOfRange(batch.probabilities(), b * classes, (b + 1) * classes);
      update.update(row, java.util.Arrays.copyOfRange(observed, from, from + classes), f, epr);
      System.arraycopy(row, 0, logits, from, classes);
    }
  }

  private void descend(double[] gradient, JsonNode rows, double lr) {
    double[] g = classifierGradient(gradient, rows);
    for (int i = 0; i < weights.length; i++) {
      weights[i] -= lr * g[i];
    }
    for (int k = 0; k < classes; k++) {
      bias[k] -= lr * g[weights.length + k];
    }
  }

  private void adam(double[] gradient, JsonNode rows, double[] moved, double lr, double tableLr) {
    double[] g = classifierGradient(gradient, rows);
    int classifier = g.length;
    adam.next();
    for (int i = 0; i < weights.length; i++) {
      weights[i] -= lr * adam.direction(i, g[i]);
    }
    for (int k = 0; k < classes; k++) {
      bias[k] -= lr * adam.direction(weights.length + k, g[weights.length + k]);
    }
    for (int i = 0; i < table.length; i++) {
      table[i] -= tableLr * adam.direction(classifier + i, table[i] - moved[i]);
    }
  }

  private double[] classifierGradient(double[] gradient, JsonNode rows) {
    double[] g = new double[weights.length + bias.length];
    for (int b = 0; b < rows.size(); b++) {
      int row = rows.get(b).asInt();
      for (int k = 0; k < classes; k++) {
        double slope = gradient[b * classes + k];
        g[weights.length + k] += slope;
        for (int d = 0; d < features; d++) {
          g[k * features + d] += slope * x[row * features + d];
        }
      }
    }
    return g;
  }

  private static void close(double[] actual, JsonNode expected) {
    assertThat(actual).containsExactly(GoldenCase.flat(expected), within(TOLERANCE));
  }

  /** ½ [ observed term + cross term of e against f + regularisation of e ]. */
  static double estimatesLoss(LabelBatch batch, double kappa, double epsilon) {
    List<Double> terms = new ArrayList<>();
    double positives = 0;
    for (int i = 0; i < batch.entries(); i++) {
      double e = batch.estimates()[i];
      double f = batch.probabilities()[i];
      double present = -Math.log(e + epsilon);
      double absent = -Math.log(1 - e + epsilon);
      terms.add(f * present + (1 - f) * absent);
      if (batch.observed()[i] != LabelBatch.UNKNOWN) {
        terms.add(batch.observed()[i] == LabelBatch.PRESENT ? present : absent);
      }
      positives += e;
    }
    double mean = terms.stream().mapToDouble(Double::doubleValue).sum() / batch.entries();
    double deviation = (positives / batch.size() - kappa) / batch.classes();
    return 0.5 * (mean + deviation * deviation);
  }

  /** torch.optim.Adam over one dense vector: every moment decays at every step. */
  private static final class DenseAdam {
    private final double[] m;
    private final double[] v;
    private int t;

    DenseAdam(int length) {
      m = new double[length];
      v = new double[length];
    }

    void next() {
      t++;
    }

    double direction(int i, double g) {
      m[i] = 0.9 * m[i] + 0.1 * g;
      v[i] = 0.999 * v[i] + 0.001 * g * g;
      return m[i] / (1 - Math.pow(0.9, t)) / (Math.sqrt(v[i] / (1 - Math.pow(0.999, t))) + 1e-8);
    }
  }
}
