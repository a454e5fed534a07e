package io.gleaner.app.loop;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;

/** A folder of JPEGs with one or two shapes each, and a CSV that names one of them. */
final class DrawnFolder {

  static final List<String> CLASSES = List.of("disc", "square", "stripe");

  private static final int SIZE = 64;

  private final Path directory;
  private final List<String> ids = new ArrayList<>();

  private DrawnFolder(Path directory) {
    this.directory = directory;
  }

  /** Draws a folder of so many images. */
  static DrawnFolder draw(Path directory, int images, long seed) throws IOException {
    DrawnFolder folder = new DrawnFolder(Files.createDirectories(directory));
    Random random = new Random(seed);
    StringBuilder csv = new StringBuilder("file,labels,absent,role\n");
    for (int i = 0; i < images; i++) {
      String id = "image-%03d.jpg".formatted(i);
      int first = random.nextInt(CLASSES.size());
      int second = random.nextInt(CLASSES.size());
      Files.write(directory.resolve(id), jpeg(SIZE, SIZE, List.of(first, second), random));
      folder.ids.add(id);
      csv.append(id).append(',').append(CLASSES.get(first)).append(",,");
      csv.append(i % 10 == 0 ? "holdout" : "train").append('\n');
    }
    Files.writeString(directory.resolve("labels.csv"), csv);
    return folder;
  }

  Path directory() {
    return directory;
  }

  Path csv() {
    return directory.resolve("labels.csv");
  }

  List<String> ids() {
    return ids;
  }

  /** One JPEG of these classes. */
  static byte[] jpeg(int width, int height, List<Integer> classes, Random random)
      throws IOException {
    return encode("jpg", draw(width, height, classes, random));
  }

  /** The bytes of an image in a format of ImageIO's. */
  static byte[] encode(String format, BufferedImage image) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, format, bytes);
    return bytes.toByteArray();
  }

  /** A picture of these classes. */
  static BufferedImage draw(int width, int height, List<Integer> classes, Random random) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    g.setColor(new Color(random.nextInt(0x404040)));
    g.fillRect(0, 0, width, height);
    for (int k : classes) {
      int side = 16 + random.nextInt(16);
      int x = random.nextInt(width - side);
      int y = random.nextInt(height - side);
      g.setColor(new Color(0x808080 + random.nextInt(0x7f7f7f)));
      switch (k) {
        case 0 -> g.fillOval(x, y, side, side);
        case 1 -> g.fillRect(x, y, side, side);
        default -> g.drawLine(x, y, x + side, y + side);
      }
    }
    g.dispose();
    return image;
  }
}
