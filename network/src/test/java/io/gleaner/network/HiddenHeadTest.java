package io.gleaner.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A head with one hidden layer")
class HiddenHeadTest {

  private static Network network(int features, int width, double dropout, int classes) {
    return Network.create(
        new NetworkSpec(new Backbone.Features(features), new Head.Hidden(width, dropout), classes),
        "cpu",
        1);
  }

  @Test
  @DisplayName("computes W₂ max(0, W₁x + b₁) + b₂")
  void shouldComputeItsFormula() throws Exception {
    try (Network network = network(2, 3, 0.5, 1);
        NDManager step = network.manager().newSubManager()) {
      Map<String, Tensor> weights = new LinkedHashMap<>();
      weights.put("head.hidden.weight", Tensor.of(new float[] {1, 2, -1, 1, 0, -3}, 3, 2));
      weights.put("head.hidden.bias", Tensor.of(new float[] {0, 1, 2}, 3));
      weights.put("head.output.weight", Tensor.of(new float[] {2, 4, 8}, 1, 3));
      weights.put("head.output.bias", Tensor.of(new float[] {0.5f}, 1));
      network.load(weights);

      NDArray features = step.create(new float[] {1, 1, -3, 0}, new Shape(2, 2));
      // hidden (3, 1, 0) and (0, 4, 2) after the ReLU
      assertThat(network.classify(features, false).toFloatArray()).containsExactly(10.5f, 32.5f);
    }
  }

  @Test
  @DisplayName("leaves hidden units out in training alone, by the seed of PyTorch's generator")
  void shouldDropOutInTraining() {
    try (Network network = network(8, 64, 0.5, 4);
        NDManager step = network.manager().newSubManager()) {
      NDArray features = step.ones(new Shape(1, 8));
      JniUtils.setSeed(3);
      float[] first = network.classify(features, true).toFloatArray();
      float[] second = network.classify(features, true).toFloatArray();
      JniUtils.setSeed(3);
      float[] again = network.classify(features, true).toFloatArray();

      assertThat(first).isNotEqualTo(second).isEqualTo(again);
      assertThat(network.classify(features, false).toFloatArray())
          .isEqualTo(network.classify(features, false).toFloatArray());
    }
  }

  @Test
  @DisplayName("refuses a width or dropout that cannot be")
  void shouldRefuseWhatCannotBe() {
    assertThatThrownBy(() -> new Head.Hidden(0, 0.5)).hasMessageContaining("cannot be 0 wide");
    assertThatThrownBy(() -> new Head.Hidden(8, 1))
        .hasMessage("dropout is 1.0, but must be in [0, 1)");
    assertThatThrownBy(() -> new Head.Hidden(8, Double.NaN)).hasMessageContaining("dropout is NaN");
  }
}
