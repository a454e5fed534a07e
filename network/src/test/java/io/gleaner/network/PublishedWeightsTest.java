package io.gleaner.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Published weights")
class PublishedWeightsTest {

  private static final String COUNTER = "bn1.num_batches_tracked";

  @TempDir private Path directory;

  private static Network network(String backbone, int classes) {
    Backbone pictures = new Backbone.Convolutional(backbone, 64);
    return Network.create(new NetworkSpec(pictures, new Head.Linear(), classes), "cpu", 1);
  }

  private static Tensor counter(long batches) {
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).putLong(Long.reverseBytes(batches)).flip();
    return new Tensor("I64", new long[0], bytes);
  }

  @Test
  @DisplayName("come out of the network to the very bytes that they were read from")
  void shouldRoundTripByteForByte() throws IOException {
    Path published =
        ReferenceFolder.data().resolve("backbone/mobilenet_v2_torchvision_keys.safetensors");
    Path written = directory.resolve("written.safetensors");
    try (Network network = network("mobilenet_v2", 1000)) {
      network.load(SafeTensors.read(published));
      SafeTensors.writeLike(published, written, network.save());
    }
    assertThat(written).hasSameBinaryContentAs(published);
  }

  @Test
  @DisplayName("may count batches, and the counts are kept")
  void shouldKeepCounters() throws IOException {
    try (Network network = network("resnet18", 3)) {
      Map<String, Tensor> plain = network.save();
      Map<String, Tensor> counted = new LinkedHashMap<>(plain);
      counted.put(COUNTER, counter(7));
      network.load(counted);
      assertThat(network.save()).isEqualTo(counted);
      network.load(plain);
      assertThat(network.save()).isEqualTo(plain);
    }
  }

  @Test
  @DisplayName("are refused with a counter that is none, or of a layer that has none")
  void shouldRefuseWrongCounters() {
    try (Network network = network("resnet18", 3)) {
      Map<String, Tensor> wrong = network.save();
      wrong.put(COUNTER, Tensor.of(new float[1], 1));
      assertThatThrownBy(() -> network.load(wrong))
          .isInstanceOf(InvalidWeightsException.class)
          .hasMessage("weights hold '" + COUNTER + "' as F32[1], but a counter is one I64");
      wrong.remove(COUNTER);
      wrong.put("conv1.num_batches_tracked", counter(7));
      assertThatThrownBy(() -> network.load(wrong))
          .hasMessageContaining("hold 'conv1.num_batches_tracked', which the network has not");
    }
  }

  @Test
  @DisplayName("fill the backbone and leave the head as it was, their own classifier left out")
  void shouldFillTheBackboneAlone() throws IOException {
    try (Network published = network("resnet18", 1000);
        Network ours = network("resnet18", 3)) {
      Map<String, Tensor> weights = published.save();
      weights.replaceAll((name, tensor) -> doubled(tensor));
      Map<String, Tensor> before = ours.save();
      ours.loadBackbone(weights);

      Map<String, Tensor> after = ours.save();
      assertThat(ours.headParameters()).containsOnlyKeys("fc.weight", "fc.bias");
      for (String name : ours.parameters().keySet()) {
        Map<String, Tensor> from = name.startsWith("fc.") ? before : weights;
        assertThat(after.get(name)).as(name).isEqualTo(from.get(name));
      }
    }
  }

  private static Tensor doubled(Tensor tensor) {
    float[] values = tensor.toFloats();
    for (int i = 0; i < values.length; i++) {
      values[i] *= 2;
    }
    return Tensor.of(values, tensor.shape());
  }

  @Test
  @DisplayName("of another architecture are refused by the first name that is missing")
  void shouldRefuseAnotherArchitecture() {
    try (Network other = network("resnet18", 1000);
        Network ours = network("resnet34", 3)) {
      Map<String, Tensor> before = ours.save();
      assertThatThrownBy(() -> ours.loadBackbone(other.save()))
          .isInstanceOf(InvalidWeightsException.class)
          .hasMessage("weights lack 'layer1.2.conv1.weight', which the network needs");
      assertThat(ours.save()).isEqualTo(before);
      assertThat(Objects.requireNonNull(before.get("fc.bias")).shape()).containsExactly(3);
    }
  }
}
