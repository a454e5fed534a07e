package io.gleaner.app.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gleaner.app.command.UsageException;
import io.gleaner.network.CheckpointManifest;
import io.gleaner.network.CheckpointReader;
import io.gleaner.network.InvalidCheckpointException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Writes a model as other programs read it: safetensors, {@code config.json}, model card. */
record ModelExport(CheckpointDirectory checkpoints, Path target) {

  /**
   * Writes into a directory that is new or empty.
   *
   * @throws UsageException if there is something in it, or it lies among the checkpoints
   */
  void write(CheckpointReader checkpoint, ModelCard card) throws IOException {
    requireFree();
    Path weights;
    try {
      weights = checkpoint.verified(CheckpointManifest.PARAMETERS);
    } catch (InvalidCheckpointException e) {
      throw CheckpointDirectory.damaged(ModelName.of(card.model()), e);
    }
    Files.createDirectories(target);
    Files.copy(weights, target.resolve("model.safetensors"));
    Files.write(target.resolve("config.json"), card.config());
    Files.write(target.resolve("README.md"), card.markdown().getBytes(UTF_8));
  }

  private void requireFree() throws IOException {
    if (real(target).startsWith(real(checkpoints.root()))) {
      throw new UsageException(
          "%s lies among the checkpoints, which the learner clears away: choose another directory"
              .formatted(target));
    }
    if (Files.exists(target) && !Files.isDirectory(target)) {
      throw new UsageException(target + " is a file: choose a directory");
    }
    if (Files.isDirectory(target)) {
      try (Stream<Path> entries = Files.list(target)) {
        if (entries.findAny().isPresent()) {
          throw new UsageException(target + " is not empty: choose a new directory");
        }
      }
    }
  }

  /** The path without links, as far as it exists. */
  private static Path real(Path path) throws IOException {
    Path absolute = path.toAbsolutePath().normalize();
    Path parent = absolute.getParent();
    if (Files.exists(absolute)) {
      return absolute.toRealPath();
    }
    return parent == null ? absolute : real(parent).resolve(absolute.getFileName());
  }
}
