package io.gleaner.app.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gleaner.evaluation.Truth;
import java.util.Arrays;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class CorruptionTest {

  @Property(tries = 100)
  @Label("one positive is kept of each chosen image, it is a true one, and nothing else is known")
  void shouldKeepOneTruePositive(
      @ForAll @IntRange(min = 1, max = 60) int images,
      @ForAll @IntRange(min = 1, max = 12) int classes,
      @ForAll @DoubleRange(min = 0, max = 1) double chance,
      @ForAll long seed) {
    LabelMatrix truth = Truths.random(images, classes, chance, seed);
    int[] chosen = Arrays.stream(Truths.all(truth)).filter(i -> i % 3 != 0).toArray();
    LabelMatrix observed = SinglePositives.uniform(truth, chosen, seed);
    for (int i = 0; i < images; i++) {
      assertThat(observed.positives(i)).isEqualTo(i % 3 == 0 ? 0 : 1);
      for (int k = 0; k < classes; k++) {
        assertThat(observed.code(i, k)).isIn(Truth.UNKNOWN, Truth.PRESENT);
        assertThat(!observed.present(i, k) || truth.present(i, k)).isTrue();
      }
    }
  }

  @Example
  @Label("each positive of an image is kept equally often")
  void shouldKeepPositivesUniformly() {
    int images = 30_000;
    String[] rows = new String[images];
    Arrays.fill(rows, "10110");
    LabelMatrix truth = Truths.of(rows);
    int[] counts = SinglePositives.uniform(truth, Truths.all(truth), 1).counts(Truths.all(truth));
    assertThat(counts[1]).isZero();
    assertThat(counts[4]).isZero();
    for (int k : new int[] {0, 2, 3}) {
      // five standard deviations of a binomial with p = 1/3
      assertThat(counts[k]).isCloseTo(images / 3, within(5 * 82));
    }
  }

  @Property(tries = 50)
  @Label("a part of the labels is kept as it is, and as large a part as asked for")
  void shouldKeepAFraction(
      @ForAll @DoubleRange(min = 0.05, max = 1) double fraction, @ForAll long seed) {
    LabelMatrix truth = Truths.random(400, 10, 0.3, seed);
    LabelMatrix observed = PartialLabels.keep(truth, Truths.all(truth), fraction, seed);
    int kept = 0;
    for (int i = 0; i < truth.images(); i++) {
      for (int k = 0; k < truth.classes(); k++) {
        if (observed.code(i, k) != Truth.UNKNOWN) {
          assertThat(observed.code(i, k)).isEqualTo(truth.code(i, k));
          kept++;
        }
      }
    }
    double deviation = Math.sqrt(4000 * fraction * (1 - fraction));
    assertThat((double) kept).isCloseTo(4000 * fraction, within(6 * deviation + 1e-9));
  }

  @Example
  @Label("everything is kept with fraction 1")
  void shouldKeepEverything() {
    LabelMatrix truth = Truths.random(50, 5, 0.5, 3);
    assertThat(PartialLabels.keep(truth, Truths.all(truth), 1, 9)).isEqualTo(truth);
  }
}
