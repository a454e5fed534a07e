package io.gleaner.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gleaner.objective.Bce;
import io.gleaner.objective.LabelBatch;
import io.gleaner.objective.Role;
import io.gleaner.objective.RoleEstimates;
import io.gleaner.protocol.v1.LabelEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Whole training runs of ROLE's original code: a linear classifier and a table of estimates under
 * SGD, followed with the rows of this stage in double.
 */
@DisplayName("Rows in double follow the original's runs")
class GoldenTrajectoryTest {

  private static final double EPSILON = 1e-5;
  private static final double TOLERANCE = 1e-9;

  private static final class Classifier {

    private final double[] weights;
    private final double[] bias;

    Classifier(double[] weights, double[] bias) {
      this.weights = weights;
      this.bias = bias;
    }

    double[] weights() {
      return weights;
    }

    double[] bias() {
      return bias;
    }
  }

  @TestFactory
  Stream<DynamicTest> everyRunUnderSgd() throws IOException {
    Path path = golden().resolve("spml_role_trajectory.json");
    if (!Files.exists(path)) {
      String reason = "GoldenTrajectoryTest skipped: no file " + path + " (-Dgolden.dir)";
      System.out.println(reason);
      return Stream.of(DynamicTest.dynamicTest(reason, () -> Assumptions.abort(reason)));
    }
    JsonNode file = new ObjectMapper().readTree(path.toFile());
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonNode run : file.get("runs")) {
      if (run.get("optimiser").asText().equals("sgd")) {
        String name = run.get("schedule").asText() + ", lr " + run.get("lr").asText();
        tests.add(DynamicTest.dynamicTest(name, () -> follow(file, run)));
      }
    }
    assertThat(tests).isNotEmpty();
    return tests.stream();
  }

  // The tests run in the module's directory; the default counts from the checkout's root.
  private static Path golden() {
    Path given = Path.of(System.getProperty("golden.dir", "../shared/golden"));
    return Files.isDirectory(given) ? given : Path.of("..").resolve(given);
  }

  private static void follow(JsonNode file, JsonNode run) {
    int classes = file.get("K").asInt();
    double lr = run.get("lr").asDouble();
    double eta = lr * run.get("lr_mult").asDouble() / (file.get("batch").asInt() * classes);
    ExactEstimateRows rows =
        new ExactEstimateRows(
            new EstimationRules(
                new RoleEstimates(eta, Double.POSITIVE_INFINITY, EPSILON),
                new StartingPoint(0.995, 0.005),
                new Sparsity(0, 1),
                new History.Depth(0, 0),
                new Decisions(0.5f, 0, 0)));
    double[] table = flat(file.get("est_logits0"));
    for (int i = 0; i < file.get("N").asInt(); i++) {
      rows.accept(observed(file, i, classes));
      double[] start = Arrays.copyOfRange(table, i * classes, (i + 1) * classes);
      rows.start(id(i), start);
    }
    Classifier classifier = new Classifier(flat(file.get("W0")), flat(file.get("b0")));
    JsonNode batches = file.get("batches").get(run.get("schedule").asText());
    for (int step = 0; step < batches.size(); step++) {
      step(file, batches.get(step), step + 1, rows, classifier, lr);
      JsonNode snapshot = run.get("snapshots_after_step").get(String.valueOf(step + 1));
      if (snapshot != null) {
        assertRows(rows, snapshot.get("est_logits"));
      }
    }
    assertRows(rows, run.get("final_est_logits"));
    assertThat(classifier.weights()).containsExactly(flat(run.get("final_W")), within(TOLERANCE));
  }

  private static LabelEvent observed(JsonNode file, int i, int classes) {
    var event = Events.label("golden", 1, classes).setId(id(i));
    for (int k = 0; k < classes; k++) {
      int code = file.get("observed").get(i).get(k).asInt();
      if (code > 0) {
        event.addPresent(k);
      } else if (code < 0) {
        event.addAbsent(k);
      }
    }
    return event.build();
  }

  private static void step(
      JsonNode file,
      JsonNode images,
      long step,
      ExactEstimateRows rows,
      Classifier classifier,
      double lr) {
    int classes = file.get("K").asInt();
    double kappa = file.get("expected_num_pos").asDouble();
    LabelBatch batch = new LabelBatch(images.size(), classes);
    for (int b = 0; b < images.size(); b++) {
      int image = images.get(b).asInt();
      double[] phi = rows.logits(id(image));
      for (int k = 0; k < classes; k++) {
        int i = b * classes + k;
        int code = file.get("observed").get(image).get(k).asInt();
        batch.logits()[i] = logit(file.get("features").get(image), classifier, k);
        batch.estimates()[i] = 1 / (1 + Math.exp(-phi[k]));
        batch.observed()[i] =
            code > 0 ? LabelBatch.PRESENT : code < 0 ? LabelBatch.ABSENT : LabelBatch.UNKNOWN;
      }
    }
    double[] gradient = new double[images.size() * classes];
    new Role(new Bce(EPSILON), kappa, 1).evaluate(batch, gradient);
    double epr = RoleEstimates.eprGradient(batch.estimates(), images.size(), classes, kappa, 1);
    for (int b = 0; b < images.size(); b++) {
      int image = images.get(b).asInt();
      double[] f = Arrays.copyOfRange(batch.probabilities(), b * classes, (b + 1) * classes);
      rows.step(id(image), 1, step, f, epr, 0);
      // a repetition changes nothing
      rows.step(id(image), 1, step, f, epr, 0);
      descend(file.get("features").get(image), classifier, gradient, b * classes, classes, lr);
    }
  }

  private static double logit(JsonNode features, Classifier classifier, int k) {
    double sum = classifier.bias()[k];
    for (int d = 0; d < features.size(); d++) {
      sum += features.get(d).asDouble() * classifier.weights()[k * features.size() + d];
    }
    return sum;
  }

  private static void descend(
      JsonNode features, Classifier classifier, double[] gradient, int at, int classes, double lr) {
    for (int k = 0; k < classes; k++) {
      classifier.bias()[k] -= lr * gradient[at + k];
      for (int d = 0; d < features.size(); d++) {
        classifier.weights()[k * features.size() + d] -=
            lr * gradient[at + k] * features.get(d).asDouble();
      }
    }
  }

  private static void assertRows(ExactEstimateRows rows, JsonNode expected) {
    for (int i = 0; i < expected.size(); i++) {
      assertThat(rows.logits(id(i)))
          .as("image %d", i)
          .containsExactly(flat(expected.get(i)), within(TOLERANCE));
    }
  }

  private static String id(int image) {
    return "image-" + image;
  }

  private static double[] flat(JsonNode node) {
    List<Double> values = new ArrayList<>();
    collect(node, values);
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static void collect(JsonNode node, List<Double> into) {
    if (node.isArray()) {
      node.forEach(child -> collect(child, into));
    } else {
      into.add(node.asDouble());
    }
  }
}
