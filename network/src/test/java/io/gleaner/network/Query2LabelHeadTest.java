package io.gleaner.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A Query2Label head")
class Query2LabelHeadTest {

  private static final Backbone SMALL = new Backbone.Convolutional("small", 64);
  private static final Head HEAD = new Head.Query2Label(16, 2, 32, 1, 2, 0.1);
  private static final NetworkSpec SPEC = new NetworkSpec(SMALL, HEAD, 5);

  @Test
  @DisplayName("is given the feature map, while the pooled features stay at hand")
  void shouldTakeTheMap() {
    try (Network network = Network.create(SPEC, "cpu", 1);
        NDManager step = network.manager().newSubManager()) {
      NDArray map = network.embed(NetworkTest.pictures(3, 1).toArray(step), false);

      assertThat(network.embeddingShape()).isEqualTo(new Shape(128, 4, 4));
      assertThat(map.getShape()).isEqualTo(new Shape(3, 128, 4, 4));
      assertThat(network.classify(map, false).getShape()).isEqualTo(new Shape(3, 5));
      assertThat(network.pooled(map).getShape()).isEqualTo(new Shape(3, network.features()));
    }
  }

  @Test
  @DisplayName("shows where it looks for each class")
  void shouldShowItsAttention() {
    try (Network network = Network.create(SPEC, "cpu", 1);
        NDManager step = network.manager().newSubManager()) {
      NDArray maps =
          network.attention(network.embed(NetworkTest.pictures(3, 1).toArray(step), false));

      assertThat(maps.getShape()).isEqualTo(new Shape(3, 5, 4, 4));
      assertThat(maps.min().getFloat()).isGreaterThan(0);
      for (float sum : maps.reshape(15, 16).sum(new int[] {1}).toFloatArray()) {
        assertThat(sum).isCloseTo(1, within(1e-5f));
      }
    }
  }

  @Test
  @DisplayName("trains every parameter, leaves nothing behind, and comes back from its state")
  void shouldTrain() throws Exception {
    try (Network network = Network.create(SPEC, "cpu", 1);
        Network copy = Network.create(SPEC, "cpu", 2)) {
      var before = network.save();
      PixelBatch batch = NetworkTest.pictures(4, 7);
      NetworkTest.trainOneStep(network, batch);
      network
          .headParameters()
          .keySet()
          .forEach(
              name -> assertThat(network.save().get(name)).as(name).isNotEqualTo(before.get(name)));
      int arrays = network.manager().getManagedArrays().size();
      NetworkTest.trainOneStep(network, batch);
      NetworkTest.logits(network, batch);
      assertThat(network.manager().getManagedArrays()).hasSize(arrays);

      copy.load(network.save());
      assertThat(NetworkTest.logits(copy, batch)).isEqualTo(NetworkTest.logits(network, batch));
    }
  }

  @Test
  @DisplayName("can be as wide as the map, without a projection")
  void shouldDoWithoutProjection() {
    Head head = new Head.Query2Label(0, 4, 32, 0, 1, 0);
    try (Network network = Network.create(new NetworkSpec(SMALL, head, 5), "cpu", 1)) {
      assertThat(network.headParameters().keySet())
          .noneMatch(name -> name.contains("input_proj"))
          .contains(
              "head.query_embed.weight", "head.decoder.layers.0.multihead_attn.in_proj_weight");
    }
  }

  @Test
  @DisplayName("says what does not fit together")
  void shouldRefuseWhatDoesNotFit() {
    NetworkSpec features = new NetworkSpec(new Backbone.Features(7), HEAD, 5);
    assertThatThrownBy(() -> Network.create(features, "cpu", 1))
        .hasMessageContaining("features computed before have none: choose linear or hidden");
    assertThatThrownBy(() -> new Head.Query2Label(18, 3, 8, 0, 1, 0))
        .hasMessage(
            "a query2label head is 18 wide, but must be a multiple of its 3 heads and of 4");
    assertThatThrownBy(() -> new Head.Query2Label(16, 2, 8, 0, 0, 0))
        .hasMessageContaining("0 decoder layers cannot be");
    try (Network linear = Network.create(new NetworkSpec(SMALL, new Head.Linear(), 5), "cpu", 1);
        NDManager step = linear.manager().newSubManager()) {
      NDArray any = step.zeros(new Shape(1, 256));
      assertThatThrownBy(() -> linear.attention(any))
          .hasMessageContaining("only a query2label head");
    }
  }
}
