package io.gleaner.app.experiment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@DisplayName("gleaner experiment on pictures")
class PictureExperimentTest {

  private static final int SIDE = 32;

  @TempDir Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  /** Red pictures and blue ones. */
  private void draw() throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    StringBuilder labels = new StringBuilder("file,split,labels\n");
    for (int i = 0; i < 60; i++) {
      boolean red = random.nextBoolean();
      int strong = 150 + random.nextInt(100);
      BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
      Graphics2D graphics = image.createGraphics();
      graphics.setColor(red ? new Color(strong, 40, 40) : new Color(40, 40, strong));
      graphics.fillRect(0, 0, SIDE, SIDE);
      graphics.dispose();
      ImageIO.write(image, "jpg", directory.resolve(i + ".jpg").toFile());
      labels.append("%d.jpg,%s,%s\n".formatted(i, i < 48 ? "train" : "test", red ? "red" : "blue"));
    }
    Files.write(directory.resolve("labels.csv"), labels.toString().getBytes(UTF_8));
    Files.write(directory.resolve("classes.txt"), "red\nblue\n".getBytes(UTF_8));
  }

  private int run() {
    String[] arguments = {
      "--images",
      directory.toString(),
      "--labels",
      directory.resolve("labels.csv").toString(),
      "--classes",
      directory.resolve("classes.txt").toString(),
      "--objective",
      "bce",
      "--epochs",
      "6",
      "--batch",
      "8",
      "--lr",
      "3e-3",
      "--set",
      "network.input-size=32"
    };
    return new CommandLine(new ExperimentCommand())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  @Test
  @DisplayName("trains the whole network and scores the test pictures")
  void shouldLearnFromPictures() throws IOException {
    draw();
    assertThat(run()).as(err.toString()).isZero();
    String[] fields = out.toString().lines().reduce((a, b) -> b).orElseThrow().split(" +", -1);
    assertThat(Double.parseDouble(fields[3])).as("test mAP").isGreaterThan(99);
  }

  @Test
  @DisplayName("names the picture that cannot be used")
  void shouldNameADamagedPicture() throws IOException {
    draw();
    byte[] whole = Files.readAllBytes(directory.resolve("7.jpg"));
    Files.write(directory.resolve("7.jpg"), Arrays.copyOf(whole, whole.length / 2));
    assertThat(run()).isNotZero();
    assertThat(err.toString()).contains("7.jpg cannot be used");
    Files.delete(directory.resolve("7.jpg"));
    assertThat(run()).isNotZero();
    assertThat(err.toString()).contains("no file").contains("7.jpg: check --images");
  }
}
