package io.gleaner.app.bench;

import com.google.protobuf.ByteString;
import io.gleaner.learner.Training;
import io.gleaner.network.InvalidImageException;
import io.gleaner.protocol.v1.Role;
import io.gleaner.protocol.v1.Sample;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/**
 * Images without meaning: a few drawn at random and given again and again under new ids, each kept
 * by the learner as an image of its own.
 */
final class BenchImages {

  private static final int DISTINCT_FEATURES = 4_096;
  private static final int DISTINCT_PICTURES = 64;
  private static final int BLOCK = 16;
  private static final long SEED = 1;

  private BenchImages() {}

  /** Gives all images to the learner. */
  static void arrive(Training training, LearnerBenchSettings settings, EstimateTable table)
      throws IOException {
    if (settings.linear()) {
      features(training, settings, table);
    } else {
      pictures(training, settings);
    }
  }

  private static void features(
      Training training, LearnerBenchSettings settings, EstimateTable table) {
    SplittableRandom random = new SplittableRandom(SEED);
    float[][] pool = new float[Math.min(settings.images(), DISTINCT_FEATURES)][];
    for (int i = 0; i < pool.length; i++) {
      pool[i] = new float[settings.features()];
      for (int j = 0; j < settings.features(); j++) {
        pool[i][j] = (float) random.nextGaussian();
      }
    }
    for (int image = 0; image < settings.images(); image++) {
      training.accept(
          Integer.toString(image), pool[image % pool.length], Role.TRAIN, table.observed(image));
    }
  }

  private static void pictures(Training training, LearnerBenchSettings settings)
      throws InvalidImageException, IOException {
    SplittableRandom random = new SplittableRandom(SEED);
    ByteString[] pool = new ByteString[Math.min(settings.images(), DISTINCT_PICTURES)];
    for (int i = 0; i < pool.length; i++) {
      pool[i] = picture(settings.inputSize(), random);
    }
    for (int image = 0; image < settings.images(); image++) {
      training.accept(
          Sample.newBuilder()
              .setId(Integer.toString(image))
              .setJpeg(pool[image % pool.length])
              .setRole(Role.TRAIN)
              .addPresent(image % settings.classes())
              .setLabelSpaceVersion(settings.classes())
              .build());
    }
  }

  /** Coloured blocks: about as large a file as a photograph of this side. */
  private static ByteString picture(int side, SplittableRandom random) throws IOException {
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    int blocks = (side + BLOCK - 1) / BLOCK;
    int[] colours = random.ints((long) blocks * blocks, 0, 1 << 24).toArray();
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        image.setRGB(x, y, colours[y / BLOCK * blocks + x / BLOCK]);
      }
    }
    ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
    if (!ImageIO.write(image, "jpeg", jpeg)) {
      throw new IllegalStateException("this Java runtime has no JPEG writer");
    }
    return ByteString.copyFrom(jpeg.toByteArray());
  }
}
