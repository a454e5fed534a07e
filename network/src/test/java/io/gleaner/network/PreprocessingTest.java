package io.gleaner.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Preprocessing")
class PreprocessingTest {

  private static final int SIDE = 32;

  private final Preprocessing preprocessing = new Preprocessing(SIDE);
  private final byte[] chw = new byte[preprocessing.imageBytes()];

  /** Left half red, right half blue, lower quarter green. */
  private static byte[] jpeg(int width, int height, int type) throws IOException {
    BufferedImage image = new BufferedImage(width, height, type);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.RED);
    graphics.fillRect(0, 0, width / 2, height);
    graphics.setColor(Color.BLUE);
    graphics.fillRect(width / 2, 0, width - width / 2, height);
    graphics.setColor(Color.GREEN);
    graphics.fillRect(0, height * 3 / 4, width, height);
    graphics.dispose();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, "jpeg", bytes)).isTrue();
    return bytes.toByteArray();
  }

  private void assertColour(int x, int y, int red, int green, int blue) {
    int at = y * SIDE + x;
    int plane = SIDE * SIDE;
    assertThat(chw[at] & 0xFF).isCloseTo(red, within(40));
    assertThat(chw[plane + at] & 0xFF).isCloseTo(green, within(40));
    assertThat(chw[2 * plane + at] & 0xFF).isCloseTo(blue, within(40));
  }

  @Test
  @DisplayName("gives red, green and blue planes, rows from the top")
  void shouldGivePlanes() throws IOException {
    preprocessing.decode(jpeg(SIDE, SIDE, BufferedImage.TYPE_INT_RGB), chw);

    assertColour(4, 4, 255, 0, 0);
    assertColour(28, 4, 0, 0, 255);
    assertColour(16, 30, 0, 255, 0);
  }

  @Test
  @DisplayName("takes the centre square of a wider picture")
  void shouldTakeTheCentre() throws IOException {
    preprocessing.decode(jpeg(4 * SIDE, SIDE, BufferedImage.TYPE_INT_RGB), chw);

    assertColour(4, 4, 255, 0, 0);
    assertColour(28, 4, 0, 0, 255);
  }

  @Test
  @DisplayName("resamples pictures of another size")
  void shouldResample() throws IOException {
    preprocessing.decode(jpeg(48, 48, BufferedImage.TYPE_INT_RGB), chw);
    assertColour(4, 4, 255, 0, 0);
    assertColour(16, 30, 0, 255, 0);
    preprocessing.decode(jpeg(24, 24, BufferedImage.TYPE_INT_RGB), chw);
    assertColour(28, 4, 0, 0, 255);
  }

  @Test
  @DisplayName("takes a greyscale JPEG too")
  void shouldTakeGreyscale() throws IOException {
    preprocessing.decode(jpeg(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY), chw);

    int plane = SIDE * SIDE;
    assertThat(chw[5]).isEqualTo(chw[plane + 5]).isEqualTo(chw[2 * plane + 5]);
  }

  @Test
  @DisplayName("refuses a JPEG cut short, which ImageIO itself takes in silence")
  void shouldRefuseTruncatedPictures() throws IOException {
    byte[] jpeg = jpeg(64, 64, BufferedImage.TYPE_INT_RGB);
    for (int length = 0; length < jpeg.length - 2; length += 7) {
      byte[] cut = Arrays.copyOf(jpeg, length);
      assertThatThrownBy(() -> preprocessing.decode(cut, chw))
          .isInstanceOf(InvalidImageException.class)
          .hasMessageContaining("JPEG of " + cut.length + " bytes");
    }
    preprocessing.decode(jpeg, chw);
    assertThat(chw).isNotEqualTo(new byte[chw.length]);
  }

  @Test
  @DisplayName("refuses by its header a JPEG of more pixels than memory is meant for")
  void shouldRefuseHugePictures() throws IOException {
    byte[] jpeg = jpeg(64, 64, BufferedImage.TYPE_INT_RGB);
    int frame = 0;
    while (jpeg[frame] != (byte) 0xFF || jpeg[frame + 1] != (byte) 0xC0) {
      frame++;
    }
    // Height and width, 16 bits each.
    Arrays.fill(jpeg, frame + 5, frame + 9, (byte) 0x60);
    assertThatThrownBy(() -> preprocessing.decode(jpeg, chw))
        .isInstanceOf(InvalidImageException.class)
        .hasMessageContaining("24672×24672 pixels");
  }

  @Test
  @DisplayName("refuses or takes a damaged JPEG, and never fails otherwise")
  void shouldSurviveDamage() throws IOException {
    byte[] jpeg = jpeg(64, 64, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(7);
    int refused = 0;
    for (int i = 0; i < 1_000; i++) {
      byte[] damaged = jpeg.clone();
      damaged[2 + random.nextInt(jpeg.length - 2)] = (byte) random.nextInt();
      try {
        preprocessing.decode(damaged, chw);
      } catch (InvalidImageException e) {
        refused++;
      }
    }
    assertThat(refused).isBetween(1, 999);
  }
}
