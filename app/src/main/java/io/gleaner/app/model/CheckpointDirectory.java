package io.gleaner.app.model;

import io.gleaner.app.command.UsageException;
import io.gleaner.network.CheckpointReader;
import io.gleaner.network.InvalidCheckpointException;
import io.gleaner.protocol.Configuration;
import io.gleaner.protocol.v1.ModelVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The checkpoints that learner and serving share. Nothing here writes to it. */
record CheckpointDirectory(Path root) {

  /** Where the configuration says it is. */
  static CheckpointDirectory of(Configuration configuration) {
    String configured = configuration.section("learner").getString("checkpoints");
    return new CheckpointDirectory(
        configured.isEmpty()
            ? configuration.dataDir().resolve("checkpoints")
            : Path.of(configured));
  }

  boolean has(ModelName name) {
    return Files.isDirectory(root.resolve(name.directory()));
  }

  /** All that are there, the newest first. */
  List<ModelName> names() throws IOException {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(root)) {
      return entries
          .map(path -> path.getFileName().toString())
          .map(entry -> ModelName.parse(entry).filter(name -> name.directory().equals(entry)))
          .flatMap(Optional::stream)
          .sorted(Comparator.reverseOrder())
          .toList();
    }
  }

  /**
   * Opens a model's checkpoint and checks that it is the announced one.
   *
   * @throws UsageException if it is not there, or is damaged
   */
  CheckpointReader open(ModelVersion model) throws IOException {
    ModelName name = ModelName.of(model);
    if (!has(name)) {
      throw new UsageException(
          "%s has no checkpoint in %s: it was deleted as an old one, or gleaner.learner.checkpoints is another directory"
              .formatted(name, root.toAbsolutePath()));
    }
    try {
      return CheckpointReader.open(root.resolve(name.directory()), model.getSha256());
    } catch (InvalidCheckpointException e) {
      throw damaged(name, e);
    }
  }

  /** In what condition a model's checkpoint is, in a few words. */
  String condition(ModelVersion model) throws IOException {
    if (!has(ModelName.of(model))) {
      return "not on disk";
    }
    try {
      verify(model);
      return "whole";
    } catch (UsageException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /** Checks every file of a model's checkpoint. */
  void verify(ModelVersion model) throws IOException {
    try {
      open(model).verify();
    } catch (InvalidCheckpointException e) {
      throw damaged(ModelName.of(model), e);
    }
  }

  static UsageException damaged(ModelName name, InvalidCheckpointException cause) {
    return new UsageException(
        "the checkpoint of %s is damaged: %s; choose another model"
            .formatted(name, cause.getMessage()));
  }
}
