package io.gleaner.ingest;

import static io.gleaner.protocol.RejectionReason.TOO_MANY_BYTES;
import static io.gleaner.protocol.RejectionReason.TOO_MANY_PIXELS;
import static io.gleaner.protocol.RejectionReason.TRUNCATED_IMAGE;
import static io.gleaner.protocol.RejectionReason.UNDECODABLE_IMAGE;
import static io.gleaner.protocol.RejectionReason.UNSUPPORTED_IMAGE;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import io.gleaner.protocol.RejectionReason;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("An image becomes an upright RGB JPEG of bounded size")
class ImageNormaliserTest {

  private final ImageNormaliser normaliser = new ImageNormaliser(TestConfigs.with());

  @Test
  @DisplayName("a small baseline JPEG passes through byte for byte")
  void shouldPassThroughSmallBaseline() throws Unacceptable {
    byte[] jpeg = TestImages.jpeg(200, 150, 1);
    NormalisedImage image = normaliser.normalise(jpeg);
    assertThat(image.jpeg().toByteArray()).isEqualTo(jpeg);
    assertThat(image.width()).isEqualTo(200);
    assertThat(image.height()).isEqualTo(150);
  }

  @Test
  @DisplayName("metadata and bytes after the end are left behind, pixels are not touched")
  void shouldStripMetadata() throws Unacceptable {
    byte[] jpeg = TestImages.jpeg(64, 64, 2);
    byte[] dressed = TestImages.insert(jpeg, 0xFE, "shot at 52.1N 4.3E".getBytes(US_ASCII));
    dressed = TestImages.withOrientation(dressed, 1);
    dressed = TestImages.concat(dressed, new byte[500]);
    assertThat(normaliser.normalise(dressed).jpeg().toByteArray()).isEqualTo(jpeg);
  }

  @Test
  @DisplayName("a large one is scaled to the short side, its proportions kept")
  void shouldScale() throws Unacceptable {
    NormalisedImage image = normaliser.normalise(TestImages.jpeg(900, 600, 3));
    assertThat(image.width()).isEqualTo(384);
    assertThat(image.height()).isEqualTo(256);
    BufferedImage decoded = TestImages.decode(image);
    assertThat(decoded.getWidth()).isEqualTo(384);
    assertThat(decoded.getHeight()).isEqualTo(256);
  }

  @Test
  @DisplayName("small images are never enlarged")
  void shouldNotEnlarge() throws Unacceptable {
    NormalisedImage image =
        normaliser.normalise(
            TestImages.png(TestImages.picture(40, 30, BufferedImage.TYPE_INT_RGB, 4)));
    assertThat(image.width()).isEqualTo(40);
    assertThat(image.height()).isEqualTo(30);
  }

  @Test
  @DisplayName("one pixel is an image")
  void shouldTakeOnePixel() throws Unacceptable {
    byte[] png = TestImages.png(TestImages.grey(1, 1, BufferedImage.TYPE_BYTE_GRAY, 77));
    assertThat(pixel(normaliser.normalise(png), 0, 0)).satisfies(near(77, 77, 77));
  }

  @Test
  @DisplayName("fine stripes become even grey, without moiré")
  void shouldAverage() throws Unacceptable {
    BufferedImage stripes = new BufferedImage(2304, 2304, BufferedImage.TYPE_INT_RGB);
    for (int x = 0; x < 2304; x++) {
      for (int y = 0; y < 2304; y++) {
        stripes.setRGB(x, y, (x / 3 + y / 3) % 2 == 0 ? 0xFFFFFF : 0);
      }
    }
    ImageNormaliser exact = new ImageNormaliser(TestConfigs.with("short-side", 384));
    BufferedImage out = TestImages.decode(exact.normalise(TestImages.png(stripes)));
    for (int i = 0; i < 384; i += 7) {
      assertThat(new Color(out.getRGB(i, 383 - i)).getRed()).isCloseTo(128, within(4));
    }
  }

  @Test
  @DisplayName("a huge image keeps its picture through subsampled reading")
  void shouldReadHugeImages() throws Unacceptable {
    byte[] jpeg = TestImages.jpeg(TestImages.quarters(5000, 4200), false);
    NormalisedImage image = normaliser.normalise(jpeg);
    assertThat(Math.min(image.width(), image.height())).isEqualTo(256);
    assertQuarters(image);
  }

