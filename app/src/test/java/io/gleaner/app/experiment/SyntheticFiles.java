package io.gleaner.app.experiment;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** A small data set on disk: class k is there where feature k is large. */
final class SyntheticFiles {

  static final int CLASSES = 4;
  static final int DIMENSION = 8;
  static final int TRAIN = 160;
  static final int TEST = 40;

  private SyntheticFiles() {}

  /** Writes features.f32, labels.csv and classes.txt. */
  static void write(Path directory) throws IOException {
    SplittableRandom random = new SplittableRandom(7);
    int images = TRAIN + TEST;
    ByteBuffer features =
        ByteBuffer.allocate(images * DIMENSION * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    StringBuilder labels = new StringBuilder("file,split,labels\n");
    for (int i = 0; i < images; i++) {
      List<String> present = new ArrayList<>();
      for (int d = 0; d < DIMENSION; d++) {
        float value = (float) random.nextDouble(-1, 1);
        features.putFloat(value);
        if (d < CLASSES && value > 0.2) {
          present.add("class-" + d);
        }
      }
      labels
          .append("image-%d.jpg,%s,".formatted(i, i < TRAIN ? "train" : "test"))
          .append(String.join(";", present))
          .append('\n');
    }
    Files.write(directory.resolve("features.f32"), features.array());
    Files.write(directory.resolve("labels.csv"), labels.toString().getBytes(UTF_8));
    Files.write(
        directory.resolve("classes.txt"),
        IntStream.range(0, CLASSES).mapToObj(k -> "class-" + k).toList());
  }
}
