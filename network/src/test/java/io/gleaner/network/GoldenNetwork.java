package io.gleaner.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** A file of torchvision's own results: its input, its weights, and how near ours must come. */
final class GoldenNetwork {

  private static final int CLASSES = 1000;

  /** Float32 errors that a reference in float32 itself has, where its file does not say. */
  private static final double FLOAT32 = 1e-6;

  /** How many times the error that the reference's own float32 has is allowed. */
  private static final double ALLOWED = 5;

  private final JsonNode golden;

  GoldenNetwork(Path file) throws IOException {
    this.golden = new ObjectMapper().readTree(file.toFile());
  }

  JsonNode get(String key) {
    JsonNode node = golden.get(key);
    assertThat(node).as(key).isNotNull();
    return node;
  }

  String architecture() {
    return get("architecture").asText();
  }

  Network network() {
    Backbone backbone = new Backbone.Convolutional(architecture(), 64);
    return Network.create(new NetworkSpec(backbone, new Head.Linear(), CLASSES), "cpu", 1);
  }

  /** x[n,c,y,x] = sin(0.37(n+1) + 1.3(c+1) + 0.11y + 0.07x). */
  static NDArray input(NDManager manager, int height, int width) {
    float[] values = new float[2 * 3 * height * width];
    int i = 0;
    for (int n = 1; n <= 2; n++) {
      for (int c = 1; c <= 3; c++) {
        for (int y = 0; y < height; y++) {
          for (int x = 0; x < width; x++) {
            values[i++] = (float) Math.sin(0.37 * n + 1.3 * c + 0.11 * y + 0.07 * x);
          }
        }
      }
    }
    return manager.create(values, new Shape(2, 3, height, width));
  }

  /** The weights that the file describes by a formula. */
  static Map<String, Tensor> formula(Network network) {
    Map<String, Tensor> weights = new LinkedHashMap<>();
    int i = 0;
    for (Map.Entry<String, Parameter> named : new TreeMap<>(network.parameters()).entrySet()) {
      long[] shape = named.getValue().getShape().getShape();
      float[] values = new float[Math.toIntExact(named.getValue().getShape().size())];
      for (int j = 0; j < values.length; j++) {
        double s = Math.sin(0.7 * (j % 9973 + 1) + 1.9 * (i + 1));
        values[j] = (float) value(named.getKey(), shape, s);
      }
      weights.put(named.getKey(), Tensor.of(values, shape));
      i++;
    }
    return weights;
  }

  private static double value(String name, long[] shape, double s) {
    if (name.endsWith("running_var")) {
      return 1 + 0.5 * Math.abs(s);
    }
    if (name.endsWith("running_mean")) {
      return 0.1 * s;
    }
    if (shape.length == 1) {
      return (name.endsWith("weight") ? 1 : 0) + 0.1 * s;
    }
    return s * Math.sqrt(0.5 * shape[0] / product(shape));
  }

  private static double product(long... shape) {
    double product = 1;
    for (long size : shape) {
      product *= size;
    }
    return product;
  }

  /** The relative error that the reference itself has in float32. */
  double seen(String figure) {
    return golden.path("float32_relative_error_seen").path(figure).asDouble(FLOAT32);
  }

  /** Compares the first values of each row, and the rows' norms where the file has them. */
  void assertRows(String key, float[] actual) {
    JsonNode rows = get(key);
    int columns = actual.length / rows.size();
    double tolerance = ALLOWED * seen(key);
    for (int row = 0; row < rows.size(); row++) {
      assertValues(key, rows.get(row), actual, row * columns, tolerance);
      if (golden.has(key + "_norm")) {
        double norm = norm(actual, row * columns, (row + 1) * columns);
        assertNear(key + "_norm", golden.get(key + "_norm").get(row).asDouble(), norm, tolerance);
      }
    }
  }

  void assertNorm(String key, float[] actual) {
    double norm = norm(actual, 0, actual.length);
    assertNear(key, get(key).asDouble(), norm, ALLOWED * seen("eval_pooled"));
  }

  void assertGradientNorm(String parameter, double expected, float[] gradient) {
    double norm = norm(gradient, 0, gradient.length);
    assertNear("gradient of " + parameter, expected, norm, ALLOWED * seen("grad_worst"));
  }

  void assertFirstGradient(float[] gradient) {
    String key = "grad_first_weight";
    assertValues(key, get(key), gradient, 0, ALLOWED * seen(key));
  }

  /** Compares as many values as are expected; the error is the difference's norm over theirs. */
  static void assertValues(
      String what, JsonNode expected, float[] actual, int from, double tolerance) {
    double squares = 0;
    double errors = 0;
    for (int i = 0; i < expected.size(); i++) {
      double theirs = expected.get(i).asDouble();
      squares += theirs * theirs;
      errors += (actual[from + i] - theirs) * (actual[from + i] - theirs);
    }
    assertThat(Math.sqrt(errors / squares)).as(what + ": relative error").isLessThan(tolerance);
  }

  private static void assertNear(String what, double expected, double actual, double tolerance) {
    assertThat(Math.abs(actual / expected - 1)).as(what + ": relative error").isLessThan(tolerance);
  }

  private static double norm(float[] values, int from, int to) {
    double squares = 0;
    for (int i = from; i < to; i++) {
      squares += (double) values[i] * values[i];
    }
    return Math.sqrt(squares);
  }
}
