package io.gleaner.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class LinearGradientTest {

  @Property(tries = 60)
  @Label("is the product of slopes and features, for any batch and any number of features")
  void shouldMultiply(
      @ForAll @IntRange(min = 1, max = 40) int images,
      @ForAll @IntRange(min = 1, max = 1_500) int features,
      @ForAll @IntRange(min = 1, max = 7) int classes,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] slope = random(images * classes, random);
    float[] matrix = random(images * features + 5, random);
    float[] gradient = random(classes * features, random);
    float[] bias = random(classes, random);
    LinearGradient linear = new LinearGradient(40);
    linear.weight(
        random(40 * classes, random), random(40 * features, random), 40, gradient, classes);
    linear.weight(slope, matrix, images, gradient, classes);
    LinearGradient.bias(slope, images, bias);
    for (int k = 0; k < classes; k++) {
      double sum = 0;
      for (int b = 0; b < images; b++) {
        sum += slope[b * classes + k];
      }
      assertThat((double) bias[k]).isCloseTo(sum, within(1e-4));
      for (int j = 0; j < features; j++) {
        double expected = 0;
        for (int b = 0; b < images; b++) {
          expected += (double) slope[b * classes + k] * matrix[b * features + j];
        }
        assertThat((double) gradient[k * features + j]).isCloseTo(expected, within(1e-4));
      }
    }
  }

  private static float[] random(int length, SplittableRandom random) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return values;
  }
}
