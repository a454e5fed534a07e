package io.gleaner.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

@DisplayName("Query2Label's own results")
class GoldenQuery2LabelTest {

  /** Ours are float32, the reference float64; errors are relative to the largest value. */
  private static final float TOLERANCE = 3e-6f;

  private static final double POSITIONS = 1e-6;

  /** What the head calls differently from the file. */
  private static final Map<String, String> NAMES =
      Map.of(
          "input_proj.weight", "input_proj_weight",
          "input_proj.bias", "input_proj_bias",
          "query_embed.weight", "query_embed",
          "fc.W", "group_W",
          "fc.b", "group_b");

  private static final Map<String, String> GRADIENTS =
      Map.of("query_embed.weight", "grad_query_embed", "fc.W", "grad_group_W");

  private static final Set<String> KNOWN =
      Set.of(
          "d_model",
          "nhead",
          "dim_feedforward",
          "enc_layers",
          "dec_layers",
          "num_class",
          "shape_features",
          "features",
          "position_encoding",
          "input_proj_weight",
          "input_proj_bias",
          "query_embed",
          "params",
          "group_W",
          "group_b",
          "logits",
          "upstream_grad",
          "grad_features",
          "grad_query_embed",
          "grad_group_W",
          "check");

  @TestFactory
  @DisplayName("match forward and backward in every case")
  Stream<DynamicTest> everyCase() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    JsonNode file =
        new ObjectMapper()
            .readTree(ReferenceFolder.golden().resolve("query2label_head.json").toFile());
    for (JsonNode golden : file.get("cases")) {
      assertThat(golden.fieldNames())
          .toIterable()
          .as("fields this test knows")
          .allMatch(KNOWN::contains);
      String name =
          "%s classes, map %s".formatted(golden.get("num_class"), golden.get("shape_features"));
      tests.add(DynamicTest.dynamicTest(name, () -> check(golden)));
    }
    assertThat(tests).hasSize(3);
    return tests.stream();
  }

  private static void check(JsonNode golden) throws IOException {
    assertPositions(golden);
    JniUtils.setGradMode(true);
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), Devices.ENGINE)) {
      Shape shape = new Shape(integers(golden.get("shape_features")));
      NDArray features = manager.create(floats(golden.get("features")), shape);
      features.setRequiresGradient(true);
      Query2LabelBlock head = head(golden);
      head.initialize(manager, DataType.FLOAT32, shape);
      Map<String, Parameter> parameters = ParameterNames.of("", head);
      new NetworkState(parameters).load(weights(golden, parameters), parameters);
      parameters.values().forEach(parameter -> parameter.getArray().setRequiresGradient(true));

      NDArray logits =
          head.forward(new ParameterStore(manager, false), new NDList(features), false).get(0);
      assertClose(golden, "logits", logits.toFloatArray());
      NDArray slope = manager.create(floats(golden.get("upstream_grad")), logits.getShape());
      JniUtils.backward((PtNDArray) logits, (PtNDArray) slope, false, false);
      assertClose(golden, "grad_features", features.getGradient().toFloatArray());
      GRADIENTS.forEach(
          (ours, theirs) ->
              assertClose(
                  golden,
                  theirs,
                  Objects.requireNonNull(parameters.get(ours))
                      .getArray()
                      .getGradient()
                      .toFloatArray()));
    } finally {
      JniUtils.setGradMode(false);
    }
  }

  private static Query2LabelBlock head(JsonNode golden) {
    Head.Query2Label head =
        new Head.Query2Label(
            golden.get("d_model").asInt(),
            golden.get("nhead").asInt(),
            golden.get("dim_feedforward").asInt(),
            golden.get("enc_layers").asInt(),
            golden.get("dec_layers").asInt(),
            0.1);
    int channels = golden.get("shape_features").get(1).asInt();
    int classes = golden.get("num_class").asInt();
    return new Query2LabelBlock(head, channels, classes, new SeededInitialisation(1));
  }

  private static Map<String, Tensor> weights(JsonNode golden, Map<String, Parameter> parameters) {
    Map<String, Tensor> weights = new LinkedHashMap<>();
    golden
        .get("params")
        .properties()
        .forEach(entry -> put(weights, entry.getKey(), entry.getValue(), parameters));
    NAMES.forEach((ours, theirs) -> put(weights, ours, golden.get(theirs), parameters));
    return weights;
  }

  /** With the file's own shape, so that a parameter of another one is refused. */
  private static void put(
      Map<String, Tensor> weights, String name, JsonNode values, Map<String, Parameter> ours) {
    List<Long> shape = new ArrayList<>();
    for (JsonNode node = values; node.isArray(); node = node.get(0)) {
      shape.add((long) node.size());
    }
    assertThat(ours).containsKey(name);
    weights.put(
        name, Tensor.of(floats(values), shape.stream().mapToLong(Long::longValue).toArray()));
  }

  private static void assertPositions(JsonNode golden) {
    long[] shape = integers(golden.get("shape_features"));
    int height = (int) shape[2];
    int breadth = (int) shape[3];
    JsonNode expected = golden.get("position_encoding");
    int width = golden.get("d_model").asInt();
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), Devices.ENGINE)) {
      float[] ours = new PositionEncoding(width).of(manager, height, breadth).toFloatArray();
      for (int c = 0; c < width; c++) {
        for (int place = 0; place < height * breadth; place++) {
          double theirs = expected.get(c).get(place / breadth).get(place % breadth).asDouble();
          assertThat((double) ours[place * width + c]).isCloseTo(theirs, within(POSITIONS));
        }
      }
    }
  }

  private static void assertClose(JsonNode golden, String field, float[] actual) {
    float[] expected = floats(golden.get(field));
    assertThat(actual).as(field).hasSameSizeAs(expected);
    float largest = 0;
    float error = 0;
    for (int i = 0; i < expected.length; i++) {
      largest = Math.max(largest, Math.abs(expected[i]));
      error = Math.max(error, Math.abs(expected[i] - actual[i]));
    }
    assertThat(error).as(field + ": error").isLessThanOrEqualTo(TOLERANCE * largest);
  }

  private static long[] integers(JsonNode sizes) {
    return sizes.valueStream().mapToLong(JsonNode::asLong).toArray();
  }

  /** All numbers below a node, row-major. */
  private static float[] floats(JsonNode node) {
    List<Float> values = new ArrayList<>();
    collect(node, values);
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values.get(i);
    }
    return floats;
  }

  private static void collect(JsonNode node, List<Float> into) {
    if (node.isArray()) {
      node.forEach(child -> collect(child, into));
    } else {
      into.add((float) node.asDouble());
    }
  }
}