  @Test
  @DisplayName("a long and narrow image is read within bounded memory and keeps its picture")
  void shouldReadLongImages() throws Unacceptable {
    NormalisedImage image =
        normaliser.normalise(TestImages.jpeg(TestImages.quarters(1200, 9000), false));
    assertThat(image.width()).isEqualTo(256);
    assertThat(image.height()).isEqualTo(1920);
    assertQuarters(image);
  }

  @Test
  @DisplayName("progressive JPEG becomes baseline with full colour resolution")
  void shouldTurnProgressiveIntoBaseline() throws Unacceptable {
    byte[] jpeg = TestImages.jpeg(TestImages.quarters(120, 80), true);
    NormalisedImage image = normaliser.normalise(jpeg);
    assertThat(JpegSegments.read(jpeg).plain()).isFalse();
    assertThat(JpegSegments.read(image.jpeg().toByteArray()).plain()).isTrue();
    assertQuarters(image);
  }

  @Test
  @DisplayName("what was encoded here has no colour subsampling")
  void shouldKeepColourResolution() throws Unacceptable {
    BufferedImage columns = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
    for (int x = 0; x < 64; x++) {
      for (int y = 0; y < 64; y++) {
        columns.setRGB(x, y, x % 2 == 0 ? 0xC03030 : 0x30C030);
      }
    }
    NormalisedImage image = normaliser.normalise(TestImages.png(columns));
    assertThat(pixel(image, 20, 20)).satisfies(near(0xC0, 0x30, 0x30));
    assertThat(pixel(image, 21, 20)).satisfies(near(0x30, 0xC0, 0x30));
  }

  // What stands top left, top right, bottom left, bottom right of red, green / blue, white.
  @ParameterizedTest(name = "orientation {0}: {1}")
  @CsvSource({
    "1, RGBW", "2, GRWB", "3, WBGR", "4, BWRG", "5, RBGW", "6, BRWG", "7, WGBR", "8, GWRB"
  })
  void shouldTurnUpright(int orientation, String expected) throws Unacceptable {
    byte[] jpeg =
        TestImages.withOrientation(
            TestImages.jpeg(TestImages.quarters(600, 400), false), orientation);
    NormalisedImage image = normaliser.normalise(jpeg);
    assertThat(image.width() > image.height()).isEqualTo(orientation < 5);
    assertThat(letters(image)).isEqualTo(expected);
  }

  @Test
  @DisplayName("a PNG's Exif orientation counts too")
  void shouldTurnPng() throws Unacceptable {
    byte[] png = TestImages.png(TestImages.quarters(60, 40));
    byte[] turned = insertChunk(png, "eXIf", TestImages.exif(6));
    assertThat(letters(normaliser.normalise(turned))).isEqualTo("BRWG");
  }

  @Test
  @DisplayName("a broken Exif block leaves the picture as it is")
  void shouldBearBrokenExif() throws Unacceptable {
    byte[] jpeg = TestImages.jpeg(TestImages.quarters(60, 40), false);
    byte[] garbage = new byte[300];
    new Random(5).nextBytes(garbage);
    byte[] broken =
        TestImages.insert(jpeg, 0xE1, TestImages.concat("Exif\0\0".getBytes(US_ASCII), garbage));
    assertThat(letters(normaliser.normalise(broken))).isEqualTo("RGBW");
  }

  @ParameterizedTest(name = "type {0}")
  @ValueSource(
      ints = {
        BufferedImage.TYPE_INT_RGB,
        BufferedImage.TYPE_INT_ARGB,
        BufferedImage.TYPE_BYTE_INDEXED,
        BufferedImage.TYPE_4BYTE_ABGR
      })
  @DisplayName("PNG of any colour type keeps its colours")
  void shouldReadPngKinds(int type) throws Unacceptable {
    BufferedImage image = new BufferedImage(80, 60, type);
    Graphics2D g = image.createGraphics();
    g.drawImage(TestImages.quarters(80, 60), 0, 0, null);
    g.dispose();
    assertQuarters(normaliser.normalise(TestImages.png(image)));
  }

