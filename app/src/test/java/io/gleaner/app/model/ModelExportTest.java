package io.gleaner.app.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gleaner.app.command.UsageException;
import io.gleaner.network.Backbone;
import io.gleaner.network.CheckpointManifest;
import io.gleaner.network.FileDigest;
import io.gleaner.network.Head;
import io.gleaner.network.NetworkSpec;
import io.gleaner.network.SafeTensors;
import io.gleaner.network.Tensor;
import io.gleaner.protocol.LabelSpace;
import io.gleaner.protocol.v1.ClassPriors;
import io.gleaner.protocol.v1.ModelVersion;
import io.gleaner.protocol.v1.ModelVersion.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("An exported model")
class ModelExportTest {

  private static final NetworkSpec SPEC =
      new NetworkSpec(new Backbone.Features(3), new Head.Linear(), 2);

  @TempDir Path directory;
  private CheckpointDirectory checkpoints;
  private ModelVersion model;

  @BeforeEach
  void save() throws IOException {
    checkpoints = new CheckpointDirectory(directory.resolve("checkpoints"));
    Path checkpoint = Files.createDirectories(checkpoints.root().resolve("lineage-1-step-20"));
    Path parameters = checkpoint.resolve(CheckpointManifest.PARAMETERS);
    Tensor weight = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, new long[] {2, 3});
    SafeTensors.write(parameters, Map.of("classifier.weight", weight), Map.of());
    String sha256 =
        CheckpointManifest.of(
                1, 20, 2, SPEC, Map.of(CheckpointManifest.PARAMETERS, FileDigest.of(parameters)))
            .write(checkpoint)
            .sha256();
    model =
        ModelVersion.newBuilder()
            .setLineage(1)
            .setStep(20)
            .setSha256(sha256)
            .setStatus(Status.PROMOTED)
            .setReason("holdout mAP 61.25, best recent 60.00")
            .setHoldoutMap(0.6125)
            .setHoldoutMapLower(0.58)
            .setHoldoutMapUpper(0.6375)
            .setHoldoutImages(200)
            .setKappa(2.9)
            .addThresholds(0.25f)
            .addThresholds(0.5f)
            .build();
  }

  private ModelCard card() throws IOException {
    return new ModelCard(
        model,
        checkpoints.open(model).manifest(),
        LabelSpace.of(List.of("cat|dog", "<b>bird")),
        Optional.of(ClassPriors.newBuilder().addProbabilities(0.125f).build()));
  }

  private Path export(Path target) throws IOException {
    new ModelExport(checkpoints, target).write(checkpoints.open(model), card());
    return target;
  }

  @Test
  @DisplayName("is the served weights byte for byte, with the network and the classes beside them")
  void shouldCopyTheWeights() throws IOException {
    Path target = export(directory.resolve("out"));
    assertThat(target.resolve("model.safetensors"))
        .hasSameBinaryContentAs(
            checkpoints.root().resolve("lineage-1-step-20").resolve(CheckpointManifest.PARAMETERS));
    JsonNode config = new ObjectMapper().readTree(target.resolve("config.json").toFile());
    assertThat(config.at("/id2label/0").asText()).isEqualTo("cat|dog");
    assertThat(config.at("/thresholds/1").asDouble()).isEqualTo(0.5);
    assertThat(config.at("/network/classes").asInt()).isEqualTo(2);
    assertThat(config.at("/holdout_map").asDouble()).isEqualTo(0.6125);
    assertThat(config.at("/holdout_map_lower").asDouble()).isEqualTo(0.58);
    assertThat(config.at("/holdout_map_upper").asDouble()).isEqualTo(0.6375);
  }

  @Test
  @DisplayName("has a model card with the measured numbers, and names that cannot break its tables")
  void shouldWriteTheCard() throws IOException {
    List<String> card = Files.readAllLines(export(directory.resolve("out")).resolve("README.md"));
    assertThat(card).startsWith("---", "library_name: gleaner");
    assertThat(card.subList(1, card.size())).contains("---");
    assertThat(card)
        .contains(
            "    - type: mAP",
            "      name: holdout mAP, percent 61.25 (58.00 to 63.75)",
            "      value: 0.6125",
            "| holdout mAP, of 100, and its 95 % interval | 61.25 (58.00 to 63.75) |",
            "| expected positives per image, κ | 2.900 |",
            "| 0 | cat\\|dog | 0.2500 | 0.1250 |",
            "| 1 | &lt;b>bird | 0.5000 | not known |");
  }

  @Test
  @DisplayName("claims no figure that was not measured")
  void shouldNotInventFigures() throws IOException {
    model = model.toBuilder().clearHoldoutMap().clearHoldoutImages().build();
    assertThat(Files.readString(export(directory.resolve("out")).resolve("README.md")))
        .contains("| holdout mAP, of 100, and its 95 % interval | not measured |")
        .doesNotContain("model-index");
  }

  @Test
  @DisplayName("says so where the record is of a version that told no interval")
  void shouldClaimNoInterval() throws IOException {
    model = model.toBuilder().clearHoldoutMapLower().clearHoldoutMapUpper().build();
    assertThat(Files.readString(export(directory.resolve("out")).resolve("README.md")))
        .contains("| 61.25 (no interval) |");
  }

  @Test
  @DisplayName("overwrites nothing, and does not lie among the checkpoints, through a link either")
  void shouldRefuseOtherDirectories() throws IOException {
    Path full = Files.createDirectories(directory.resolve("full"));
    Files.writeString(full.resolve("thesis.tex"), "mine");
    assertThatThrownBy(() -> export(full))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("not empty");
    assertThatThrownBy(() -> export(full.resolve("thesis.tex"))).hasMessageContaining("is a file");
    Path link = Files.createSymbolicLink(directory.resolve("link"), checkpoints.root());
    assertThatThrownBy(() -> export(link.resolve("out")))
        .hasMessageContaining("among the checkpoints");
  }

  @Test
  @DisplayName("is never of a damaged checkpoint, nor of another one under its name")
  void shouldRefuseDamaged() throws IOException {
    Path parameters =
        checkpoints.root().resolve("lineage-1-step-20").resolve(CheckpointManifest.PARAMETERS);
    byte[] bytes = Files.readAllBytes(parameters);
    bytes[bytes.length - 1] ^= 1;
    Files.write(parameters, bytes);
    assertThatThrownBy(() -> export(directory.resolve("out")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("parameters.safetensors");
    assertThat(directory.resolve("out")).doesNotExist();
    assertThat(checkpoints.condition(model)).contains("damaged");
    model = model.toBuilder().setSha256("00").build();
    assertThatThrownBy(() -> checkpoints.open(model)).hasMessageContaining("damaged");
    model = model.toBuilder().setStep(21).build();
    assertThatThrownBy(() -> checkpoints.open(model)).hasMessageContaining("no checkpoint");
  }
}
