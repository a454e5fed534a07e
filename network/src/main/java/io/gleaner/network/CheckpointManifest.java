package io.gleaner.network;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * A checkpoint's table of contents, kept beside the files as {@code manifest.json}. It is written
 * last: a directory without one is no checkpoint.
 *
 * @param formatVersion {@link #FORMAT_VERSION}; the first version is read as this one, others are
 *     refused
 * @param lineage which start or rollback of the model this belongs to, at least 1
 * @param step training steps done, at least 0
 * @param labelSpaceVersion number of classes known when it was written
 * @param network what the parameters are for
 * @param files every other file of the checkpoint, by path relative to the directory with {@code /}
 */
public record CheckpointManifest(
    int formatVersion,
    long lineage,
    long step,
    int labelSpaceVersion,
    NetworkSpec network,
    Map<String, FileDigest> files) {

  public static final int FORMAT_VERSION = 2;
  public static final String FILE_NAME = "manifest.json";

  /** The parameters that serving loads. */
  public static final String PARAMETERS = "parameters.safetensors";

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  public CheckpointManifest {
    Objects.requireNonNull(network, "network");
    files = Collections.unmodifiableMap(new TreeMap<>(Objects.requireNonNull(files, "files")));
    if (formatVersion != FORMAT_VERSION) {
      throw new IllegalArgumentException(
          "format version is %d, but this build reads %d".formatted(formatVersion, FORMAT_VERSION));
    }
    if (lineage < 1 || step < 0 || labelSpaceVersion < 1) {
      throw new IllegalArgumentException(
          "lineage %d, step %d, label-space version %d cannot be"
              .formatted(lineage, step, labelSpaceVersion));
    }
    files.keySet().forEach(CheckpointManifest::requireInside);
  }

  /** A manifest of the current format version. */
  public static CheckpointManifest of(
      long lineage,
      long step,
      int labelSpaceVersion,
      NetworkSpec network,
      Map<String, FileDigest> files) {
    return new CheckpointManifest(FORMAT_VERSION, lineage, step, labelSpaceVersion, network, files);
  }

  private static void requireInside(String name) {
    Path path = Path.of(name);
    boolean plain =
        !name.isEmpty()
            && !path.isAbsolute()
            && path.normalize().equals(path)
            && !path.startsWith("..")
            && !name.equals(FILE_NAME);
    if (!plain) {
      throw new IllegalArgumentException(
          "file name '" + name + "' does not name a file inside the checkpoint");
    }
  }

  static byte[] content(Path file) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new InvalidCheckpointException(file, "missing, so the checkpoint is not complete", e);
    }
  }

  static CheckpointManifest parse(Path file, byte[] json) throws IOException {
    try {
      return JSON.readValue(json, CheckpointManifest.class);
    } catch (JsonProcessingException e) {
      throw new InvalidCheckpointException(file, e.getOriginalMessage(), e);
    }
  }

  /**
   * Writes {@code manifest.json}, which must not be there yet, and forces it to the disk.
   *
   * @return the digest of the manifest itself, which stands for the whole checkpoint
   */
  public FileDigest write(Path directory) throws IOException {
    byte[] json = JSON.writeValueAsBytes(this);
    Path file = directory.resolve(FILE_NAME);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap(json);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
    return FileDigest.of(json);
  }
}
