package io.gleaner.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gleaner.protocol.RejectionReason;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UntrustedImagesTest {
  private final UntrustedImages images = new UntrustedImages(64, 1_000_000);

  @ParameterizedTest
  @ValueSource(strings = {"jpeg", "png"})
  void shouldScaleTheShortSide(String format) throws BadImageException {
    BufferedImage sample = Pictures.decoded(images.sample(Pictures.encoded(format, 400, 200)));
    assertThat(sample.getWidth()).isEqualTo(128);
    assertThat(sample.getHeight()).isEqualTo(64);
    assertThat(red(sample, 10, 30)).isGreaterThan(200);
    assertThat(red(sample, 118, 30)).isLessThan(50);
  }

  @Test
  void shouldNeverEnlarge() throws BadImageException {
    BufferedImage sample = Pictures.decoded(images.sample(Pictures.encoded("png", 20, 30)));
    assertThat(sample.getWidth()).isEqualTo(20);
  }

  @ParameterizedTest(name = "orientation {0}: red is at ({1}, {2})")
  @CsvSource({"1,4,16", "2,28,16", "3,28,16", "4,4,16", "5,16,4", "6,16,4", "7,16,28", "8,16,28"})
  void shouldTurnUpright(int orientation, int x, int y) throws BadImageException {
    byte[] turned = Pictures.turned(Pictures.encoded("jpeg", 32, 32), orientation);
    BufferedImage upright = Pictures.decoded(images.sample(turned));
    assertThat(red(upright, x, y)).isGreaterThan(200);
    assertThat(red(upright, 31 - x, 31 - y)).isLessThan(50);
  }

  @Test
  void shouldShowWhiteWhereAPictureIsTransparent() throws BadImageException {
    BufferedImage clear = new BufferedImage(16, 16, BufferedImage.TYPE_INT_ARGB);
    BufferedImage sample = Pictures.decoded(images.sample(Pictures.encoded("png", clear)));
    assertThat(sample.getRGB(8, 8) & 0xFFFFFF).isEqualTo(0xFFFFFF);
  }

  @ParameterizedTest(name = "{0} cut at {1} %")
  @CsvSource({"jpeg,20", "jpeg,50", "jpeg,99", "png,50", "png,90"})
  void shouldRefuseATruncatedImage(String format, int percent) {
    byte[] whole = Pictures.encoded(format, 200, 200);
    byte[] cut = Arrays.copyOf(whole, whole.length * percent / 100);
    assertThat(refusal(cut))
        .isIn(RejectionReason.TRUNCATED_IMAGE, RejectionReason.UNDECODABLE_IMAGE);
  }

  @Test
  void shouldRefuseTooManyPixelsByTheHeaderAlone() {
    assertThat(refusal(pngHeader(50_000, 50_000))).isEqualTo(RejectionReason.TOO_MANY_PIXELS);
  }

  @Test
  void shouldRefuseOtherFormatsAndGarbage() {
    assertThat(refusal(Pictures.encoded("gif", 20, 20)))
        .isEqualTo(RejectionReason.UNSUPPORTED_IMAGE);
    assertThat(refusal(new byte[0])).isEqualTo(RejectionReason.UNSUPPORTED_IMAGE);
    assertThat(refusal("not an image".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
        .isEqualTo(RejectionReason.UNSUPPORTED_IMAGE);
  }

  private RejectionReason refusal(byte[] file) {
    BadImageException refused =
        catchThrowableOfType(BadImageException.class, () -> images.sample(file));
    assertThat(refused).isNotNull();
    return refused.reason();
  }

  private static int red(BufferedImage image, int x, int y) {
    return image.getRGB(x, y) >> 16 & 0xFF;
  }

  private static byte[] pngHeader(int width, int height) {
    ByteBuffer png = ByteBuffer.allocate(33);
    png.put(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'});
    png.putInt(13).put(new byte[] {'I', 'H', 'D', 'R'}).putInt(width).putInt(height);
    png.put(new byte[] {8, 2, 0, 0, 0});
    CRC32 crc = new CRC32();
    crc.update(png.array(), 12, 17);
    return png.putInt((int) crc.getValue()).array();
  }
}