  @Test
  @DisplayName("grey stays the grey it is, 8 bits, 16 bits, 1 bit and JPEG alike")
  void shouldKeepGrey() throws Unacceptable {
    BufferedImage eight = TestImages.grey(30, 30, BufferedImage.TYPE_BYTE_GRAY, 100);
    BufferedImage sixteen = TestImages.grey(30, 30, BufferedImage.TYPE_USHORT_GRAY, 100 * 257);
    BufferedImage one = TestImages.grey(30, 30, BufferedImage.TYPE_BYTE_BINARY, 1);
    assertThat(pixel(normaliser.normalise(TestImages.png(eight)), 9, 9))
        .satisfies(near(100, 100, 100));
    assertThat(pixel(normaliser.normalise(TestImages.png(sixteen)), 9, 9))
        .satisfies(near(100, 100, 100));
    assertThat(pixel(normaliser.normalise(TestImages.png(one)), 9, 9))
        .satisfies(near(255, 255, 255));
    assertThat(pixel(normaliser.normalise(TestImages.jpeg(eight, false)), 9, 9))
        .satisfies(near(100, 100, 100));
  }

  @Test
  @DisplayName("transparency shows white")
  void shouldPutTransparencyOnWhite() throws Unacceptable {
    BufferedImage image = new BufferedImage(20, 20, BufferedImage.TYPE_INT_ARGB);
    assertThat(pixel(normaliser.normalise(TestImages.png(image)), 5, 5))
        .satisfies(near(255, 255, 255));
  }

