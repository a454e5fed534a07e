package io.gleaner.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowCodecTest {

  private static final Properties GOLDEN = golden();

  private static final History HISTORY =
      History.EMPTY
          .plus(
              new ModelStep(1, 200),
              new byte[] {84, 0, -127},
              new byte[] {85, -9, -127},
              new int[] {0, 1},
              new History.Depth(4, 3))
          .plus(
              new ModelStep(1, 300),
              new byte[] {85, -9, -127},
              new byte[] {84, -20, -127},
              new int[] {0, 1},
              new History.Depth(4, 3));

  private static final Row FULL = row(3, new byte[] {84, -20, -127}, HISTORY);

  private final RowCodec codec =
      new RowCodec(
          new Sparsity(0, 512),
          new PublishedReference(20_000).evenPriors(2, 0.01f).evenPriors(3, 0.5f));

  private static Row row(int classes, byte[] estimates, History history) {
    return new Row(
        classes,
        7,
        new Sayings(
            999,
            1_300,
            Sayings.NEVER,
            Ledger.EMPTY.plus(
                List.of(
                    new Word(0, "ann", Verdict.PRESENT, 1_000),
                    new Word(2, "bob", Verdict.ABSENT, 1_300),
                    new Word(2, "ann", Verdict.RETRACTED, 1_200)))),
        new Estimates(estimates, 2, new ModelStep(1, 300), history),
        new Scores(
            new short[] {(short) 0xFFFF, 0, 0x1234},
            new boolean[] {true, false, false},
            new ModelStep(1, 200),
            new ModelStep(1, 250),
            1_250),
        new Arrival(new byte[] {1, 2, 3}, new ModelStep(1, 100), 1_100, false),
        new PublishedTags(5, 1_255),
        new OpenQuery(1, 6, 0),
        Unanswered.NONE);
  }

  /** A thousand classes, most of which stand at their prior. */
  private Row sparse() {
    byte[] estimates = prior(1_000);
    estimates[0] = 84;
    estimates[2] = -127;
    estimates[130] = 12;
    estimates[999] = 0;
    return row(1_000, estimates, History.EMPTY);
  }

  private static byte[] prior(int classes) {
    return new PublishedReference(classes).evenPriors(2, 0.01f).priors(2).codes(classes);
  }

  private static Properties golden() {
    Properties golden = new Properties();
    try (InputStream in = RowCodecTest.class.getResourceAsStream("golden-rows.properties")) {
      golden.load(Objects.requireNonNull(in, "golden-rows.properties"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return golden;
  }

  private static byte[] golden(String name) {
    return HexFormat.of().parseHex(GOLDEN.getProperty(name));
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  @Test
  @DisplayName("rows have the bytes of format 2, dense and sparse")
  void shouldKeepItsFormat() {
    assertThat(hex(codec.encode(FULL))).isEqualTo(GOLDEN.getProperty("dense.2"));
    assertThat(hex(codec.encode(sparse()))).isEqualTo(GOLDEN.getProperty("sparse.2"));
    assertThat(hex(Objects.requireNonNull(ScoringCodec.encode(FULL))))
        .isEqualTo(GOLDEN.getProperty("scoring.2"));
  }

  @Test
  @DisplayName("bytes written once read as the same row")
  void shouldReadGoldenBytes() {
    byte[] scoring = golden("scoring.2");
    assertThat(codec.decode(golden("dense.2"), scoring)).isEqualTo(FULL);
    assertThat(codec.decode(golden("sparse.2"), scoring)).isEqualTo(sparse());
  }

  @Test
  @DisplayName("an audit's open query keeps its propensity in eight octets")
  void shouldKeepPropensity() {
    Row audited = FULL.withQuery(new OpenQuery(1, 6, 0.001 / 3));

    assertThat(hex(codec.encode(audited))).isEqualTo(GOLDEN.getProperty("audited.2"));
    assertThat(codec.decode(golden("audited.2"), golden("scoring.2"))).isEqualTo(audited);
  }

  @Test
  @DisplayName("scores of format 1 are read, without the time of the last tags")
  void shouldReadScoresOfFormat1() {
    assertThat(codec.decode(golden("dense.2"), golden("scoring.1")))
        .isEqualTo(FULL.withPublished(null));
  }

  @Test
  @DisplayName("what was asked in vain is kept, in a format of its own")
  void shouldKeepUnanswered() {
    Row asked = FULL.askedInVain(4_000, 1_300);
    Row given = asked.asking(Question.chosen(2, 3, 0.5)).askedInVain(Unanswered.FOR_GOOD, 2_000);

    byte[] bytes = codec.encode(given);

    assertThat(bytes[0]).isEqualTo((byte) 3);
    assertThat(codec.decode(bytes, golden("scoring.2"))).isEqualTo(given);
    assertThat(given.unanswered().until())
        .containsExactly(Map.entry(1, 4_000L), Map.entry(2, Unanswered.FOR_GOOD));
    // 1 of 2 classes: distance and time, then distance and 0
    assertThat(HexFormat.of().formatHex(bytes)).endsWith("0201a01f0100");
    assertThat(codec.encode(FULL.withQuery(null))[0]).isEqualTo((byte) 2);
  }

  @Test
  @DisplayName("a row of format 1 is read with its scores, and without a history")
  void shouldReadFormat1() {
    assertThat(codec.decode(golden("row.1"), null))
        .isEqualTo(
            new Row(
                3,
                7,
                new Sayings(999, 1_000, Sayings.NEVER, FULL.ledger()),
                new Estimates(new byte[] {84, -20, -127}, 2, new ModelStep(1, 300), History.EMPTY),
                FULL.scores(),
                FULL.arrival(),
                null,
                FULL.query(),
                Unanswered.NONE));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 80, 1_024, 5_400, 20_000})
  @DisplayName("any number of classes is kept, all at the prior, all elsewhere, or some")
  void shouldKeepAnyNumberOfClasses(int classes) {
    byte[] elsewhere = new byte[classes];
    Arrays.fill(elsewhere, (byte) 77);
    byte[] some = prior(classes);
    for (int k = 0; k < classes; k += 7) {
      some[k] = (byte) k;
    }
    for (byte[] estimates : List.of(prior(classes), elsewhere, some)) {
      Row row =
          Row.NEW
              .withClasses(classes)
              .withEstimates(new Estimates(estimates, 2, new ModelStep(1, 1), History.EMPTY));
      byte[] bytes = codec.encode(row);
      assertThat(codec.decode(bytes, null)).isEqualTo(row);
      assertThat(bytes).hasSizeLessThanOrEqualTo(classes + 24);
    }
  }

  @Test
  @DisplayName("label spaces up to the limit are dense, and need no class priors")
  void shouldKeepSmallRowsDense() {
    RowCodec withoutPriors = new RowCodec(new Sparsity(1_000, 1), new NoReference());

    byte[] bytes = withoutPriors.encode(sparse());

    assertThat(bytes).hasSizeGreaterThan(1_000);
    assertThat(withoutPriors.decode(bytes, ScoringCodec.encode(sparse()))).isEqualTo(sparse());
  }

  @Test
  @DisplayName("a sparse row written under a lower limit is still read")
  void shouldReadSparseRowsBelowTheLimit() {
    RowCodec higher =
        new RowCodec(new Sparsity(1_024, 512), new PublishedReference(1_000).evenPriors(2, 0.01f));

    assertThat(higher.decode(golden("sparse.2"), golden("scoring.2"))).isEqualTo(sparse());
  }

  @Test
  @DisplayName("500 classes apart from the prior of 5,400 take little more than two octets each")
  void shouldKeepFewClassesInFewOctets() {
    byte[] estimates = prior(5_400);
    for (int i = 0; i < 500; i++) {
      estimates[i * 10] = (byte) i;
    }
    Row row =
        Row.NEW
            .withClasses(5_400)
            .withEstimates(new Estimates(estimates, 2, new ModelStep(1, 1), History.EMPTY));

    assertThat(codec.encode(row)).hasSizeLessThan(1_030);
  }

  @Test
  @DisplayName("a deletion marker keeps the last revision and the time, in a dozen octets")
  void shouldKeepMarkersSmall() {
    Row marker = Row.marker(70_000, 1_790_000_000_000L);

    byte[] bytes = codec.encode(marker);

    assertThat(codec.decode(bytes, null)).isEqualTo(marker);
    assertThat(ScoringCodec.encode(marker)).isNull();
    assertThat(bytes).hasSizeLessThanOrEqualTo(14);
  }

  @Test
  @DisplayName("no bytes are a new row")
  void shouldStartNew() {
    assertThat(codec.decode(null, null)).isSameAs(Row.NEW);
  }

  @Test
  @DisplayName("a row of a newer format is refused with what to do")
  void shouldRefuseNewerFormats() {
    byte[] bytes = codec.encode(FULL);
    bytes[0] = 4;

    assertThatThrownBy(() -> codec.decode(bytes, null))
        .isInstanceOf(RowFormatException.class)
        .hasMessage("row of format 4; this version reads formats 1 to 3: run the newer version");
  }

  @ParameterizedTest
  @ValueSource(strings = {"row.1", "dense.2", "sparse.2"})
  @DisplayName("a row cut short anywhere is refused")
  void shouldRefuseTruncatedRows(String name) {
    byte[] bytes = golden(name);

    for (int length = 1; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> codec.decode(cut, null))
          .as("%d octets", length)
          .isInstanceOf(RowFormatException.class);
    }
  }

  @Test
  @DisplayName("scores cut short anywhere are refused")
  void shouldRefuseTruncatedScores() {
    byte[] bytes = golden("scoring.2");

    for (int length = 1; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> ScoringCodec.decode(cut, Row.NEW))
          .as("%d octets", length)
          .isInstanceOf(RowFormatException.class);
    }
  }

  @Test
  @DisplayName("a row with anything behind it is refused")
  void shouldRefuseLongerRows() {
    byte[] bytes = codec.encode(FULL);

    assertThatThrownBy(() -> codec.decode(Arrays.copyOf(bytes, bytes.length + 1), null))
        .isInstanceOf(RowFormatException.class)
        .hasMessage("1 octets after the end of the row");
  }
}
