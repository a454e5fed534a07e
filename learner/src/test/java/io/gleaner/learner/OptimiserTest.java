package io.gleaner.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class OptimiserTest {
  private static final float BETA1 = 0.9f;
  private static final float BETA2 = 0.999f;
  private static final float EPSILON = 1e-8f;

  private final float[] weights = {1f, -2f};
  private final float[] first = new float[2];
  private final float[] second = new float[2];

  private void step(Optimiser optimiser, long step, float scale, float... gradient) {
    optimiser.update(weights, gradient, first, second, 1, step, 0.1, scale);
  }

  /** Adam in double, straight from Algorithm 1. */
  private static double adam(double w, double decay, boolean decoupled, double... gradients) {
    double m = 0;
    double v = 0;
    for (int t = 1; t <= gradients.length; t++) {
      double g = gradients[t - 1] + (decoupled ? 0 : decay * w);
      m = 0.9 * m + 0.1 * g;
      v = 0.999 * v + 0.001 * g * g;
      double mHat = m / (1 - Math.pow(0.9, t));
      double vHat = v / (1 - Math.pow(0.999, t));
      w = w - (decoupled ? 0.1 * decay * w : 0) - 0.1 * mHat / (Math.sqrt(vHat) + 1e-8);
    }
    return w;
  }

  @Test
  @DisplayName("Adam follows Algorithm 1")
  void shouldFollowAdam() {
    Optimiser adam = new Optimiser.Adam(BETA1, BETA2, EPSILON, 0, false);
    step(adam, 1, 1, 0.5f, -0.1f);
    step(adam, 2, 1, -0.2f, 3f);
    step(adam, 3, 1, 0.7f, 0f);
    assertThat((double) weights[0]).isCloseTo(adam(1, 0, false, 0.5, -0.2, 0.7), within(1e-5));
    assertThat((double) weights[1]).isCloseTo(adam(-2, 0, false, -0.1, 3, 0), within(1e-5));
  }

  @Test
  @DisplayName("AdamW shrinks the weight itself, Adam adds the decay to the gradient")
  void shouldDecayWeights() {
    step(new Optimiser.Adam(BETA1, BETA2, EPSILON, 0.1f, true), 1, 1, 0.5f, 0.5f);
    assertThat((double) weights[0]).isCloseTo(adam(1, 0.1, true, 0.5), within(1e-6));
    float[] coupled = {1f};
    new Optimiser.Adam(BETA1, BETA2, EPSILON, 0.1f, false)
        .update(coupled, new float[] {-0.05f}, new float[1], new float[1], 1, 1, 0.1, 1);
    assertThat((double) coupled[0]).isCloseTo(adam(1, 0.1, false, -0.05), within(1e-6));
  }

  @Test
  @DisplayName("SGD adds momentum")
  void shouldFollowSgd() {
    Optimiser sgd = new Optimiser.Sgd(0.5f, 0);
    step(sgd, 1, 1, 1f, 0f);
    step(sgd, 2, 1, 1f, 0f);
    assertThat(weights[0]).isCloseTo(1f - 0.1f - 0.15f, within(1e-6f));
  }

  @Test
  @DisplayName("the scale multiplies the gradient")
  void shouldScaleGradient() {
    step(new Optimiser.Sgd(0, 0), 1, 0.25f, 4f, -4f);
    assertThat(weights).containsExactly(new float[] {0.9f, -1.9f}, within(1e-6f));
  }

  @Test
  @DisplayName("Adam-mini has one second moment for the weights of an output")
  void shouldShareSecondMoment() {
    Optimiser mini = new Optimiser.AdamMini(BETA1, BETA2, EPSILON, 0);
    mini.update(weights, new float[] {0.3f, -0.4f}, first, second, 2, 1, 0.1, 1);
    double root = Math.sqrt((0.09 + 0.16) / 2);
    assertThat(weights)
        .containsExactly(
            new float[] {(float) (1 - 0.1 * 0.3 / root), (float) (-2 + 0.1 * 0.4 / root)},
            within(1e-6f));
    assertThat(second[0]).isEqualTo(second[1]).isCloseTo(0.000125f, within(1e-8f));
  }

  @Test
  @DisplayName("Adam-mini with one weight an output is Adam")
  void shouldBeAdamWithoutRows() {
    Optimiser mini = new Optimiser.AdamMini(BETA1, BETA2, EPSILON, 0);
    step(mini, 1, 1, 0.5f, -0.1f);
    step(mini, 2, 1, -0.2f, 3f);
    assertThat((double) weights[0]).isCloseTo(adam(1, 0, false, 0.5, -0.2), within(1e-5));
    assertThat((double) weights[1]).isCloseTo(adam(-2, 0, false, -0.1, 3), within(1e-5));
  }

  @Test
  @DisplayName("Adam-mini shrinks weights and leaves biases alone")
  void shouldDecayRowsOnly() {
    Optimiser mini = new Optimiser.AdamMini(BETA1, BETA2, EPSILON, 0.5f);
    mini.update(weights, new float[2], first, second, 2, 1, 0.1, 1);
    assertThat(weights).containsExactly(new float[] {0.95f, -1.9f}, within(1e-6f));
    float[] bias = {1f, -2f};
    mini.update(bias, new float[2], new float[2], new float[2], 1, 1, 0.1, 1);
    assertThat(bias).containsExactly(1f, -2f);
  }
}
