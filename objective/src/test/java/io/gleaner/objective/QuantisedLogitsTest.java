package io.gleaner.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Logits in eight bits")
class QuantisedLogitsTest {

  @Test
  @DisplayName("come back as they went in when they are on the grid, whatever the draw")
  void gridIsAFixedPoint() {
    for (int code = -127; code <= 127; code++) {
      float logit = QuantisedLogits.decode((byte) code);
      assertThat(QuantisedLogits.nearest(logit)).isEqualTo((byte) code);
      for (int k = 0; k < 2000; k++) {
        assertThat(QuantisedLogits.encode(logit, 7, k, 1, 2)).isEqualTo((byte) code);
      }
    }
  }

  @Test
  @DisplayName("are right on average")
  void roundingIsUnbiased() {
    for (float logit : new float[] {-7.99f, -3.333f, -0.01f, 0.02f, 0.5f, 6.66f}) {
      int draws = 200_000;
      double sum = 0;
      for (int step = 0; step < draws; step++) {
        sum += QuantisedLogits.decode(QuantisedLogits.encode(logit, 42, 3, 1, step));
      }
      // a step is 0.063: its standard error over the draws is below 1e-4
      assertThat(sum / draws).isCloseTo(logit, within(4e-4));
    }
  }

  @Test
  @DisplayName("draw alike across classes: their mean over a row is right too")
  void classesDrawIndependently() {
    int classes = 100_000;
    float[] logits = new float[classes];
    java.util.Arrays.fill(logits, 1.234f);
    byte[] codes = new byte[classes];
    QuantisedLogits.encode(logits, 11, 1, 5, codes);
    double sum = 0;
    int sameAsNeighbour = 0;
    for (int k = 0; k < classes; k++) {
      sum += QuantisedLogits.decode(codes[k]);
      sameAsNeighbour += k > 0 && codes[k] == codes[k - 1] ? 1 : 0;
    }
    assertThat(sum / classes).isCloseTo(1.234, within(5e-4));
    double up = (1.234 * 127 / 8) % 1;
    assertThat(sameAsNeighbour / (double) classes)
        .isCloseTo(up * up + (1 - up) * (1 - up), within(0.01));
  }

  @Test
  @DisplayName("are the same for the same image, class, lineage and step, in a row or alone")
  void roundingIsSeeded() {
    float[] logits = {0.1f, -5.5f, 3.3f, 7.77f, -9f, 9f};
    byte[] codes = new byte[logits.length];
    byte[] again = new byte[logits.length];
    QuantisedLogits.encode(logits, 123456789L, 4, 99, codes);
    QuantisedLogits.encode(logits, 123456789L, 4, 99, again);
    assertThat(codes).isEqualTo(again);
    for (int k = 0; k < logits.length; k++) {
      assertThat(QuantisedLogits.encode(logits[k], 123456789L, k, 4, 99)).isEqualTo(codes[k]);
    }
    assertThat(codes[4]).isEqualTo((byte) -127);
    assertThat(codes[5]).isEqualTo((byte) 127);
  }

  @Test
  @DisplayName("draw anew for every image, lineage and step")
  void everySeedCounts() {
    float[] logits = new float[256];
    java.util.Arrays.fill(logits, 0.03f);
    assertThat(encoded(logits, 1, 1, 1))
        .isNotEqualTo(encoded(logits, 2, 1, 1))
        .isNotEqualTo(encoded(logits, 1, 2, 1))
        .isNotEqualTo(encoded(logits, 1, 1, 2));
  }

  @Test
  @DisplayName("decode a row as each alone")
  void decodesRows() {
    byte[] codes = {-127, -1, 0, 1, 127};
    float[] logits = new float[5];
    QuantisedLogits.decode(codes, logits);
    assertThat(logits[0]).isEqualTo(-8f);
    assertThat(logits[2]).isZero();
    assertThat(logits[4]).isEqualTo(8f);
    for (int k = 0; k < 5; k++) {
      assertThat(logits[k]).isEqualTo(QuantisedLogits.decode(codes[k]));
    }
  }

  private static byte[] encoded(float[] logits, long id, long lineage, long step) {
    byte[] codes = new byte[logits.length];
    QuantisedLogits.encode(logits, id, lineage, step, codes);
    return codes;
  }
}
