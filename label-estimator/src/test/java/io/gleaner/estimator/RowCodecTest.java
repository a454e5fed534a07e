package io.gleaner.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RowCodecTest {

  private static final Row FULL =
      new Row(
          3,
          7,
          999,
          1_000,
          Row.NEVER,
          Ledger.EMPTY.plus(
              List.of(
                  new Word(0, "ann", Verdict.PRESENT, 1_000),
                  new Word(2, "bob", Verdict.ABSENT, 1_300),
                  new Word(2, "ann", Verdict.RETRACTED, 1_200))),
          new Estimates(new byte[] {84, -20, -127}, 2, new ModelStep(1, 300)),
          new Scores(
              new short[] {(short) 0xFFFF, 0, 0x1234},
              new boolean[] {true, false, false},
              new ModelStep(1, 200),
              new ModelStep(1, 250),
              1_250),
          new Arrival(new byte[] {1, 2, 3}, new ModelStep(1, 100), 1_100),
          new OpenQuery(1, 6));

  @Test
  @DisplayName("a full row has the bytes of format 1")
  void shouldKeepItsFormat() {
    assertThat(HexFormat.of().formatHex(RowCodec.encode(FULL))).isEqualTo(GOLDEN);
  }

  private static final String GOLDEN =
      "011f07e807e90700030203616e6e03626f62030001d00f020390030006c8010201ac020354ec8101c80101fa01e20903ffff0000123403010164cc08030102030106";

  @Test
  @DisplayName("bytes written once read as the same row")
  void shouldReadGoldenBytes() {
    assertThat(RowCodec.decode(HexFormat.of().parseHex(GOLDEN))).isEqualTo(FULL);
  }

  @Test
  @DisplayName("a deletion marker keeps the last revision and the time, in a dozen octets")
  void shouldKeepMarkersSmall() {
    Row marker = Row.marker(70_000, 1_790_000_000_000L);

    byte[] bytes = RowCodec.encode(marker);

    assertThat(RowCodec.decode(bytes)).isEqualTo(marker);
    assertThat(bytes).hasSizeLessThanOrEqualTo(14);
  }

  @Test
  @DisplayName("no bytes are a new row")
  void shouldStartNew() {
    assertThat(RowCodec.decode(null)).isSameAs(Row.NEW);
  }

  @Test
  @DisplayName("a row of a newer format is refused with what to do")
  void shouldRefuseNewerFormats() {
    byte[] bytes = RowCodec.encode(FULL);
    bytes[0] = 2;

    assertThatThrownBy(() -> RowCodec.decode(bytes))
        .isInstanceOf(RowFormatException.class)
        .hasMessage("row of format 2; this version reads format 1: run the newer version");
  }

  @Test
  @DisplayName("a row cut short anywhere is refused")
  void shouldRefuseTruncatedRows() {
    byte[] bytes = RowCodec.encode(FULL);

    for (int length = 1; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> RowCodec.decode(cut))
          .as("%d octets", length)
          .isInstanceOf(RowFormatException.class);
    }
  }

  @Test
  @DisplayName("a row with anything behind it is refused")
  void shouldRefuseLongerRows() {
    byte[] bytes = RowCodec.encode(FULL);

    assertThatThrownBy(() -> RowCodec.decode(Arrays.copyOf(bytes, bytes.length + 1)))
        .isInstanceOf(RowFormatException.class)
        .hasMessage("1 octets after the end of the row");
  }
}
