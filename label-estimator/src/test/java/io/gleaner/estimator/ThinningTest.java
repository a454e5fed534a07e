package io.gleaner.estimator;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.objective.QuantisedLogits;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A row of a large label space")
class ThinningTest {

  private static final int CLASSES = 3_000;
  private static final Priors PRIORS =
      new PublishedReference(CLASSES).evenPriors(1, 0.01f).priors(1);

  private final byte[] observed = new byte[CLASSES];

  private static byte[] scattered() {
    Random random = new Random(7);
    byte[] codes = new byte[CLASSES];
    for (int k = 0; k < CLASSES; k++) {
      codes[k] = QuantisedLogits.nearest((float) (-4.6 + random.nextGaussian()));
    }
    return codes;
  }

  private static float distance(byte code) {
    return Math.abs(Estimates.probability(code) - PRIORS.probability(0));
  }

  @Test
  @DisplayName("keeps the estimates furthest from the prior and puts the others back")
  void shouldKeepTheMostTelling() {
    byte[] before = scattered();
    byte[] codes = before.clone();
    int[] differing = new Thinning(100).apply(codes, observed, PRIORS);

    byte standing = PRIORS.codes(1)[0];
    int[] kept = IntStream.range(0, CLASSES).filter(k -> codes[k] != standing).toArray();
    assertThat(kept).hasSize(100).isEqualTo(differing);
    double least = IntStream.of(kept).mapToDouble(k -> distance(codes[k])).min().orElseThrow();
    double most =
        IntStream.range(0, CLASSES)
            .filter(k -> codes[k] == standing)
            .mapToDouble(k -> distance(before[k]))
            .max()
            .orElseThrow();
    // distances within a sixteenth of each other count as equal
    assertThat(most).isLessThan(least * 17 / 16);
    assertThat(IntStream.of(kept)).allSatisfy(k -> assertThat(codes[k]).isEqualTo(before[k]));
  }

  @Test
  @DisplayName("keeps every observed class beside them")
  void shouldKeepObserved() {
    byte[] codes = scattered();
    byte code = (byte) (PRIORS.codes(1)[0] + 1);
    for (int k = 0; k < 300; k++) {
      observed[k] = Verdict.PRESENT.code();
      codes[k] = code;
    }
    new Thinning(100).apply(codes, observed, PRIORS);

    assertThat(IntStream.range(0, 300)).allSatisfy(k -> assertThat(codes[k]).isEqualTo(code));
    byte standing = PRIORS.codes(1)[0];
    assertThat(IntStream.range(300, CLASSES).filter(k -> codes[k] != standing)).hasSize(100);
  }

  @Test
  @DisplayName("keeps classes that the priors do not know beside them")
  void shouldKeepUnknownClasses() {
    byte[] codes = scattered();
    byte[] before = codes.clone();
    Priors older = new PublishedReference(2_000).evenPriors(1, 0.01f).priors(1);
    int[] differing = new Thinning(100).apply(codes, observed, older);

    assertThat(Arrays.copyOfRange(codes, 2_000, CLASSES))
        .isEqualTo(Arrays.copyOfRange(before, 2_000, CLASSES));
    byte standing = PRIORS.codes(1)[0];
    assertThat(IntStream.range(0, 2_000).filter(k -> codes[k] != standing)).hasSize(100);
    byte[] rarest = older.codes(CLASSES);
    assertThat(differing)
        .isEqualTo(IntStream.range(0, CLASSES).filter(k -> codes[k] != rarest[k]).toArray());
  }

  @Test
  @DisplayName("keeps all estimates while few classes differ from the prior")
  void shouldKeepFewWhole() {
    byte[] codes = scattered();
    new Thinning(CLASSES).apply(codes, observed, PRIORS);
    assertThat(codes).isEqualTo(scattered());
  }

  @Test
  @DisplayName("is thinned out the same whatever was thinned out before it")
  void shouldForgetTheRowBefore() {
    Thinning thinning = new Thinning(100);
    byte[] first = scattered();
    byte[] again = scattered();
    thinning.apply(first, observed, PRIORS);
    thinning.apply(new byte[CLASSES], observed, PRIORS);
    thinning.apply(again, observed, PRIORS);
    assertThat(again).isEqualTo(first);
  }
}
