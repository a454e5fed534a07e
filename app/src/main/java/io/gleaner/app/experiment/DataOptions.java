package io.gleaner.app.experiment;

import io.gleaner.app.command.UsageException;
import io.gleaner.learner.Training;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the data set is. */
final class DataOptions {

  @Option(
      names = "--features",
      paramLabel = "FILE",
      description =
          "Features that were computed before, float32 little-endian, a row a line of --labels.")
  private @Nullable Path features;

  @Option(names = "--dim", paramLabel = "D", description = "Numbers in a row of --features.")
  private int dimension;

  @Option(
      names = "--images",
      paramLabel = "DIR",
      description =
          "Instead of --features: where the files of --labels lie, upright RGB JPEGs. Trains the"
              + " whole network (--set network.backbone=..., regime=...).")
  private @Nullable Path pictures;

  @Option(
      names = "--labels",
      paramLabel = "FILE",
      required = true,
      description =
          "CSV with columns file, split (train, val, test) and labels, separated by semicolons.")
  private Path labels = Path.of("");

  @Option(
      names = "--classes",
      paramLabel = "FILE",
      required = true,
      description = "The classes, one a line; other labels take no part.")
  private Path classes = Path.of("");

  ClassNames classes() throws IOException {
    return ClassNames.read(classes);
  }

  LabelledImages images(ClassNames names) throws IOException {
    return LabelledImages.read(labels, names);
  }

  Inputs inputs(LabelledImages images) throws IOException {
    if ((features == null) == (pictures == null)) {
      throw new UsageException("give either --features or --images");
    }
    if (pictures != null) {
      return new PictureInputs(pictures, images);
    }
    if (features == null || dimension < 1) {
      throw new UsageException("--features needs --dim, the numbers in a row, at least 1");
    }
    FeatureMatrix matrix = FeatureMatrix.map(features, dimension);
    if (matrix.images() != images.count()) {
      throw new UsageException(
          "%s has %d rows of %d numbers, but %s names %d images"
              .formatted(features, matrix.images(), dimension, labels, images.count()));
    }
    return new FeatureInputs(matrix);
  }

  /** Adds what the stages must know of the data set. */
  void figures(Dataset data, Map<String, Object> into) {
    into.put("learner.kappa", data.kappa());
    if (pictures == null) {
      into.put("learner.network.backbone", "features");
      into.put("learner.network.features", dimension);
    } else {
      into.put("learner.regime", "fine-tune");
    }
  }

  /** The bound of a replay buffer for so many images. */
  long bufferBytes(int images, Dataset data) {
    if (pictures != null) {
      throw new UsageException(
          "--buffer counts images of one size: with --images give --set replay.max-bytes=...");
    }
    String anyId = ImageIds.of(0);
    return images * Training.replayBytes(anyId, dimension, data.truth().classes());
  }
}
