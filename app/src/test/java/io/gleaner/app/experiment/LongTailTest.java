package io.gleaner.app.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class LongTailTest {

  @Example
  @Label("VOC-MLT's numbers: 20 classes, α = 6, 800 images of the first")
  void shouldFollowThePublishedDensity() {
    int[] targets = LongTail.targets(20, 6, 800);
    // (800 − 1)·x^−7 + 1 at x = 1 + r·(0.01^(−1/6) − 1)/19, cut to whole images
    assertThat(targets).startsWith(800, 529, 359, 248).endsWith(5, 4);
  }

  @Property(tries = 100)
  @Label("numbers fall with the rank, from the most to at least one image")
  void shouldFall(
      @ForAll @IntRange(min = 2, max = 100) int classes,
      @ForAll @DoubleRange(min = 0.5, max = 20) double alpha,
      @ForAll @IntRange(min = 2, max = 5_000) int most) {
    int[] targets = LongTail.targets(classes, alpha, most);
    assertThat(targets[0]).isEqualTo(most);
    for (int r = 1; r < classes; r++) {
      assertThat(targets[r]).isBetween(1, targets[r - 1]);
    }
  }

  @Example
  @Label("where every image has one class, classes get exactly their numbers")
  void shouldReachTheNumbersExactly() {
    String[] rows =
        IntStream.range(0, 300)
            .mapToObj(i -> new String[] {"100", "010", "001"}[i % 3])
            .toArray(String[]::new);
    LabelMatrix truth = Truths.of(rows);
    int[] chosen = LongTail.choose(truth, Truths.all(truth), 6, 90, 4);
    int[] counts = truth.counts(chosen);
    Arrays.sort(counts);
    int[] targets = LongTail.targets(3, 6, 90);
    assertThat(counts).containsExactly(targets[2], targets[1], targets[0]);
  }

  @Property(tries = 50)
  @Label("it chooses among the candidates, each once, the same ones for the same seed")
  void shouldChooseCandidates(@ForAll long seed) {
    LabelMatrix truth = Truths.random(200, 8, 0.2, seed);
    int[] candidates = Arrays.stream(Truths.all(truth)).filter(i -> i % 4 != 1).toArray();
    int[] chosen = LongTail.choose(truth, candidates, 6, 40, seed);
    assertThat(Arrays.stream(chosen).boxed().toList())
        .doesNotHaveDuplicates()
        .isSorted()
        .isSubsetOf(Arrays.stream(candidates).boxed().toList());
    assertThat(LongTail.choose(truth, candidates, 6, 40, seed)).isEqualTo(chosen);
    assertThat(LongTail.choose(truth, candidates, 6, 40, seed + 1)).isNotEqualTo(chosen);
  }

  @Example
  @Label("the last class has what it should, whatever comes with the others")
  void shouldServeTheLastClassExactly() {
    LabelMatrix truth = Truths.random(2_000, 10, 0.1, 5);
    int[] chosen = LongTail.choose(truth, Truths.all(truth), 6, 150, 5);
    int fewest = Arrays.stream(truth.counts(chosen)).min().orElseThrow();
    assertThat(fewest).isLessThanOrEqualTo(LongTail.targets(10, 6, 150)[9]);
  }
}
