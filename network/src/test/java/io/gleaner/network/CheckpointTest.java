package io.gleaner.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A checkpoint")
class CheckpointTest {

  private static final NetworkSpec SPEC =
      new NetworkSpec(new Backbone.Convolutional("small", 64), new Head.Linear(), 5);

  @TempDir private Path directory;
  private FileDigest written = new FileDigest("0".repeat(64), 0);

  @BeforeEach
  void write() throws IOException {
    Files.createDirectory(directory.resolve("replay"));
    Files.writeString(directory.resolve("replay/000001.sst"), "replayed");
    try (Network network = Network.create(SPEC, "cpu", 3)) {
      SafeTensors.write(parametersFile(), network.save(), Map.of());
    }
    written = manifest(SPEC).write(directory);
  }

  private Path parametersFile() {
    return directory.resolve(CheckpointManifest.PARAMETERS);
  }

  private CheckpointManifest manifest(NetworkSpec spec) throws IOException {
    Map<String, FileDigest> files = new LinkedHashMap<>();
    for (String name : new String[] {"replay/000001.sst", CheckpointManifest.PARAMETERS}) {
      files.put(name, FileDigest.of(directory.resolve(name)));
    }
    return CheckpointManifest.of(2, 400, 5, spec, files);
  }

  private void rewrite(String manifest) throws IOException {
    Files.writeString(directory.resolve(CheckpointManifest.FILE_NAME), manifest);
  }

  private String manifestText() throws IOException {
    return Files.readString(directory.resolve(CheckpointManifest.FILE_NAME));
  }

  /** As it lies there, whatever was announced. */
  private CheckpointReader open() throws IOException {
    Path manifest = directory.resolve(CheckpointManifest.FILE_NAME);
    return CheckpointReader.open(
        directory, Files.exists(manifest) ? FileDigest.of(manifest).sha256() : "");
  }

  @Test
  @DisplayName("gives back its manifest and its parameters")
  void shouldRoundTrip() throws IOException {
    CheckpointReader reader = CheckpointReader.open(directory, written.sha256());
    reader.verify();

    assertThat(reader.manifest()).isEqualTo(manifest(SPEC));
    try (Network original = Network.create(SPEC, "cpu", 3)) {
      assertThat(reader.parameters()).isEqualTo(original.save());
    }
  }

  @Test
  @DisplayName("without a manifest is none")
  void shouldRefuseWithoutManifest() throws IOException {
    Files.delete(directory.resolve(CheckpointManifest.FILE_NAME));
    assertThatThrownBy(() -> open())
        .isInstanceOf(InvalidCheckpointException.class)
        .hasMessageContaining("manifest.json: missing");
  }

  @Test
  @DisplayName("with another manifest than announced is refused")
  void shouldRefuseAnotherManifest() throws IOException {
    rewrite(manifestText() + " ");
    assertThatThrownBy(() -> CheckpointReader.open(directory, written.sha256()))
        .isInstanceOf(InvalidCheckpointException.class)
        .hasMessageContaining("manifest.json: SHA-256 is ")
        .hasMessageContaining(written.sha256() + " was announced");
  }

  @Test
  @DisplayName("with one flipped bit anywhere in its parameters is refused")
  void shouldRefuseFlippedBits() throws IOException {
    byte[] content = Files.readAllBytes(parametersFile());
    for (int at : new int[] {0, content.length / 2, content.length - 1}) {
      byte[] changed = content.clone();
      changed[at] ^= 1;
      Files.write(parametersFile(), changed);
      assertThatThrownBy(() -> open().parameters())
          .isInstanceOf(InvalidCheckpointException.class)
          .hasMessageContaining(parametersFile() + ": SHA-256 is ");
    }
  }

  @Test
  @DisplayName("with a cut file or without one of its files is refused by name")
  void shouldRefuseCutAndMissingFiles() throws IOException {
    Path replay = directory.resolve("replay/000001.sst");
    Files.write(replay, Arrays.copyOf(Files.readAllBytes(replay), 3));
    assertThatThrownBy(() -> open().verify())
        .hasMessageContaining(replay + ": has 3 bytes, but should have 8");
    Files.delete(replay);
    assertThatThrownBy(() -> open().verify()).hasMessageContaining(replay + ": missing");
    assertThat(open().parameters()).isNotEmpty();
  }

  @Test
  @DisplayName("does not hand out a file that its manifest does not list")
  void shouldRefuseUnlistedFiles() throws IOException {
    Files.writeString(directory.resolve("extra"), "");
    assertThatThrownBy(() -> open().verified("extra"))
        .hasMessageContaining("extra: not in the manifest");
  }

  @Test
  @DisplayName("does not follow a link out of its directory")
  void shouldRefuseLinks(@TempDir Path elsewhere) throws IOException {
    Path replay = directory.resolve("replay");
    Files.move(replay, elsewhere.resolve("replay"));
    Files.createSymbolicLink(replay, elsewhere.resolve("replay"));
    assertThatThrownBy(() -> open().verify()).hasMessageContaining("lies outside the checkpoint");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {"../x", "/etc/passwd", "a/../../x", "./x", "", "..", "manifest.json", "a//b/../x"})
  @DisplayName("whose manifest names a file outside is refused:")
  void shouldRefuseEscapingNames(String name) throws IOException {
    rewrite(manifestText().replace("replay/000001.sst", name));
    assertThatThrownBy(() -> open())
        .isInstanceOf(InvalidCheckpointException.class)
        .hasMessageContaining("does not name a file inside the checkpoint");
  }

  @Test
  @DisplayName("of a newer format is refused with both versions")
  void shouldRefuseOtherFormats() throws IOException {
    rewrite(manifestText().replace("\"formatVersion\" : 2", "\"formatVersion\" : 3"));
    assertThatThrownBy(() -> open())
        .hasMessageContaining("format version is 3, but this build reads 2");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"lineage", "step", "network", "files", "sha256", "classes"})
  @DisplayName("whose manifest lacks a field is refused:")
  void shouldRefuseMissingFields(String field) throws IOException {
    rewrite(manifestText().replaceFirst("\"" + field + "\"", "\"other\""));
    assertThatThrownBy(() -> open()).isInstanceOf(InvalidCheckpointException.class);
  }

  @ParameterizedTest
  @MethodSource("specs")
  @DisplayName("gives back every kind of backbone and head with its settings")
  void shouldKeepSettings(Backbone backbone, Head head) throws IOException {
    Files.delete(directory.resolve(CheckpointManifest.FILE_NAME));
    CheckpointManifest made = manifest(new NetworkSpec(backbone, head, 5));
    made.write(directory);
    assertThat(open().manifest()).isEqualTo(made);
  }

  static Stream<Arguments> specs() {
    return Stream.of(
        arguments(new Backbone.Features(1280), new Head.Linear()),
        arguments(new Backbone.Convolutional("small", 32), new Head.Hidden(512, 0.3)),
        arguments(
            new Backbone.Convolutional("resnet18", 224),
            new Head.Query2Label(256, 4, 1024, 1, 2, 0.1)));
  }

  @Test
  @DisplayName("is never written over another's manifest")
  void shouldNotOverwriteManifests() {
    assertThatThrownBy(() -> manifest(SPEC).write(directory)).isInstanceOf(IOException.class);
  }
}
