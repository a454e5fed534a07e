package io.gleaner.evaluation.simulation;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Images as frozen features, with every label known. Arrays are shared and not to be changed. */
public final class LabelledFeatures {
  private final List<String> names;
  private final float[][] features;
  private final boolean[][] present;

  private LabelledFeatures(List<String> names, float[][] features, boolean[][] present) {
    this.names = names;
    this.features = features;
    this.present = present;
  }

  /**
   * Reads Corel5k as its folder holds it: {@code classes_c65.txt}, {@code labels.csv} (file, split,
   * labels joined by {@code ;}) and {@code corel5k_mobilenetv2.f32} (float32, little-endian, a row
   * an image).
   *
   * @throws IOException if a file is missing or its size does not fit the number of images
   */
  public static LabelledFeatures corel5k(Path folder) throws IOException {
    List<String> names = readWords(folder.resolve("classes_c65.txt"));
    List<String> lines =
        Files.readAllLines(folder.resolve("labels.csv"), StandardCharsets.UTF_8).stream()
            .skip(1)
            .filter(line -> !line.isBlank())
            .toList();
    return new LabelledFeatures(
        names,
        readRows(folder.resolve("corel5k_mobilenetv2.f32"), lines.size()),
        readLabels(names, lines));
  }

  private static List<String> readWords(Path file) throws IOException {
    return List.of(Files.readString(file, StandardCharsets.UTF_8).strip().split("\\s+", -1));
  }

  private static float[][] readRows(Path file, int rows) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    if (bytes.length % (rows * Float.BYTES) != 0) {
      throw new IOException(
          "%s holds %d bytes, which is no number of floats for each of %d images: fetch it again"
              .formatted(file, bytes.length, rows));
    }
    var floats = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    float[][] matrix = new float[rows][floats.remaining() / rows];
    for (float[] row : matrix) {
      floats.get(row);
    }
    return matrix;
  }

  private static boolean[][] readLabels(List<String> names, List<String> lines) {
    Map<String, Integer> indices = new HashMap<>();
    names.forEach(name -> indices.put(name, indices.size()));
    boolean[][] present = new boolean[lines.size()][names.size()];
    for (int i = 0; i < present.length; i++) {
      String line = lines.get(i);
      for (String name : line.substring(line.lastIndexOf(',') + 1).split(";", -1)) {
        Integer index = indices.get(name);
        if (index != null) {
          present[i][index] = true;
        }
      }
    }
    return present;
  }

  /** Some of the images, in this order. */
  public LabelledFeatures select(int... images) {
    return new LabelledFeatures(
        names,
        Arrays.stream(images).mapToObj(i -> features[i]).toArray(float[][]::new),
        Arrays.stream(images).mapToObj(i -> present[i]).toArray(boolean[][]::new));
  }

  public int images() {
    return features.length;
  }

  public List<String> names() {
    return names;
  }

  /** One image's features. */
  public float[] features(int image) {
    return features[image];
  }

  /** One image's labels, a flag a class. */
  public boolean[] present(int image) {
    return present[image];
  }

  /** On which share of the images a class is present. */
  public double prevalence(int label) {
    int count = 0;
    for (boolean[] row : present) {
      count += row[label] ? 1 : 0;
    }
    return (double) count / present.length;
  }
}
