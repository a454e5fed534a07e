package io.gleaner.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gleaner.objective.Batches.Mask;
import io.gleaner.objective.Configurations.Configuration;
import io.gleaner.objective.ObjectiveProperties.Differentiability;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Every objective is held to what it declares of itself. */
@Label("Every objective")
class ObjectiveContractTest {
  private static final double STEP = 1e-5;

  @Provide
  Arbitrary<Configuration> configurations() {
    return Arbitraries.of(Configurations.all());
  }

  @Property(tries = 3000)
  @Label("has the gradient that its value has, where it says so")
  void gradientIsTheDerivative(
      @ForAll("configurations") Configuration configuration,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 4) int size,
      @ForAll @IntRange(min = 1, max = 6) int classes,
      @ForAll Mask mask) {
    Differentiability declared = configuration.build(classes).properties().differentiability();
    Assume.that(declared != Differentiability.WEIGHTS_DETACHED);
    LabelBatch batch = Batches.random(seed, size, classes, mask, 2);
    double[] gradient = new double[batch.entries()];
    double value = configuration.build(classes).evaluate(batch, gradient);
    double scale = 1 + Math.abs(value);
    for (int i = 0; i < gradient.length; i++) {
      double forward = (at(configuration, batch, i, STEP) - value) / STEP;
      double backward = (value - at(configuration, batch, i, -STEP)) / STEP;
      boolean kink = Math.abs(forward - backward) > 1e-3 * scale;
      if (declared == Differentiability.EVERYWHERE || !kink) {
        assertThat(gradient[i])
            .as("gradient of entry %d of %s", i, batch)
            .isCloseTo((forward + backward) / 2, within(1e-7 * scale * (1 + Math.abs(forward))));
      }
    }
  }

  @Property(tries = 1500)
  @Label("does not care for the order of the images, where it says so")
  void orderIsIrrelevant(
      @ForAll("configurations") Configuration configuration,
      @ForAll long seed,
      @ForAll @IntRange(min = 2, max = 6) int size,
      @ForAll @IntRange(min = 1, max = 6) int classes,
      @ForAll Mask mask) {
    Assume.that(configuration.build(classes).properties().orderInvariant());
    LabelBatch batch = Batches.random(seed, size, classes, mask, 2);
    LabelBatch rotated = batch.copy();
    for (int b = 0; b < size; b++) {
      copyRow(batch, b, rotated, (b + 1) % size);
    }
    double[] gradient = new double[batch.entries()];
    double[] moved = new double[batch.entries()];
    double value = configuration.build(classes).evaluate(batch, gradient);
    assertThat(configuration.build(classes).evaluate(rotated, moved))
        .isCloseTo(value, within(1e-12 * (1 + Math.abs(value))));
    double[] back = new double[batch.entries()];
    for (int b = 0; b < size; b++) {
      System.arraycopy(moved, (b + 1) % size * classes, back, b * classes, classes);
    }
    assertThat(back).containsExactly(gradient, within(1e-12 * (1 + largest(gradient))));
  }

  @Property(tries = 1500)
  @Label("has the same value for a batch and two copies of it, where it says so")
  void copiesLeaveTheMean(
      @ForAll("configurations") Configuration configuration,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 4) int size,
      @ForAll @IntRange(min = 1, max = 6) int classes,
      @ForAll Mask mask) {
    Assume.that(configuration.build(classes).properties().meanReduced());
    LabelBatch batch = Batches.random(seed, size, classes, mask, 2);
    LabelBatch twice = new LabelBatch(2 * size, classes);
    twice.epoch(batch.epoch());
    for (int b = 0; b < 2 * size; b++) {
      copyRow(batch, b % size, twice, b);
    }
    double[] gradient = new double[batch.entries()];
    double[] halved = new double[twice.entries()];
    double value = configuration.build(classes).evaluate(batch, gradient);
    assertThat(configuration.build(classes).evaluate(twice, halved))
        .isCloseTo(value, within(1e-12 * (1 + Math.abs(value))));
    for (int i = 0; i < halved.length; i++) {
      assertThat(2 * halved[i])
          .isCloseTo(gradient[i % gradient.length], within(1e-12 * (1 + largest(gradient))));
    }
  }

  @Property(tries = 1500)
  @Label("keeps an entry's gradient to that entry, where it says so")
  void entriesAreApart(
      @ForAll("configurations") Configuration configuration,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 4) int size,
      @ForAll @IntRange(min = 2, max = 6) int classes,
      @ForAll Mask mask) {
    Assume.that(configuration.build(classes).properties().pointwise());
    LabelBatch batch = Batches.random(seed, size, classes, mask, 2);
    double[] before = new double[batch.entries()];
    double[] after = new double[batch.entries()];
    configuration.build(classes).evaluate(batch, before);
    int changed = new Random(seed).nextInt(batch.entries());
    batch.logits()[changed] += 1;
    configuration.build(classes).evaluate(batch, after);
    after[changed] = before[changed];
    assertThat(after).containsExactly(before);
  }

  @Property(tries = 1500)
  @Label("pushes an entry up more when it is observed present than absent, if entries are apart")
  void observedLabelsCount(
      @ForAll("configurations") Configuration configuration,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 4) int size,
      @ForAll @IntRange(min = 1, max = 6) int classes) {
    // expected positive regularisation ties entries together, but not through their labels
    Assume.that(
        configuration.build(classes).properties().pointwise()
            || List.of("role", "epr", "gpr").contains(configuration.name()));
    LabelBatch batch = Batches.random(seed, size, classes, Mask.ANY, 1);
    double[] present = new double[batch.entries()];
    double[] absent = new double[batch.entries()];
    for (int i = 0; i < batch.entries(); i++) {
      byte before = batch.observed()[i];
      batch.observed()[i] = LabelBatch.PRESENT;
      configuration.build(classes).evaluate(batch, present);
      batch.observed()[i] = LabelBatch.ABSENT;
      configuration.build(classes).evaluate(batch, absent);
      batch.observed()[i] = before;
      assertThat(present[i]).as("entry %d", i).isLessThan(absent[i]);
    }
  }

  @Property(tries = 3000)
  @Label("stays finite at logits of ±50, whatever is known, down to one class")
  void extremesStayFinite(
      @ForAll("configurations") Configuration configuration,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 4) int size,
      @ForAll @IntRange(min = 1, max = 6) int classes,
      @ForAll Mask mask) {
    LabelBatch batch = Batches.random(seed, size, classes, mask, 2);
    Random random = new Random(seed);
    for (int i = 0; i < batch.entries(); i++) {
      batch.logits()[i] = 50 * (random.nextInt(3) - 1);
      batch.estimates()[i] = random.nextInt(3) / 2.0;
    }
    double[] gradient = new double[batch.entries()];
    Arrays.fill(gradient, Double.NaN);
    assertThat(configuration.build(classes).evaluate(batch, gradient)).isFinite();
    for (double g : gradient) {
      assertThat(g).isFinite();
    }
  }

  @Property(tries = 600)
  @Label("leaves the sigmoid of the logits, and touches nothing past the batch")
  void staysWithinTheBatch(
      @ForAll("configurations") Configuration configuration, @ForAll long seed) {
    LabelBatch batch = Batches.random(seed, 4, 3, Mask.ANY, 2);
    batch.size(3);
    double[] gradient = new double[12];
    Arrays.fill(gradient, 9, 12, 77);
    configuration.build(3).evaluate(batch, gradient);
    for (int i = 0; i < 9; i++) {
      assertThat(batch.probabilities()[i])
          .isCloseTo(1 / (1 + Math.exp(-batch.logits()[i])), within(1e-15));
    }
    assertThat(gradient).endsWith(77, 77, 77);
  }

  @Property(tries = 600)
  @Label("names the image and the class of a logit that is not finite, and learns nothing")
  void namesWhatIsNotFinite(
      @ForAll("configurations") Configuration configuration, @ForAll long seed) {
    LabelBatch batch = Batches.random(seed, 3, 4, Mask.ANY, 2);
    Random random = new Random(seed);
    int bad = random.nextInt(12);
    double[] values = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
    batch.logits()[bad] = values[random.nextInt(3)];
    double[] gradient = new double[12];
    Objective objective = configuration.build(4);
    double[] state = objective.state();
    assertThatThrownBy(() -> objective.evaluate(batch, gradient))
        .isInstanceOfSatisfying(
            NonFiniteLogitsException.class,
            e -> {
              assertThat(e.row()).isEqualTo(bad / 4);
              assertThat(e.classIndex()).isEqualTo(bad % 4);
            });
    assertThat(objective.state()).isEqualTo(state);
  }

  @Property(tries = 600)
  @Label("goes on from its saved state as if it had not stopped")
  void stateIsComplete(@ForAll("configurations") Configuration configuration, @ForAll long seed) {
    Objective going = configuration.build(4);
    double[] gradient = new double[12];
    for (int step = 0; step < 5; step++) {
      going.evaluate(Batches.random(seed + step, 3, 4, Mask.ANY, 2), gradient);
    }
    Objective restored = configuration.build(4);
    restored.restore(going.state());
    LabelBatch next = Batches.random(seed - 1, 3, 4, Mask.ANY, 2);
    double[] again = new double[12];
    double value = going.evaluate(next, gradient);
    assertThat(restored.evaluate(next, again)).isEqualTo(value);
    assertThat(again).isEqualTo(gradient);
  }

  private static double at(Configuration configuration, LabelBatch batch, int i, double change) {
    LabelBatch moved = batch.copy();
    moved.logits()[i] += change;
    return configuration.build(batch.classes()).evaluate(moved, new double[batch.entries()]);
  }

  private static void copyRow(LabelBatch from, int row, LabelBatch to, int target) {
    int k = from.classes();
    System.arraycopy(from.logits(), row * k, to.logits(), target * k, k);
    System.arraycopy(from.estimates(), row * k, to.estimates(), target * k, k);
    System.arraycopy(from.observed(), row * k, to.observed(), target * k, k);
    System.arraycopy(from.pseudo(), row * k, to.pseudo(), target * k, k);
  }

  private static double largest(double[] values) {
    return Arrays.stream(values).map(Math::abs).max().orElse(0);
  }
}
