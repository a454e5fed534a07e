package io.gleaner.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

@DisplayName("Torchvision's own results")
class GoldenNetworkTest {

  /** Past it a training pass in float32 says nothing: batch statistics of 6 values amplify. */
  private static final double CHAOTIC = 1e-3;

  private static final String FORMULA = "_formula_weights.json";
  private static final String REAL = "_real_weights.json";

  @TestFactory
  @DisplayName("match for every file")
  Stream<DynamicTest> everyFile() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    try (Stream<Path> files = Files.list(ReferenceFolder.golden().resolve("network"))) {
      for (Path file : files.sorted().toList()) {
        tests.add(DynamicTest.dynamicTest(file.getFileName().toString(), () -> check(file)));
      }
    }
    assertThat(tests).hasSizeGreaterThan(5);
    return tests.stream();
  }

  private static void check(Path file) throws IOException {
    String name = file.getFileName().toString();
    assertThat(name)
        .as("a file that this test knows")
        .matches(".+(%s|%s)".formatted(FORMULA, REAL));
    GoldenNetwork golden = new GoldenNetwork(file);
    try (Network network = golden.network()) {
      JniUtils.setGradMode(false);
      if (name.endsWith(REAL)) {
        network.load(SafeTensors.read(weightsFile(golden)));
        evaluates(golden, network, 224, 224);
        ranks(golden, network);
        return;
      }
      namesItsParameters(golden, network);
      network.load(GoldenNetwork.formula(network));
      evaluates(golden, network, 64, 96);
      if (golden.seen("train_logits") < CHAOTIC) {
        trains(golden, network);
      }
    }
  }

  private static Path weightsFile(GoldenNetwork golden) {
    String path = golden.get("weights").asText();
    return ReferenceFolder.data().resolve(Path.of("data").relativize(Path.of(path)));
  }

  private static void namesItsParameters(GoldenNetwork golden, Network network) {
    Map<String, Parameter> parameters = new TreeMap<>(network.parameters());
    long trained =
        parameters.values().stream()
            .filter(Parameter::requiresGradient)
            .mapToLong(parameter -> parameter.getShape().size())
            .sum();
    List<String> first = new ArrayList<>();
    golden.get("first_names").forEach(name -> first.add(name.asText()));
    assertThat(parameters).hasSize(golden.get("names_count").asInt());
    assertThat(parameters.keySet()).startsWith(first.toArray(String[]::new));
    assertThat(trained).isEqualTo(golden.get("parameters").asLong());
  }

  private static void evaluates(GoldenNetwork golden, Network network, int height, int width) {
    try (NDManager step = network.manager().newSubManager()) {
      NDArray input = GoldenNetwork.input(step, height, width);
      NDArray map = network.map(input, false);
      NDArray pooled = network.embed(input, false);

      assertThat(map.getShape()).isEqualTo(shape(golden.get("eval_map_shape")));
      golden.assertNorm("eval_map_norm", map.toFloatArray());
      golden.assertRows("eval_pooled", pooled.toFloatArray());
      golden.assertRows("eval_logits", network.classify(pooled, false).toFloatArray());
    }
  }

  private static Shape shape(JsonNode sizes) {
    return new Shape(sizes.valueStream().mapToLong(JsonNode::asLong).toArray());
  }

  private static void ranks(GoldenNetwork golden, Network network) {
    try (NDManager step = network.manager().newSubManager()) {
      NDArray logits = network.forward(GoldenNetwork.input(step, 224, 224), false).get(0);
      NDArray order = logits.neg().argSort(1);
      for (int image = 0; image < 2; image++) {
        for (int rank = 0; rank < 5; rank++) {
          assertThat(order.getLong(image, rank))
              .isEqualTo(golden.get("top5").get(image).get(rank).asLong());
        }
      }
    }
  }

  private static void trains(GoldenNetwork golden, Network network) {
    try (NDManager step = network.manager().newSubManager()) {
      JniUtils.setGradMode(true);
      NDArray logits = network.forward(GoldenNetwork.input(step, 64, 96), true).get(0);
      golden.assertRows("train_logits", logits.toFloatArray());
      JniUtils.backward(
          (PtNDArray) logits, (PtNDArray) slope(step, logits.getShape()), false, false);
    } finally {
      JniUtils.setGradMode(false);
    }
    golden
        .get("grad_norms")
        .properties()
        .forEach(
            norm ->
                golden.assertGradientNorm(
                    norm.getKey(), norm.getValue().asDouble(), gradient(network, norm.getKey())));
    golden.assertFirstGradient(gradient(network, "conv1.weight"));
    for (String statistic : List.of("running_mean", "running_var")) {
      golden
          .get("bn_" + statistic + "_after_one_train_step")
          .properties()
          .forEach(
              layer ->
                  GoldenNetwork.assertValues(
                      layer.getKey() + "." + statistic,
                      layer.getValue(),
                      tensor(network, layer.getKey() + "." + statistic).toFloats(),
                      0,
                      1e-6));
    }
  }

  /** d[j] = 1e-3 sin(j). */
  private static NDArray slope(NDManager manager, Shape shape) {
    float[] values = new float[Math.toIntExact(shape.size())];
    for (int j = 0; j < values.length; j++) {
      values[j] = (float) (1e-3 * Math.sin(j));
    }
    return manager.create(values, shape);
  }

  private static Tensor tensor(Network network, String name) {
    return Objects.requireNonNull(network.save().get(name), name);
  }

  private static float[] gradient(Network network, String name) {
    Parameter parameter = Objects.requireNonNull(network.parameters().get(name), name);
    try (NDArray gradient = parameter.getArray().getGradient()) {
      return gradient.toFloatArray();
    }
  }
}
