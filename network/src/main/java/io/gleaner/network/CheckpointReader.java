package io.gleaner.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;

/**
 * Reads a checkpoint directory and trusts nothing in it that its manifest's checksums do not cover.
 */
public final class CheckpointReader {

  private final Path directory;
  private final CheckpointManifest manifest;

  private CheckpointReader(Path directory, CheckpointManifest manifest) {
    this.directory = directory;
    this.manifest = manifest;
  }

  /**
   * Opens the checkpoint that a {@code ModelVersion} record announced; the files are checked when
   * they are asked for.
   *
   * @param manifestSha256 SHA-256 of the manifest, in lower-case hex
   * @throws InvalidCheckpointException if the manifest is missing, another one, or does not hold
   */
  public static CheckpointReader open(Path directory, String manifestSha256) throws IOException {
    Path file = directory.resolve(CheckpointManifest.FILE_NAME);
    byte[] content = CheckpointManifest.content(file);
    String actual = FileDigest.of(content).sha256();
    if (!actual.equals(manifestSha256)) {
      throw new InvalidCheckpointException(
          file, "SHA-256 is " + actual + ", but " + manifestSha256 + " was announced");
    }
    return new CheckpointReader(directory, CheckpointManifest.parse(file, content));
  }

  public CheckpointManifest manifest() {
    return manifest;
  }

  /**
   * Checks every file of the checkpoint.
   *
   * @throws InvalidCheckpointException naming the first file that is missing, cut or changed
   */
  public void verify() throws IOException {
    for (String name : manifest.files().keySet()) {
      verified(name);
    }
  }

  /**
   * Checks one file and gives its path.
   *
   * @param name as in the manifest
   * @throws InvalidCheckpointException if it is not in the manifest, missing, cut or changed
   */
  public Path verified(String name) throws IOException {
    Path file = directory.resolve(name);
    FileDigest expected = manifest.files().get(name);
    if (expected == null) {
      throw new InvalidCheckpointException(file, "not in the manifest");
    }
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new InvalidCheckpointException(file, "missing, or no plain file");
    }
    if (!file.toRealPath().startsWith(directory.toRealPath())) {
      throw new InvalidCheckpointException(file, "lies outside the checkpoint");
    }
    long bytes = Files.size(file);
    if (bytes != expected.bytes()) {
      throw new InvalidCheckpointException(
          file, "has %d bytes, but should have %d".formatted(bytes, expected.bytes()));
    }
    String actual = FileDigest.of(file).sha256();
    if (!actual.equals(expected.sha256())) {
      throw new InvalidCheckpointException(
          file, "SHA-256 is " + actual + ", but should be " + expected.sha256());
    }
    return file;
  }

  /**
   * Checks and reads the parameters.
   *
   * @throws InvalidCheckpointException if the file is missing, cut or changed
   * @throws InvalidWeightsException if it is no valid safetensors file
   */
  public Map<String, Tensor> parameters() throws IOException {
    return SafeTensors.read(verified(CheckpointManifest.PARAMETERS));
  }
}
