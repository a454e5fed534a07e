package io.gleaner.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.gleaner.protocol.ConfigurationException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the file that {@code tiny.py} beside it makes. */
@DisplayName("A TorchScript backbone")
class TorchScriptTest {

  private static final String SECTION = "gleaner.learner.network.torchscript";
  private static final Path FOLDER = Path.of("src", "test", "resources", "torchscript");
  private static final int SIDE = 16;
  private static final int CHANNELS = 4;
  private static final int CELL = 8;

  // tiny.py's numbers.
  private static final double[][] WEIGHT = {{1, -1, 0}, {-1, 1, 0}, {-1, 0, 1}, {1, 1, -1}};
  private static final double[] BIAS = {-1.5, -1.5, -2, -2.5};
  private static final double[] MEAN = {0.25, 0.125, 0, -0.5};
  private static final double[] DEVIATION = {0.5, 0.25, 0.25, 0.5};

  private static final OperatorScript TINY = allowed(FOLDER.resolve("tiny.pt"));

  private static OperatorScript allowed(Path file) {
    return new OperatorScript(SECTION, true, file.toString());
  }

  private static NetworkSpec spec(String sha256, Head head) {
    return new NetworkSpec(new Backbone.TorchScript(sha256, SIDE), head, 3);
  }

  private static Network create(OperatorScript script, Head head) {
    return Network.create(spec(script.sha256(), head), "cpu", 1, script);
  }

  private static float[] pixels(int count) {
    float[] pixels = new float[count * 3 * SIDE * SIDE];
    Random random = new Random(5);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextGaussian();
    }
    return pixels;
  }

  /** tiny.py in plain Java: convolution, ReLU, cell means, running statistics. */
  private static float[] expectedMap(float[] pixels, int count) {
    int cells = SIDE / CELL;
    float[] map = new float[count * CHANNELS * cells * cells];
    int at = 0;
    for (int b = 0; b < count; b++) {
      for (int o = 0; o < CHANNELS; o++) {
        for (int cell = 0; cell < cells * cells; cell++) {
          double mean = cellMean(pixels, b, o, cell / cells, cell % cells);
          map[at++] = (float) ((mean - MEAN[o]) / DEVIATION[o]);
        }
      }
    }
    return map;
  }

  private static double cellMean(float[] pixels, int image, int output, int row, int column) {
    double sum = 0;
    for (int y = row * CELL; y < (row + 1) * CELL; y++) {
      for (int x = column * CELL; x < (column + 1) * CELL; x++) {
        double response = BIAS[output];
        for (int c = 0; c < 3; c++) {
          response += WEIGHT[output][c] * pixels[((image * 3 + c) * SIDE + y) * SIDE + x];
        }
        sum += Math.max(0, response);
      }
    }
    return sum / (CELL * CELL);
  }

  @Test
  @DisplayName("gives its feature map by running statistics, though it was saved in training mode")
  void shouldGiveTheFeatureMap() {
    float[] pixels = pixels(3);
    try (Network network = create(TINY, new Head.Query2Label(8, 2, 16, 0, 1, 0));
        NDManager step = network.manager().newSubManager()) {
      NDArray map = network.embed(step.create(pixels, new Shape(3, 3, SIDE, SIDE)), false);
      assertThat(network.embeddingShape()).isEqualTo(new Shape(4, 2, 2));
      assertThat(map.getShape()).isEqualTo(new Shape(3, 4, 2, 2));
      assertThat(map.toFloatArray()).containsExactly(expectedMap(pixels, 3), Offset.offset(1e-5f));
      assertThat(network.classify(map, false).getShape()).isEqualTo(new Shape(3, 3));
    }
  }

  @Test
  @DisplayName("gives pooled features, the map's means, and keeps its parameters to itself")
  void shouldGivePooledFeatures() {
    float[] pixels = pixels(2);
    float[] map = expectedMap(pixels, 2);
    try (Network network = create(TINY, new Head.Linear());
        NDManager step = network.manager().newSubManager()) {
      float[] pooled =
          network.embed(step.create(pixels, new Shape(2, 3, SIDE, SIDE)), false).toFloatArray();
      assertThat(pooled).hasSize(2 * network.features());
      for (int i = 0; i < pooled.length; i++) {
        float mean = (map[4 * i] + map[4 * i + 1] + map[4 * i + 2] + map[4 * i + 3]) / 4;
        assertThat(pooled[i]).isCloseTo(mean, Offset.offset(1e-5f));
      }
      assertThat(network.save()).containsOnlyKeys("classifier.weight", "classifier.bias");
    }
  }

  @Test
  @DisplayName("cannot be trained")
  void shouldRefuseTraining() {
    try (Network network = create(TINY, new Head.Linear());
        NDManager step = network.manager().newSubManager()) {
      NDArray input = step.create(pixels(1), new Shape(1, 3, SIDE, SIDE));
      assertThatThrownBy(() -> network.embed(input, true))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("a TorchScript backbone is frozen and cannot be trained");
    }
  }

  @Test
  @DisplayName("is refused unless the operator enables it, though its file is named")
  void shouldBeOffByDefault() {
    NetworkSpec spec = spec(TINY.sha256(), new Head.Linear());
    OperatorScript off = new OperatorScript(SECTION, false, TINY.file());
    assertThatThrownBy(() -> Network.create(spec, "cpu", 1, off))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "the backbone is a TorchScript file, which is a program, and %s.enabled is false: if you trust the file, set it to true and %s.file to its path"
                .formatted(SECTION, SECTION));
    assertThatThrownBy(() -> Network.create(spec, "cpu", 1))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("enabled is false");
  }

  @Test
  @DisplayName("is refused when the operator's file is another one than the network's, or missing")
  void shouldRefuseAnotherFile(@TempDir Path directory) {
    String other = "0".repeat(64);
    assertThatThrownBy(() -> Network.create(spec(other, new Head.Linear()), "cpu", 1, TINY))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "%s.file = %s has SHA-256 %s, but the network needs the TorchScript file with %s: name that one"
                .formatted(SECTION, TINY.file(), TINY.sha256(), other));
    Path missing = directory.resolve("missing.pt");
    assertThatThrownBy(() -> create(allowed(missing), new Head.Linear()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith(SECTION + ".file = " + missing + " cannot be read");
  }

  @Test
  @DisplayName("must be TorchScript and give a feature map, or it is refused in one line")
  void shouldRefuseWhatIsNoBackbone(@TempDir Path directory) throws Exception {
    Path text = Files.writeString(directory.resolve("text.pt"), "no program");
    assertThatThrownBy(() -> create(allowed(text), new Head.Linear()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("TorchScript file " + text + " cannot be a backbone: PyTorch")
        .hasMessageNotContaining("\n");
    assertThatThrownBy(() -> create(allowed(FOLDER.resolve("flat.pt")), new Head.Linear()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith(
            "of 2 pictures it makes [float32 (2, 4)], but must make one float32 feature map [2, C, h, w]");
  }
}
