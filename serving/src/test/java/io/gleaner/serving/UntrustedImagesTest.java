package io.gleaner.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import io.gleaner.protocol.RejectionReason;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
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
  void shouldKeepColourAsSharpAsSamplesDo() throws BadImageException {
    BufferedImage stripes = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 32 * 32; i++) {
      stripes.setRGB(i % 32, i / 32, i % 2 == 0 ? 0xFF0000 : 0x0000FF);
    }
    BufferedImage sample = Pictures.decoded(images.sample(Pictures.encoded("png", stripes)));
    assertThat(red(sample, 16, 16)).isGreaterThan(200);
    assertThat(red(sample, 17, 16)).isLessThan(50);
  }

  @Test
  void shouldTakeGreyAsItStandsWhateverIsTransparent() throws BadImageException {
    ColorModel greyAndAlpha =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_GRAY),
            true,
            false,
            Transparency.TRANSLUCENT,
            DataBuffer.TYPE_BYTE);
    WritableRaster raster = greyAndAlpha.createCompatibleWritableRaster(16, 16);
    for (int i = 0; i < 16 * 16; i++) {
      raster.setPixel(i % 16, i / 16, new int[] {100, i % 16 < 8 ? 255 : 0});
    }
    BufferedImage grey = new BufferedImage(greyAndAlpha, raster, false, null);
    BufferedImage sample = Pictures.decoded(images.sample(Pictures.encoded("png", grey)));
    assertThat(red(sample, 2, 8)).isCloseTo(100, within(4));
    assertThat(red(sample, 13, 8)).isGreaterThan(250);
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

  @ParameterizedTest(name = "{0}×{1}")
  @CsvSource({"64,780000", "780000,64", "500,99000"})
  void shouldRefuseByTheHeaderWhatIsTooLongForItsOtherSide(int width, int height) {
    UntrustedImages wide = new UntrustedImages(256, 50_000_000);
    byte[] header = pngHeader(width, height);
    assertThatThrownBy(() -> wide.sample(header))
        .isInstanceOf(BadImageException.class)
        .hasMessageContaining("too long for their other side");
  }

  @Test
  void shouldRefuseAPngWithASecondHeader() {
    byte[] png = Pictures.encoded("png", 20, 20);
    byte[] header = Arrays.copyOfRange(pngHeader(1, 1), 8, 33);
    byte[] twice = inserted(png, 33, header);
    assertThat(refusal(twice)).isEqualTo(RejectionReason.UNDECODABLE_IMAGE);
    assertThatThrownBy(() -> images.sample(twice)).hasMessageContaining("second header");
  }

  @Test
  void shouldTurnAPngUpright() throws BadImageException {
    byte[] jpeg = Pictures.turned(Pictures.encoded("jpeg", 32, 32), 6);
    byte[] tiff = Arrays.copyOfRange(jpeg, 12, 38);
    byte[] png = inserted(Pictures.encoded("png", 32, 32), 33, chunk("eXIf", tiff));
    BufferedImage upright = Pictures.decoded(images.sample(png));
    assertThat(red(upright, 16, 4)).isGreaterThan(200);
    assertThat(red(upright, 16, 28)).isLessThan(50);
  }

  @Test
  void shouldNotInflateTheTextOfAPng() throws Exception {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    text.writeBytes(new byte[] {'a', 0, 0});
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(text)) {
      deflater.write(new byte[64 << 20]);
    }
    byte[] plain = Pictures.encoded("png", 20, 30);
    images.sample(plain); // loads classes
    byte[] bomb = inserted(plain, 33, chunk("zTXt", text.toByteArray()));
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    assertThat(Pictures.decoded(images.sample(bomb)).getHeight()).isEqualTo(30);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(16 << 20);
  }

  @ParameterizedTest(name = "{0} more scans: refused {1}")
  @CsvSource({"99,false", "100,true"})
  void shouldRefuseAJpegOfTooManyScans(int more, boolean refused) throws Exception {
    byte[] jpeg = Pictures.encoded("jpeg", 32, 32);
    byte[] scan = {(byte) 0xFF, (byte) 0xDA, 0, 8, 1, 1, 0, 0, 63, 0};
    byte[] many = jpeg;
    for (int i = 0; i < more; i++) {
      many = inserted(many, many.length - 2, scan);
    }
    byte[] file = many;
    if (refused) {
      assertThatThrownBy(() -> ImageStructure.jpegOrientation(file))
          .isInstanceOf(BadImageException.class)
          .hasMessageContaining("more than 100 scans");
      assertThat(refusal(file)).isEqualTo(RejectionReason.UNDECODABLE_IMAGE);
    } else {
      assertThat(ImageStructure.jpegOrientation(file)).isEqualTo(1);
    }
  }

  @ParameterizedTest(name = "every {2}. pixel of {0}×{1}")
  @CsvSource({"100,100,1", "600,600,2", "300,100000,2", "100000,300,2", "64,200000,1"})
  void shouldDecodeFewerPixelsOfALongImage(int width, int height, int step) {
    assertThat(images.step(width, height)).isEqualTo(step);
  }

  @Test
  void shouldRefuseOtherFormatsAndGarbage() {
    assertThat(refusal(Pictures.encoded("gif", 20, 20)))
        .isEqualTo(RejectionReason.UNSUPPORTED_IMAGE);
    assertThat(refusal(new byte[0])).isEqualTo(RejectionReason.UNSUPPORTED_IMAGE);
    assertThat(refusal("not an image".getBytes(StandardCharsets.UTF_8)))
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

  private static byte[] inserted(byte[] file, int at, byte[] part) {
    return ByteBuffer.allocate(file.length + part.length)
        .put(file, 0, at)
        .put(part)
        .put(file, at, file.length - at)
        .array();
  }

  private static byte[] chunk(String type, byte[] body) {
    ByteBuffer chunk = ByteBuffer.allocate(12 + body.length);
    chunk.putInt(body.length).put(type.getBytes(StandardCharsets.US_ASCII)).put(body);
    CRC32 crc = new CRC32();
    crc.update(chunk.array(), 4, 4 + body.length);
    return chunk.putInt((int) crc.getValue()).array();
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
