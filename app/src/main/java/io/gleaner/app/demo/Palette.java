package io.gleaner.app.demo;

import java.awt.Color;
import java.util.random.RandomGenerator;

/**
 * Colours of one figure, jittered so that colour alone does not tell a class.
 *
 * <p>Hues are in turns: 0 red, ⅓ green, ⅔ blue.
 */
final class Palette {

  private static final float HUE_JITTER = 0.03f;
  private static final float SHADE_JITTER = 0.12f;

  private final RandomGenerator random;

  Palette(RandomGenerator random) {
    this.random = random;
  }

  /** One of the hues, jittered, fairly saturated and bright. */
  Color of(float... hues) {
    return hsb(hues[random.nextInt(hues.length)], 0.75f, 0.8f);
  }

  Color hsb(float hue, float saturation, float brightness) {
    return Color.getHSBColor(
        hue + jitter(HUE_JITTER),
        clamp(saturation + jitter(SHADE_JITTER)),
        clamp(brightness + jitter(SHADE_JITTER)));
  }

  Color light() {
    return hsb(random.nextFloat(), 0.12f, 0.9f);
  }

  Color dark() {
    return hsb(random.nextFloat(), 0.4f, 0.2f);
  }

  /** For clutter and backgrounds: any hue, but paler than the figures. */
  Color pale(float brightness) {
    return hsb(random.nextFloat(), 0.2f, brightness);
  }

  private float jitter(float range) {
    return (2 * random.nextFloat() - 1) * range;
  }

  private static float clamp(float value) {
    return Math.max(0, Math.min(1, value));
  }
}
