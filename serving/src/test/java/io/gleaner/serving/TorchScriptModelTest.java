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
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A model on a TorchScript backbone")
class TorchScriptModelTest {
  private static final String SECTION = "gleaner.serving.torchscript";
  private static final Path FOLDER =
      Path.of("..", "network", "src", "test", "resources", "torchscript");
  private static final OperatorScript TINY =
      new OperatorScript(SECTION, true, FOLDER.resolve("tiny.pt").toString());
  private static final String NAME = "lineage-1-step-20";

  @TempDir Path checkpoints;
  private ModelVersion version = ModelVersion.getDefaultInstance();

  @BeforeEach
  void write() throws IOException {
    NetworkSpec spec =
        new NetworkSpec(new Backbone.TorchScript(TINY.sha256(), 32), new Head.Linear(), 3);
    Path directory = Files.createDirectories(checkpoints.resolve(NAME));
    Path parameters = directory.resolve(CheckpointManifest.PARAMETERS);
    try (Network network = Network.create(spec, "cpu", 7, TINY)) {
      SafeTensors.write(parameters, network.save(), Map.of());
    }
    Map<String, FileDigest> files =
        Map.of(CheckpointManifest.PARAMETERS, FileDigest.of(parameters));
    version =
        ModelVersion.newBuilder()
            .setLineage(1)
            .setStep(20)
            .setCheckpoint(NAME)
            .setSha256(CheckpointManifest.of(1, 20, 3, spec, files).write(directory).sha256())
            .build();
  }

  private List<Model> load(OperatorScript script) throws DamagedCheckpointException {
    return new CheckpointLoader(checkpoints, "cpu", script, 4).load(version, 2);
  }

  private static float[] score(Model model) throws BadImageException {
    float[] probabilities = new float[2 * model.classes()];
    model.add(Pictures.encoded("jpeg", 64, 48));
    model.add(Pictures.encoded("jpeg", 32, 300));
    model.score(probabilities, new float[2 * Model.PROJECTION]);
    return probabilities;
  }

  @Test
  @DisplayName("scores where the operator enables that very file")
  void shouldScoreWhenEnabled() throws Exception {
    List<Model> copies = load(TINY);
    float[] first = score(copies.get(0));
    copies.get(0).close();
    float[] second = score(copies.get(1));
    copies.get(1).close();
    assertThat(first).hasSize(6).isEqualTo(second);
    assertThat(first[0]).isBetween(0f, 1f);
    assertThat(first[0]).as("different pictures").isNotEqualTo(first[3]);
  }

  @Test
  @DisplayName("is passed over where serving's operator did not enable it")
  void shouldBeRefusedByDefault() {
    assertThatThrownBy(() -> load(new OperatorScript(SECTION, false, TINY.file())))
        .isInstanceOf(DamagedCheckpointException.class)
        .hasMessage(
            "the backbone is a TorchScript file, which is a program, and gleaner.serving.torchscript.enabled is false: if you trust the file, set it to true and gleaner.serving.torchscript.file to its path");
  }

  @Test
  @DisplayName(
      "is passed over where the operator's file has another SHA-256 than the manifest says")
  void shouldRefuseAnotherFile() {
    OperatorScript other = new OperatorScript(SECTION, true, FOLDER.resolve("flat.pt").toString());
    assertThatThrownBy(() -> load(other))
        .isInstanceOf(DamagedCheckpointException.class)
        .hasMessageContaining("flat.pt has SHA-256 " + other.sha256())
        .hasMessageEndingWith(
            "but the network needs the TorchScript file with %s: name that one"
                .formatted(TINY.sha256()));
  }
}
