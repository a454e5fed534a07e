package io.gleaner.app.experiment;

import com.google.protobuf.ByteString;
import io.gleaner.app.command.UsageException;
import io.gleaner.evaluation.Truth;
import io.gleaner.learner.LearnerConfig;
import io.gleaner.learner.Training;
import io.gleaner.network.InvalidImageException;
import io.gleaner.network.InvalidWeightsException;
import io.gleaner.network.Network;
import io.gleaner.network.NetworkSpec;
import io.gleaner.network.PixelBatch;
import io.gleaner.network.Preprocessing;
import io.gleaner.network.Scorer;
import io.gleaner.protocol.v1.Role;
import io.gleaner.protocol.v1.Sample;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Pictures below a directory: upright RGB JPEGs, as ingest makes them. */
final class PictureInputs implements Inputs {

  private static final int BATCH = 64;

  private final Path directory;
  private final LabelledImages images;

  /**
   * Looks whether all pictures are there.
   *
   * @throws UsageException if one is missing
   */
  PictureInputs(Path directory, LabelledImages images) {
    this.directory = directory;
    this.images = images;
    for (int image = 0; image < images.count(); image++) {
      if (!Files.isRegularFile(path(image))) {
        throw new UsageException("no file %s: check --images".formatted(path(image)));
      }
    }
  }

  private Path path(int image) {
    return directory.resolve(images.file(image));
  }

  private byte[] jpeg(int image) {
    try {
      return Files.readAllBytes(path(image));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void arrive(Training training, int image, byte[] observed) {
    Sample.Builder sample =
        Sample.newBuilder()
            .setId(ImageIds.of(image))
            .setJpeg(ByteString.copyFrom(jpeg(image)))
            .setRole(Role.TRAIN)
            .setLabelSpaceVersion(observed.length);
    for (int k = 0; k < observed.length; k++) {
      if (observed[k] == Truth.PRESENT) {
        sample.addPresent(k);
      } else if (observed[k] == Truth.ABSENT) {
        sample.addAbsent(k);
      }
    }
    try {
      training.accept(sample.build());
    } catch (InvalidImageException e) {
      throw unusable(image, e);
    }
  }

  private UsageException unusable(int image, InvalidImageException e) {
    return new UsageException(
        "%s cannot be used: %s; it must be an upright RGB JPEG"
            .formatted(path(image), e.getMessage()));
  }

  @Override
  public float[] score(Training training, LearnerConfig config, int[] chosen) {
    NetworkSpec spec =
        new NetworkSpec(
            config.network().backbone(), config.network().head(), images.truth().classes());
    try (Scorer scorer =
        new Scorer(Network.create(spec, config.device(), 0, config.network().script()))) {
      scorer.load(training.averagedWeights());
      return score(scorer, chosen);
    } catch (InvalidWeightsException e) {
      throw new IllegalStateException("a training's own weights do not fit its network", e);
    }
  }

  private float[] score(Scorer scorer, int[] chosen) {
    int classes = scorer.spec().classes();
    int side = scorer.spec().inputSize();
    Preprocessing preprocessing = new Preprocessing(side);
    PixelBatch batch = new PixelBatch(BATCH, side);
    byte[] pixels = new byte[preprocessing.imageBytes()];
    float[] probabilities = new float[BATCH * classes];
    float[] all = new float[Math.multiplyExact(chosen.length, classes)];
    for (int from = 0; from < chosen.length; from += BATCH) {
      batch.clear();
      for (int i = from; i < Math.min(from + BATCH, chosen.length); i++) {
        decode(preprocessing, chosen[i], pixels);
        batch.add(pixels);
      }
      scorer.score(batch, probabilities);
      System.arraycopy(probabilities, 0, all, from * classes, batch.size() * classes);
    }
    return all;
  }

  private void decode(Preprocessing preprocessing, int image, byte[] pixels) {
    try {
      preprocessing.decode(jpeg(image), pixels);
    } catch (InvalidImageException e) {
      throw unusable(image, e);
    }
  }
}
