package io.gleaner.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("timm's names of a MobileNetV2")
class TimmNamesTest {

  /** Channels that go into a stage, that come out of it, blocks. */
  private static final int[][] STAGES = {
    {32, 16, 1}, {16, 24, 2}, {24, 32, 3}, {32, 64, 4}, {64, 96, 3}, {96, 160, 3}, {160, 320, 1}
  };

  private final Map<String, Tensor> timm = timm();
  private float next;

  /** What timm's {@code mobilenetv2_100} calls its tensors, and their shapes. */
  private Map<String, Tensor> timm() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    layer(tensors, "conv_stem", "bn1", 32, 3, 3);
    for (int stage = 0; stage < STAGES.length; stage++) {
      int in = STAGES[stage][0];
      int out = STAGES[stage][1];
      for (int block = 0; block < STAGES[stage][2]; block++) {
        String path = "blocks.%d.%d.".formatted(stage, block);
        if (stage == 0) {
          layer(tensors, path + "conv_dw", path + "bn1", in, 1, 3);
          layer(tensors, path + "conv_pw", path + "bn2", out, in, 1);
        } else {
          layer(tensors, path + "conv_pw", path + "bn1", 6 * in, in, 1);
          layer(tensors, path + "conv_dw", path + "bn2", 6 * in, 1, 3);
          layer(tensors, path + "conv_pwl", path + "bn3", out, 6 * in, 1);
        }
        in = out;
      }
    }
    layer(tensors, "conv_head", "bn2", 1280, 320, 1);
    tensors.put("classifier.weight", tensor(1000, 1280));
    tensors.put("classifier.bias", tensor(1000));
    return tensors;
  }

  private void layer(
      Map<String, Tensor> tensors, String convolution, String norm, int out, int in, int side) {
    tensors.put(convolution + ".weight", tensor(out, in, side, side));
    for (String part : List.of("weight", "bias", "running_mean", "running_var")) {
      tensors.put(norm + "." + part, tensor(out));
    }
  }

  /** Each tensor of another value than the others. */
  private Tensor tensor(int... shape) {
    long[] sides = new long[shape.length];
    int size = 1;
    for (int i = 0; i < shape.length; i++) {
      sides[i] = shape[i];
      size *= shape[i];
    }
    float[] values = new float[size];
    java.util.Arrays.fill(values, ++next);
    return Tensor.of(values, sides);
  }

  private static Network network() {
    return Network.create(
        new NetworkSpec(new Backbone.Convolutional("mobilenet_v2", 32), new Head.Linear(), 3),
        "cpu",
        1);
  }

  @Test
  @DisplayName("fill every tensor of torchvision's backbone, each once, in the same order")
  void shouldFillTheBackbone() throws Exception {
    try (Network network = network()) {
      network.loadBackbone(timm);
      Map<String, Tensor> saved = network.save();
      List<Tensor> backbone =
          network.backboneParameters().keySet().stream().map(saved::get).toList();
      List<Tensor> published =
          timm.entrySet().stream()
              .filter(named -> !named.getKey().startsWith("classifier."))
              .map(Map.Entry::getValue)
              .toList();
      assertThat(backbone).isEqualTo(published);
    }
  }

  @Test
  @DisplayName("a name that is neither timm's nor torchvision's is refused as it is written")
  void shouldRefuseOtherNames() {
    timm.put("blocks.0.0.se.weight", tensor(1));
    try (Network network = network()) {
      assertThatThrownBy(() -> network.loadBackbone(timm))
          .isInstanceOf(InvalidWeightsException.class)
          .hasMessageContaining("'blocks.0.0.se.weight'");
    }
  }

  @Test
  @DisplayName("other networks' names are left alone")
  void shouldLeaveOthersAlone() {
    Map<String, Tensor> resnet = Map.of("conv1.weight", tensor(1), "bn1.weight", tensor(1));
    assertThat(TimmNames.toTorchvision(resnet)).isSameAs(resnet);
  }
}
