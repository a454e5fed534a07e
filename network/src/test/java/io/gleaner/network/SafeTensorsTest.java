package io.gleaner.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A safetensors file")
class SafeTensorsTest {

  @TempDir private Path directory;

  private static Map<String, Tensor> tensors() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("conv.weight", Tensor.of(new float[] {1, -2, 3.5f, 0, 5, 6}, 2, 3));
    tensors.put("empty", Tensor.of(new float[0], 0, 4));
    tensors.put("count", new Tensor("I64", new long[0], ByteBuffer.allocate(8)));
    return tensors;
  }

  private Path file(String header, int dataBytes) throws IOException {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    return file(json.length, json, dataBytes);
  }

  private Path file(long claimed, byte[] json, int dataBytes) throws IOException {
    ByteBuffer content =
        ByteBuffer.allocate(8 + json.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
    content.putLong(claimed).put(json);
    return Files.write(directory.resolve("weights.safetensors"), content.array());
  }

  private static void assertRefused(Path file, String reason) {
    assertThatThrownBy(() -> SafeTensors.read(file))
        .isInstanceOf(InvalidWeightsException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContaining(reason);
  }

  @Test
  @DisplayName("gives back names, order, types, shapes and bytes")
  void shouldRoundTrip() throws IOException {
    Path file = directory.resolve("weights.safetensors");
    SafeTensors.write(file, tensors(), Map.of("made-by", "a test"));

    assertThat(SafeTensors.read(file)).isEqualTo(tensors());
    assertThat(SafeTensors.read(file).keySet()).containsExactlyElementsOf(tensors().keySet());
  }

  @Test
  @DisplayName("is laid out as the format says")
  void shouldFollowTheFormat() throws IOException {
    Path file = directory.resolve("weights.safetensors");
    SafeTensors.write(file, Map.of("a", Tensor.of(new float[] {1f}, 1)), Map.of());

    ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    byte[] json = new byte[(int) content.getLong()];
    content.get(json);
    assertThat(new String(json, StandardCharsets.UTF_8).strip())
        .isEqualTo("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}");
    assertThat((8 + json.length) % 8).isZero();
    assertThat(content.getFloat()).isEqualTo(1f);
    assertThat(content.hasRemaining()).isFalse();
  }

  @Test
  @DisplayName("is refused wherever it is cut")
  void shouldRefuseEveryCut() throws IOException {
    Path file = directory.resolve("weights.safetensors");
    SafeTensors.write(file, tensors(), Map.of());
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertRefused(file, "cut short");
    }
  }

  @Test
  @DisplayName("is refused when bytes follow the last tensor")
  void shouldRefuseTrailingBytes() throws IOException {
    assertRefused(
        file("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 5),
        "too long: the tensors take 4 bytes, but 5 follow the header");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "overlap | 'b' begins at byte 2, but the tensors before it end at 4: they overlap | [0,4] | [2,6] | 6",
        "the same bytes twice | 'b' begins at byte 0, but the tensors before it end at 4: they overlap | [0,4] | [0,4] | 4",
        "a gap | 'b' begins at byte 8, but the tensors before it end at 4: a gap | [0,4] | [8,12] | 12",
        "a gap at the start | 'a' begins at byte 4 | [4,8] | [8,12] | 12",
        "backwards | 'a' has offsets 4 to 0 | [4,0] | [4,8] | 8",
        "negative | 'a' has offsets -4 to 0 | [-4,0] | [0,4] | 4",
        "past the end | cut short: the tensors take 8 bytes, but 6 follow | [0,4] | [4,8] | 6",
        "another size than its shape | 'a' is F32[1], which takes 4 bytes, but its offsets span 5 | [0,5] | [5,9] | 9",
        "three offsets | 'a' needs a dtype, a shape and two data_offsets | [0,4,4] | [4,8] | 8",
        "fractions | 'a' has 0.5 in 'data_offsets', which is no whole number | [0.5,4] | [4,8] | 8",
        "huge | 'a' has 99999999999999999999 in 'data_offsets' | [0,99999999999999999999] | [4,8] | 8",
      })
  @DisplayName("is refused when its offsets do not hold:")
  void shouldRefuseOffsets(String what, String reason, String a, String b, int dataBytes)
      throws IOException {
    String header =
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":%s},\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":%s}}"
            .formatted(a, b);
    assertRefused(file(header, dataBytes), reason);
  }

  @Test
  @DisplayName("is refused when two tensors have one name")
  void shouldRefuseDuplicateNames() throws IOException {
    String entry = "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[%d,%d]}";
    assertRefused(
        file("{" + entry.formatted(0, 4) + "," + entry.formatted(4, 8) + "}", 8),
        "Duplicate field 'a'");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[] | the header is not a JSON object",
        "{\"a\" | the header is no valid JSON",
        "{} {} | the header is no valid JSON",
        "{\"a\":3} | 'a' has no array 'data_offsets'",
        "{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,0]}} | 'a' has no array 'shape'",
        "{\"a\":{\"dtype\":\"F7\",\"shape\":[0],\"data_offsets\":[0,0]}} | unknown element type 'F7'",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,0]}} | negative size in shape",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,0]}} | overflows",
        "{\"__metadata__\":{\"a\":1}} | __metadata__ 'a' is not text",
        "{\"__metadata__\":[]} | __metadata__ is not a JSON object",
      })
  @DisplayName("is refused when its header is wrong:")
  void shouldRefuseHeaders(String header, String reason) throws IOException {
    assertRefused(file(header, 0), reason);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"-1", "0", "1", "16777217", "9223372036854775807", "-9223372036854775808"})
  @DisplayName(
      "is refused when it claims a header of impossible length, before anything is allocated")
  void shouldRefuseLyingLengths(long claimed) throws IOException {
    assertRefused(file(claimed, new byte[] {'{', '}'}, 0), "claims a header of " + claimed);
  }

  @Test
  @DisplayName("is refused when its header should be longer than the file")
  void shouldRefuseHeaderPastTheEnd() throws IOException {
    assertRefused(
        file(100, new byte[] {'{', '}'}, 0), "claims a header of 100 bytes, but 2 follow");
  }

  @Test
  @DisplayName("is written again to the very bytes, whatever its blanks, order and metadata")
  void shouldWriteTheSameBytes() throws IOException {
    Path like =
        file(
            """
            {"b": {"data_offsets": [4, 8], "shape": [1], "dtype": "F32"},
             "a" : {"dtype":"I32","shape":[],"data_offsets":[0,4]}, "__metadata__": {"format": "pt"}}\s\s\s""",
            8);
    Path again = directory.resolve("again.safetensors");
    Map<String, Tensor> backwards = new TreeMap<>(Comparator.reverseOrder());
    backwards.putAll(SafeTensors.read(like));
    SafeTensors.writeLike(like, again, backwards);

    assertThat(again).hasSameBinaryContentAs(like);
  }

  @Test
  @DisplayName("is not written like one of other tensors")
  void shouldNotWriteLikeAnother() throws IOException {
    Path like = directory.resolve("weights.safetensors");
    Path again = directory.resolve("again.safetensors");
    SafeTensors.write(like, tensors(), Map.of());
    Map<String, Tensor> other = tensors();
    other.put("count", Tensor.of(new float[2], 2));
    assertThatThrownBy(() -> SafeTensors.writeLike(like, again, other))
        .isInstanceOf(InvalidWeightsException.class)
        .hasMessage(like + ": holds 'count' as I64[], but F32[2] is to be written");
    other.remove("count");
    assertThatThrownBy(() -> SafeTensors.writeLike(like, again, other))
        .hasMessage(like + ": holds 'count' as I64[], but none is to be written");
    Map<String, Tensor> more = tensors();
    more.put("more", Tensor.of(new float[2], 2));
    assertThatThrownBy(() -> SafeTensors.writeLike(like, again, more))
        .hasMessage(like + ": holds 3 tensors, but 4 are to be written");
    assertThat(again).doesNotExist();
  }
}
