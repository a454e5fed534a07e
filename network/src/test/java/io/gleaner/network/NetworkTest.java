package io.gleaner.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.GradientCollector;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A network")
class NetworkTest {

  private static final NetworkSpec SPEC =
      new NetworkSpec(new Backbone.Convolutional("small", 64), new Head.Linear(), 5);

  static PixelBatch pictures(int count, long seed) {
    PixelBatch batch = new PixelBatch(count, SPEC.inputSize());
    Random random = new Random(seed);
    byte[] chw = new byte[3 * 64 * 64];
    for (int i = 0; i < count; i++) {
      random.nextBytes(chw);
      batch.add(chw);
    }
    return batch;
  }

  static float[] logits(Network network, PixelBatch batch) {
    try (NDManager step = network.manager().newSubManager()) {
      return network.forward(batch.toArray(step), false).get(0).toFloatArray();
    }
  }

  /** One SGD step towards smaller logits, as the learner takes its steps. */
  static void trainOneStep(Network network, PixelBatch batch) {
    try (NDManager step = network.manager().newSubManager()) {
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        NDArray logits = network.forward(batch.toArray(step), true).get(0);
        NDArray gradient = step.ones(logits.getShape());
        collector.backward(logits.mul(gradient).sum());
      }
      JniUtils.setGradMode(false);
      network.parameters().values().stream()
          .filter(parameter -> parameter.requiresGradient())
          .forEach(
              parameter -> {
                try (NDArray gradient = parameter.getArray().getGradient()) {
                  gradient.muli(1e-4f);
                  parameter.getArray().subi(gradient);
                  JniUtils.zeroGrad((PtNDArray) parameter.getArray());
                }
              });
    }
  }

  @Test
  @DisplayName("gives logits for every class and the pooled features")
  void shouldGiveLogitsAndFeatures() {
    try (Network network = Network.create(SPEC, "cpu", 1);
        NDManager step = network.manager().newSubManager()) {
      NDList outputs = network.forward(pictures(3, 1).toArray(step), false);

      assertThat(outputs.get(0).getShape()).isEqualTo(new Shape(3, 5));
      assertThat(outputs.get(1).getShape()).isEqualTo(new Shape(3, network.features()));
    }
  }

  @Test
  @DisplayName("gives the same in one go as backbone and head one after the other")
  void shouldSplitIntoBackboneAndHead() {
    try (Network network = Network.create(SPEC, "cpu", 1);
        NDManager step = network.manager().newSubManager()) {
      PixelBatch batch = pictures(3, 1);
      NDArray embeddings = network.embed(batch.toArray(step), false);

      assertThat(embeddings.getShape().slice(1)).isEqualTo(network.embeddingShape());
      assertThat(network.classify(embeddings, false).toFloatArray())
          .isEqualTo(logits(network, batch));
    }
  }

  @Test
  @DisplayName("knows which parameters are the backbone's and which the head's")
  void shouldSplitItsParameters() {
    try (Network network = Network.create(SPEC, "cpu", 1)) {
      assertThat(network.headParameters()).containsOnlyKeys("classifier.weight", "classifier.bias");
      assertThat(network.backboneParameters())
          .hasSize(4 * 5)
          .doesNotContainKeys("classifier.weight", "classifier.bias");
      assertThat(network.parameters()).containsAllEntriesOf(network.backboneParameters());
    }
  }

  @Test
  @DisplayName("without a backbone classifies features and refuses pictures")
  void shouldClassifyFeaturesAlone() {
    NetworkSpec spec = new NetworkSpec(new Backbone.Features(7), new Head.Linear(), 5);
    try (Network network = Network.create(spec, "cpu", 1);
        NDManager step = network.manager().newSubManager()) {
      assertThat(network.embeddingShape()).isEqualTo(new Shape(7));
      assertThat(network.backboneParameters()).isEmpty();
      assertThat(network.classify(step.ones(new Shape(3, 7)), false).getShape())
          .isEqualTo(new Shape(3, 5));
      NDArray pixels = pictures(1, 1).toArray(step);
      assertThatThrownBy(() -> network.embed(pixels, false))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("no backbone: it takes features of 7 numbers");
      assertThatThrownBy(spec::inputSize).hasMessageContaining("no backbone");
    }
  }

  @Test
  @DisplayName("normalises with frozen statistics in training and still gives gradients")
  void shouldFreezeStatistics() {
    try (Network network = Network.create(SPEC, "cpu", 1)) {
      network.freezeStatistics(true);
      Map<String, Tensor> before = network.save();
      PixelBatch batch = pictures(4, 7);
      float[] scored = logits(network, batch);
      try (NDManager step = network.manager().newSubManager()) {
        // a training pass adds up in another order
        assertThat(network.forward(batch.toArray(step), true).get(0).toFloatArray())
            .containsExactly(scored, Offset.offset(1e-5f));
      }
      trainOneStep(network, batch);

      assertThat(network.save().get("features.0.1.running_mean"))
          .isEqualTo(before.get("features.0.1.running_mean"));
      assertThat(network.save().get("features.0.0.weight"))
          .isNotEqualTo(before.get("features.0.0.weight"));
      network.freezeStatistics(false);
      trainOneStep(network, batch);
      assertThat(network.save().get("features.0.1.running_mean"))
          .isNotEqualTo(before.get("features.0.1.running_mean"));
    }
  }

  @Test
  @DisplayName("leaves nothing behind in its manager when the step's manager closes")
  void shouldNotLeak() {
    try (Network network = Network.create(SPEC, "cpu", 1)) {
      PixelBatch batch = pictures(2, 1);
      trainOneStep(network, batch);
      logits(network, batch);
      int before = network.manager().getManagedArrays().size();
      for (int i = 0; i < 3; i++) {
        trainOneStep(network, batch);
        logits(network, batch);
      }
      assertThat(network.manager().getManagedArrays()).hasSize(before);
    }
  }

  @Test
  @DisplayName("starts from the same parameters for the same seed, and from others for another")
  void shouldInitialiseFromSeed() {
    try (Network one = Network.create(SPEC, "cpu", 1);
        Network same = Network.create(SPEC, "cpu", 1);
        Network other = Network.create(SPEC, "cpu", 2)) {
      assertThat(one.save()).isEqualTo(same.save()).isNotEqualTo(other.save());
    }
  }

  @Test
  @DisplayName("names its state as torchvision would, running statistics included")
  void shouldNameItsState() {
    try (Network network = Network.create(SPEC, "cpu", 1)) {
      assertThat(network.parameters().keySet())
          .startsWith(
              "features.0.0.weight",
              "features.0.1.weight",
              "features.0.1.bias",
              "features.0.1.running_mean",
              "features.0.1.running_var")
          .endsWith("classifier.weight", "classifier.bias");
      assertThat(network.parameters().get("features.0.1.running_var"))
          .satisfies(statistic -> assertThat(statistic.requiresGradient()).isFalse());
    }
  }

  @Test
  @DisplayName("computes the same after its trained state went through save and load")
  void shouldRoundTripItsState() throws Exception {
    PixelBatch batch = pictures(4, 7);
    try (Network trained = Network.create(SPEC, "cpu", 1);
        Network copy = Network.create(SPEC, "cpu", 2)) {
      trainOneStep(trained, batch);
      Map<String, Tensor> state = trained.save();
      copy.load(state);

      assertThat(logits(copy, batch)).isEqualTo(logits(trained, batch));
      assertThat(copy.save()).isEqualTo(state);
    }
  }

  @Test
  @DisplayName("trains on after a load exactly as the network that was saved")
  void shouldTrainOnAfterLoad() throws Exception {
    PixelBatch batch = pictures(4, 7);
    try (Network trained = Network.create(SPEC, "cpu", 1);
        Network copy = Network.create(SPEC, "cpu", 2)) {
      trainOneStep(trained, batch);
      copy.load(trained.save());
      trainOneStep(trained, batch);
      trainOneStep(copy, batch);

      assertThat(copy.save()).isEqualTo(trained.save());
    }
  }

  @Test
  @DisplayName("shares no memory with the tensors it was loaded from")
  void shouldCopyOnLoad() throws Exception {
    PixelBatch batch = pictures(4, 7);
    try (Network trained = Network.create(SPEC, "cpu", 1);
        Network copy = Network.create(SPEC, "cpu", 2)) {
      Map<String, Tensor> state = trained.save();
      Map<String, Tensor> before = Network.create(SPEC, "cpu", 1).save();
      copy.load(state);
      trainOneStep(copy, batch);
      trainOneStep(trained, batch);

      assertThat(state).isEqualTo(before);
    }
  }

  @Test
  @DisplayName("changes its running statistics only in training")
  void shouldKeepStatisticsWhenScoring() {
    try (Network network = Network.create(SPEC, "cpu", 1)) {
      Map<String, Tensor> before = network.save();
      logits(network, pictures(4, 7));
      assertThat(network.save()).isEqualTo(before);
      trainOneStep(network, pictures(4, 7));
      assertThat(network.save().get("features.0.1.running_mean"))
          .isNotEqualTo(before.get("features.0.1.running_mean"));
    }
  }

  @Test
  @DisplayName("refuses a missing name, an unknown name, a wrong shape and a wrong type, unchanged")
  void shouldRefuseWhatDoesNotFit() {
    try (Network network = Network.create(SPEC, "cpu", 1)) {
      Map<String, Tensor> good = network.save();
      assertRefused(network, without(good, "classifier.bias"), "lack 'classifier.bias'");
      assertRefused(network, with(good, "extra", Tensor.of(new float[1], 1)), "hold 'extra'");
      assertRefused(
          network,
          with(good, "classifier.bias", Tensor.of(new float[4], 4)),
          "'classifier.bias' with shape [4], but the network needs [5]");
      assertRefused(
          network,
          with(good, "classifier.bias", new Tensor("I32", new long[] {5}, ByteBuffer.allocate(20))),
          "'classifier.bias' as I32");
      assertThat(network.save()).isEqualTo(good);
    }
  }

  private static void assertRefused(Network network, Map<String, Tensor> state, String reason) {
    assertThatThrownBy(() -> network.load(state))
        .isInstanceOf(InvalidWeightsException.class)
        .hasMessageContaining(reason);
  }

  private static Map<String, Tensor> without(Map<String, Tensor> state, String name) {
    Map<String, Tensor> changed = new LinkedHashMap<>(state);
    changed.remove(name);
    return changed;
  }

  private static Map<String, Tensor> with(Map<String, Tensor> state, String name, Tensor tensor) {
    Map<String, Tensor> changed = new LinkedHashMap<>(state);
    changed.put(name, tensor);
    return changed;
  }

  @Test
  @DisplayName("says in one line when the device is not there or not known")
  void shouldRefuseMissingDevices() {
    assertThatThrownBy(() -> Network.create(SPEC, "cuda:99", 1))
        .hasMessageContaining("cuda:99")
        .hasMessageContaining("use cpu or auto");
    assertThatThrownBy(() -> Network.create(SPEC, "gpu", 1))
        .hasMessage("device is 'gpu', but must be auto, cpu or cuda:N (for example cuda:0)");
  }

  @Test
  @DisplayName("says which backbones there are when it is asked for another")
  void shouldRefuseUnknownParts() {
    assertThatThrownBy(
            () ->
                Network.create(
                    new NetworkSpec(new Backbone.Convolutional("vgg", 64), new Head.Linear(), 5),
                    "cpu",
                    1))
        .hasMessage(
            "backbone is 'vgg', but must be one of: small, mobilenet_v2, resnet18, resnet34, resnet50, resnet101");
  }
}
