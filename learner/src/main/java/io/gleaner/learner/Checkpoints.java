package io.gleaner.learner;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gleaner.network.CheckpointManifest;
import io.gleaner.network.CheckpointName;
import io.gleaner.network.CheckpointReader;
import io.gleaner.network.FileDigest;
import io.gleaner.network.SafeTensors;
import io.gleaner.network.Tensor;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoint directories of one learner. A checkpoint is written under a temporary name, forced
 * to the disk, given its manifest last and then renamed, so that whatever has its final name is
 * whole; that it stayed so is checked by SHA-256 when it is read.
 */
final class Checkpoints {
  static final String OPTIMISER = "optimizer.safetensors";
  static final String STATE = "learner-state.json";
  static final String REPLAY = "replay";

  /** The manifest vouches for the other files, this one for the manifest. */
  static final String MANIFEST_DIGEST = "manifest.sha256";

  private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);
  private static final String TEMPORARY = ".writing-";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Path root;
  private final Digests digests = new Digests();

  Checkpoints(Path root) {
    this.root = root;
  }

  /**
   * A checkpoint that is whole.
   *
   * @param sha256 of its manifest
   */
  record Saved(CheckpointName name, String sha256) {}

  /** A checkpoint that was read back. */
  record Restored(
      CheckpointName name,
      CheckpointManifest manifest,
      LearnerState state,
      Map<String, Tensor> weights,
      Path replay) {}

  /**
   * Writes a checkpoint; one of the same name is replaced.
   *
   * @throws IOException if it cannot be written whole; what there was before is as it was
   */
  Saved save(Training training, Map<String, Map<Integer, Long>> offsets) throws IOException {
    CheckpointName name = new CheckpointName(training.lineage(), training.step());
    Path temporary = root.resolve(TEMPORARY + name);
    try {
      Files.createDirectories(root);
      DurableFiles.delete(temporary);
      Files.createDirectory(temporary);
      String sha256 = write(training, offsets, temporary);
      Path target = root.resolve(name.toString());
      DurableFiles.delete(target);
      Files.move(temporary, target);
      DurableFiles.forceOne(root);
      return new Saved(name, sha256);
    } catch (IOException | ReplayBufferException e) {
      DurableFiles.delete(temporary);
      throw new IOException("checkpoint " + name + " not written: " + e, e);
    }
  }

  private String write(Training training, Map<String, Map<Integer, Long>> offsets, Path directory)
      throws IOException {
    Map<String, String> metadata =
        Map.of(
            "lineage", Long.toString(training.lineage()), "step", Long.toString(training.step()));
    SafeTensors.write(
        directory.resolve(CheckpointManifest.PARAMETERS), training.averagedWeights(), metadata);
    SafeTensors.write(directory.resolve(OPTIMISER), training.weights().save(), metadata);
    LearnerState state =
        new LearnerState(LearnerState.FORMAT_VERSION, training.state(), new TreeMap<>(offsets));
    JSON.writeValue(directory.resolve(STATE).toFile(), state);
    training.buffer().checkpoint(directory.resolve(REPLAY));
    DurableFiles.force(directory);
    FileDigest manifest =
        CheckpointManifest.of(
                training.lineage(),
                training.step(),
                training.spec().classes(),
                training.spec(),
                digests.of(directory))
            .write(directory);
    Path digest = directory.resolve(MANIFEST_DIGEST);
    Files.writeString(digest, manifest.sha256());
    DurableFiles.forceOne(digest);
    DurableFiles.forceOne(directory);
    return manifest.sha256();
  }

  /** The newest checkpoint whose checksums hold; those passed over are named in the log. */
  Optional<Restored> newest() throws IOException {
    for (CheckpointName name : names()) {
      try {
        return Optional.of(read(name));
      } catch (IOException | IllegalArgumentException e) {
        LOG.warn("Checkpoint {} passed over: {}", name, e.getMessage());
      }
    }
    return Optional.empty();
  }

  /**
   * Reads a checkpoint whole.
   *
   * @throws IOException if a file is missing, cut or changed; the message names it
   */
  Restored read(CheckpointName name) throws IOException {
    Path directory = root.resolve(name.toString());
    CheckpointReader reader = CheckpointReader.open(directory, manifestDigest(directory));
    reader.verify();
    LearnerState state = JSON.readValue(directory.resolve(STATE).toFile(), LearnerState.class);
    return new Restored(
        name,
        reader.manifest(),
        state,
        SafeTensors.read(directory.resolve(OPTIMISER)),
        directory.resolve(REPLAY));
  }

  private static String manifestDigest(Path directory) throws IOException {
    Path file = directory.resolve(MANIFEST_DIGEST);
    try {
      return Files.readString(file);
    } catch (NoSuchFileException | CharacterCodingException e) {
      throw new IOException("checkpoint file " + file + ": missing or damaged", e);
    }
  }

  /** SHA-256 of a whole checkpoint's manifest. */
  String sha256(CheckpointName name) throws IOException {
    return FileDigest.of(root.resolve(name.toString()).resolve(CheckpointManifest.FILE_NAME))
        .sha256();
  }

  /** Whether there is a directory of this name; whether it is whole is told by reading it. */
  boolean exists(CheckpointName name) {
    return Files.isDirectory(root.resolve(name.toString()));
  }

  /**
   * What serving would load of a checkpoint.
   *
   * @param sha256 of its manifest as it was announced
   */
  Map<String, Tensor> parameters(CheckpointName name, String sha256) throws IOException {
    return CheckpointReader.open(root.resolve(name.toString()), sha256).parameters();
  }

  /**
   * Deletes checkpoints but the newest ones and those to keep, and what an interrupted writing
   * left.
   */
  void retain(int newest, Predicate<CheckpointName> kept) throws IOException {
    List<CheckpointName> names = names();
    for (CheckpointName name : names.subList(Math.min(newest, names.size()), names.size())) {
      if (!kept.test(name)) {
        DurableFiles.delete(root.resolve(name.toString()));
      }
    }
    for (Path leftOver : entries(entry -> entry.startsWith(TEMPORARY))) {
      DurableFiles.delete(leftOver);
    }
  }

  /** All checkpoints, the newest first. */
  List<CheckpointName> names() throws IOException {
    return entries(entry -> CheckpointName.parse(entry).isPresent()).stream()
        .map(path -> CheckpointName.parse(path.getFileName().toString()).orElseThrow())
        .sorted(Comparator.reverseOrder())
        .toList();
  }

  private List<Path> entries(Predicate<String> wanted) throws IOException {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> found = Files.list(root)) {
      return found.filter(path -> wanted.test(path.getFileName().toString())).toList();
    }
  }
}
