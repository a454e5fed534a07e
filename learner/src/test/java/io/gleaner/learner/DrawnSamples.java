package io.gleaner.learner;

import com.google.protobuf.ByteString;
import io.gleaner.protocol.v1.Role;
import io.gleaner.protocol.v1.Sample;
import io.gleaner.protocol.v1.SoftLabels;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/** Small pictures of coloured blots, one colour a class, with every label known to the test. */
final class DrawnSamples {
  static final int CLASSES = 4;
  static final int SIDE = 32;
  private static final Color[] COLOURS = {Color.RED, Color.GREEN, Color.BLUE, Color.YELLOW};

  private final SplittableRandom random;

  DrawnSamples(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /** A training image of which one present class is said, the rest is not. */
  Sample singlePositive(String id) {
    List<Integer> shown = shown();
    return sample(id, Role.TRAIN, shown)
        .addPresent(shown.get(random.nextInt(shown.size())))
        .build();
  }

  /** An image of which everything is said. */
  Sample complete(String id, Role role) {
    List<Integer> shown = shown();
    Sample.Builder sample = sample(id, role, shown).addAllPresent(shown);
    for (int k = 0; k < CLASSES; k++) {
      if (!shown.contains(k)) {
        sample.addAbsent(k);
      }
    }
    return sample.build();
  }

  private List<Integer> shown() {
    List<Integer> shown = new ArrayList<>();
    for (int k = 0; k < CLASSES; k++) {
      if (random.nextInt(10) < 4) {
        shown.add(k);
      }
    }
    return shown.isEmpty() ? List.of(random.nextInt(CLASSES)) : shown;
  }

  private Sample.Builder sample(String id, Role role, List<Integer> shown) {
    return Sample.newBuilder()
        .setId(id)
        .setRole(role)
        .setWidth(SIDE)
        .setHeight(SIDE)
        .setLabelSpaceVersion(CLASSES)
        .setJpeg(ByteString.copyFrom(draw(shown)));
  }

  private byte[] draw(List<Integer> shown) {
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    Graphics2D canvas = image.createGraphics();
    canvas.setColor(new Color(random.nextInt(90), random.nextInt(90), random.nextInt(90)));
    canvas.fillRect(0, 0, SIDE, SIDE);
    for (int k : shown) {
      canvas.setColor(COLOURS[k]);
      canvas.fillOval(random.nextInt(SIDE - 12), random.nextInt(SIDE - 12), 10, 10);
    }
    canvas.dispose();
    ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "jpg", jpeg);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return jpeg.toByteArray();
  }

  /** A row of the label-estimator's without estimates. */
  static LabelRow row(byte[] observed, long revision) {
    return row(observed, new byte[0], revision);
  }

  /** A row of the label-estimator's. */
  static LabelRow row(byte[] observed, byte[] estimates, long revision) {
    return LabelRow.of(
        SoftLabels.newBuilder()
            .setObserved(ByteString.copyFrom(observed))
            .setEstimates(ByteString.copyFrom(estimates))
            .setRevision(revision)
            .setLabelSpaceVersion(Math.max(observed.length, estimates.length))
            .build());
  }
}
