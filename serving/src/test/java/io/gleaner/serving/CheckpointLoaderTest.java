package io.gleaner.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gleaner.network.Backbone;
import io.gleaner.network.CheckpointManifest;
import io.gleaner.network.FileDigest;
import io.gleaner.network.Head;
import io.gleaner.network.Network;
import io.gleaner.network.NetworkSpec;
import io.gleaner.network.OperatorScript;
import io.gleaner.network.SafeTensors;
import io.gleaner.protocol.v1.ModelVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointLoaderTest {
  private static final NetworkSpec SPEC =
      new NetworkSpec(new Backbone.Convolutional("small", 32), new Head.Linear(), 3);
  private static final String NAME = "lineage-1-step-20";

  @TempDir Path checkpoints;
  private CheckpointLoader loader;
  private ModelVersion version = ModelVersion.getDefaultInstance();

  @BeforeEach
  void write() throws IOException {
    loader = new CheckpointLoader(checkpoints, "cpu", OperatorScript.NONE, 4);
    Path directory = Files.createDirectories(checkpoints.resolve(NAME));
    Path parameters = directory.resolve(CheckpointManifest.PARAMETERS);
    try (Network network = Network.create(SPEC, "cpu", 7)) {
      SafeTensors.write(parameters, network.save(), Map.of());
    }
    String sha256 =
        CheckpointManifest.of(
                1, 20, 3, SPEC, Map.of(CheckpointManifest.PARAMETERS, FileDigest.of(parameters)))
            .write(directory)
            .sha256();
    version =
        ModelVersion.newBuilder()
            .setLineage(1)
            .setStep(20)
            .setCheckpoint(NAME)
            .setSha256(sha256)
            .build();
  }

  @Test
  void shouldLoadIndependentCopiesThatScoreAlike() throws Exception {
    List<Model> copies = loader.load(version, 2);
    float[] first = score(copies.get(0));
    copies.get(0).close();
    float[] second = score(copies.get(1));
    copies.get(1).close();
    assertThat(first).hasSize(6).isEqualTo(second);
    assertThat(first[0]).isBetween(0f, 1f);
    assertThat(first[0]).as("different pictures").isNotEqualTo(first[3]);
  }

  private static float[] score(Model model) throws BadImageException {
    float[] probabilities = new float[2 * model.classes()];
    model.add(Pictures.encoded("jpeg", 64, 48));
    assertThatThrownBy(() -> model.add(new byte[] {1, 2, 3})).isInstanceOf(BadImageException.class);
    model.add(Pictures.encoded("jpeg", 32, 300));
    model.score(probabilities, new float[2 * Model.PROJECTION]);
    return probabilities;
  }

  @Test
  void shouldRefuseParametersThatWereChanged() throws IOException {
    Path file = checkpoints.resolve(NAME).resolve(CheckpointManifest.PARAMETERS);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);
    assertDamaged(version, "SHA-256");
  }

  @Test
  void shouldRefuseACheckpointThatIsGone() {
    assertDamaged(version.toBuilder().setCheckpoint("lineage-9-step-9").build(), "missing");
  }

  @Test
  void shouldRefuseAManifestOtherThanAnnounced() {
    assertDamaged(version.toBuilder().setSha256("00").build(), "was announced");
  }

  @Test
  void shouldRefuseAnotherModelsCheckpoint() {
    assertDamaged(version.toBuilder().setStep(21).build(), "holds model 1/20");
  }

  @Test
  void shouldStayBelowTheSharedDirectory() {
    for (String outside : List.of("", ".", "..", "../elsewhere", "/tmp", NAME + "/deeper")) {
      assertDamaged(version.toBuilder().setCheckpoint(outside).build(), "no directory in");
    }
  }

  private void assertDamaged(ModelVersion announced, String why) {
    assertThatThrownBy(() -> loader.load(announced, 1))
        .isInstanceOf(DamagedCheckpointException.class)
        .hasMessageContaining(why);
  }
}