  @Test
  @DisplayName("CMYK comes out in its colours, with Adobe's inversion and without")
  void shouldReadCmyk() throws Unacceptable {
    byte[] plain = TestImages.jpeg(TestImages.bands(32, 32, 0, 255, 255, 0)); // magenta + yellow
    byte[] adobe =
        TestImages.insert(
            TestImages.jpeg(TestImages.bands(32, 32, 255, 0, 0, 255)),
            0xEE,
            new byte[] {'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0});
    assertThat(pixel(normaliser.normalise(plain), 9, 9)).satisfies(near(255, 0, 0));
    assertThat(pixel(normaliser.normalise(adobe), 9, 9)).satisfies(near(255, 0, 0));
  }

  @Test
  @DisplayName("YCCK comes out in its colours")
  void shouldReadYcck() throws Unacceptable {
    // YCbCr of pure red, and no black ink
    byte[] ycck =
        TestImages.insert(
            TestImages.jpeg(TestImages.bands(32, 32, 76, 85, 255, 255)),
            0xEE,
            new byte[] {'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 2});
    assertThat(pixel(normaliser.normalise(ycck), 9, 9)).satisfies(near(254, 0, 0));
  }

  @Test
  @DisplayName("every one of 200 truncated JPEGs is found out")
  void shouldRejectTruncatedJpeg() {
    Random random = new Random(6);
    for (int i = 0; i < 200; i++) {
      byte[] jpeg = TestImages.jpeg(picture(i), i % 2 == 1);
      byte[] cut = Arrays.copyOf(jpeg, 3 + random.nextInt(jpeg.length - 3));
      assertThat(reason(cut))
          .as("%d of %d bytes", cut.length, jpeg.length)
          .isEqualTo(TRUNCATED_IMAGE);
    }
  }

  @Test
  @DisplayName("a JPEG cut inside its data is found out although it has an end marker")
  void shouldRejectCutDataWithEndMarker() {
    byte[] jpeg = TestImages.jpeg(300, 300, 7);
    for (int keep = jpeg.length / 2; keep < jpeg.length - 200; keep += 997) {
      byte[] cut = Arrays.copyOf(jpeg, keep + 2);
      cut[keep - 1] = 0;
      cut[keep] = (byte) 0xFF;
      cut[keep + 1] = (byte) 0xD9;
      assertThat(reason(cut)).isIn(TRUNCATED_IMAGE, UNDECODABLE_IMAGE);
    }
  }

  @Test
  @DisplayName("a PNG cut anywhere is found out")
  void shouldRejectTruncatedPng() {
    byte[] png = TestImages.png(picture(8));
    for (int keep = 8; keep < png.length; keep += 1 + png.length / 100) {
      assertThat(reason(Arrays.copyOf(png, keep))).isEqualTo(TRUNCATED_IMAGE);
    }
  }

  @Test
  @DisplayName("a PNG with one flipped bit is found out")
  void shouldRejectDamagedPng() {
    byte[] png = TestImages.png(picture(9));
    png[png.length / 2] ^= 4;
    assertThat(reason(png)).isEqualTo(UNDECODABLE_IMAGE);
  }

  @Test
  @DisplayName("a PNG whose data end early under right checksums is found out")
  void shouldRejectPngWithTooFewRows() {
    byte[] header = new byte[] {0, 0, 0, 50, 0, 0, 0, 50, 8, 2, 0, 0, 0};
    byte[] data = deflate(new byte[151 * 20]);
    byte[] png =
        TestImages.concat(
            new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'},
            TestImages.concat(
                chunk("IHDR", header),
                TestImages.concat(chunk("IDAT", data), chunk("IEND", new byte[0]))));
    assertThat(reason(png)).isIn(UNDECODABLE_IMAGE, TRUNCATED_IMAGE);
  }

  @Test
  @DisplayName("random bytes after a right beginning never escape as another exception")
  void shouldBearNoise() {
    Random random = new Random(10);
    byte[] good = TestImages.jpeg(100, 100, 11);
    int refused = 0;
    for (int i = 0; i < 300; i++) {
      byte[] bad = good.clone();
      for (int k = 0; k < 20; k++) {
        bad[2 + random.nextInt(bad.length - 2)] = (byte) random.nextInt();
      }
      refused += reasonOrNull(bad) == null ? 0 : 1;
    }
    assertThat(refused).isGreaterThan(200);
  }

  private static byte[] pngOf(int width, int height, int bits) {
    byte[] header =
        ByteBuffer.allocate(13)
            .putInt(width)
            .putInt(height)
            .put(new byte[] {(byte) bits, 6, 0, 0, 0})
            .array();
    return TestImages.concat(
        new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'},
        TestImages.concat(
            chunk("IHDR", header),
            TestImages.concat(chunk("IDAT", new byte[9]), chunk("IEND", new byte[0]))));
  }

  @ParameterizedTest(name = "{0}×{1}")
  @CsvSource({"64,780000", "780000,64", "500,99000"})
  @DisplayName("an image too long for its other side is refused from the header")
  void shouldRejectLongBombs(int width, int height) {
    ImageNormaliser asShipped = new ImageNormaliser(TestConfigs.with());
    assertThat(reason(asShipped, pngOf(width, height, 16))).isEqualTo(TOO_MANY_PIXELS);
    assertThat(reason(asShipped, pngOf(500, 30_000, 16))).isNotEqualTo(TOO_MANY_PIXELS);
  }

  @Test
  @DisplayName("too many pixels are refused from the header, whatever the file's size")
  void shouldRejectPixelBombs() {
    byte[] png = pngOf(0x7F00, 0x7F00, 8);
    assertThat(reason(png)).isEqualTo(TOO_MANY_PIXELS);
    ImageNormaliser strict = new ImageNormaliser(TestConfigs.with("max-pixels", 10_000));
    assertThat(reason(strict, TestImages.jpeg(101, 100, 12))).isEqualTo(TOO_MANY_PIXELS);
    assertThat(reasonOrNull(strict, TestImages.jpeg(100, 100, 12))).isNull();
  }

  @Test
  @DisplayName("a second PNG header, which would hide the first one's size, is refused")
  void shouldRejectSecondPngHeader() {
    byte[] huge = {0, 0, 0x65, (byte) 0x90, 0, 0, 0x65, (byte) 0x90, 8, 2, 0, 0, 0};
    byte[] tiny = {0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0};
    byte[] headers = TestImages.concat(chunk("IHDR", huge), chunk("IHDR", tiny));
    byte[] rest =
        TestImages.concat(chunk("IDAT", deflate(new byte[4])), chunk("IEND", new byte[0]));
    byte[] signature = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    byte[] png = TestImages.concat(signature, TestImages.concat(headers, rest));
    assertThat(reason(png)).isEqualTo(UNDECODABLE_IMAGE);
    assertThat(refusal(normaliser, png).detail()).contains("second header");
  }

  @Test
  @DisplayName("a file over the byte limit is refused")
  void shouldRejectTooManyBytes() {
    byte[] jpeg = TestImages.jpeg(100, 100, 13);
    ImageNormaliser strict =
        new ImageNormaliser(TestConfigs.with("max-image-bytes", jpeg.length - 1));
    assertThat(reason(strict, jpeg)).isEqualTo(TOO_MANY_BYTES);
  }

  @Test
  @DisplayName("other formats are named")
  void shouldNameOtherFormats() {
    assertThat(refusal(normaliser, TestImages.write(picture(14), "gif")).detail())
        .isEqualTo("GIF; send JPEG or PNG");
    assertThat(refusal(normaliser, TestImages.write(picture(15), "bmp")).detail()).contains("BMP");
    assertThat(refusal(normaliser, "RIFF____WEBPVP8 ".getBytes(US_ASCII)).detail())
        .contains("WebP");
    assertThat(reason("hello".getBytes(US_ASCII))).isEqualTo(UNSUPPORTED_IMAGE);
  }

  private static BufferedImage picture(int seed) {
    return TestImages.picture(160, 120, BufferedImage.TYPE_INT_RGB, seed);
  }

  private RejectionReason reason(byte[] image) {
    return reason(normaliser, image);
  }

  private static RejectionReason reason(ImageNormaliser normaliser, byte[] image) {
    return refusal(normaliser, image).reason();
  }

  private static Unacceptable refusal(ImageNormaliser normaliser, byte[] image) {
    Unacceptable e = catchThrowableOfType(Unacceptable.class, () -> normaliser.normalise(image));
    assertThat(e).as("a refusal").isNotNull();
    return e;
  }

  private @Nullable RejectionReason reasonOrNull(byte[] image) {
    return reasonOrNull(normaliser, image);
  }

  private static @Nullable RejectionReason reasonOrNull(ImageNormaliser normaliser, byte[] image) {
    try {
      normaliser.normalise(image);
      return null;
    } catch (Unacceptable e) {
      return e.reason();
    }
  }

  private static void assertQuarters(NormalisedImage image) {
    assertThat(letters(image)).isEqualTo("RGBW");
  }

  private static String letters(NormalisedImage image) {
    int w = image.width();
    int h = image.height();
    BufferedImage decoded = TestImages.decode(image);
    assertThat(decoded.getWidth()).isEqualTo(w);
    return ""
        + letter(decoded.getRGB(w / 4, h / 4))
        + letter(decoded.getRGB(3 * w / 4, h / 4))
        + letter(decoded.getRGB(w / 4, 3 * h / 4))
        + letter(decoded.getRGB(3 * w / 4, 3 * h / 4));
  }

  private static char letter(int rgb) {
    Color c = new Color(rgb);
    boolean red = c.getRed() > 128;
    boolean green = c.getGreen() > 128;
    boolean blue = c.getBlue() > 128;
    return red && green && blue ? 'W' : red ? 'R' : green ? 'G' : blue ? 'B' : '?';
  }

  private static Color pixel(NormalisedImage image, int x, int y) {
    return new Color(TestImages.decode(image).getRGB(x, y));
  }

  private static Consumer<Color> near(int red, int green, int blue) {
    return c -> {
      assertThat(c.getRed()).as("red of %s", c).isCloseTo(red, within(12));
      assertThat(c.getGreen()).as("green of %s", c).isCloseTo(green, within(12));
      assertThat(c.getBlue()).as("blue of %s", c).isCloseTo(blue, within(12));
    };
  }

  private static byte[] insertChunk(byte[] png, String type, byte[] body) {
    int afterHeader = 8 + 25;
    return TestImages.concat(
        Arrays.copyOf(png, afterHeader),
        TestImages.concat(chunk(type, body), Arrays.copyOfRange(png, afterHeader, png.length)));
  }

  private static byte[] chunk(String type, byte[] body) {
    CRC32 crc = new CRC32();
    crc.update(type.getBytes(US_ASCII));
    crc.update(body);
    return ByteBuffer.allocate(12 + body.length)
        .putInt(body.length)
        .put(type.getBytes(US_ASCII))
        .put(body)
        .putInt((int) crc.getValue())
        .array();
  }

  private static byte[] deflate(byte[] raw) {
    Deflater deflater = new Deflater();
    deflater.setInput(raw);
    deflater.finish();
    byte[] out = new byte[raw.length + 64];
    int length = deflater.deflate(out);
    deflater.end();
    return Arrays.copyOf(out, length);
  }
}
