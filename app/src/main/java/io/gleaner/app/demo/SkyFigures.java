package io.gleaner.app.demo;

import java.awt.Color;

/** Figures of the sky. */
final class SkyFigures {

  private SkyFigures() {}

  static void sun(Brush brush, Palette palette) {
    brush.colour(palette.of(0.15f));
    brush.around(10, () -> brush.polygon(0.5, -0.14, 1, 0, 0.5, 0.14));
    brush.disc(0, 0, 0.55);
  }

  static void moon(Brush brush, Palette palette) {
    brush.colour(palette.hsb(0.15f, 0.3f, 0.9f));
    brush.polygon(
        0.3, -0.95, -0.25, -0.8, -0.65, -0.4, -0.75, 0, -0.65, 0.4, -0.25, 0.8, 0.3, 0.95, 0, 0.6,
        -0.15, 0.3, -0.2, 0, -0.15, -0.3, 0, -0.6);
  }

  static void star(Brush brush, Palette palette) {
    brush.colour(palette.of(0.55f));
    brush.around(5, () -> brush.polygon(0, 0.01, 0.38, -0.28, 1, 0, 0.38, 0.28));
  }

  static void cloud(Brush brush, Palette palette) {
    brush.colour(palette.hsb(0.6f, 0.08f, 0.92f));
    brush.disc(-0.55, 0.15, 0.38).disc(0, -0.15, 0.5).disc(0.55, 0.15, 0.38);
    brush.box(-0.55, 0.1, 0.55, 0.52);
  }

  static void balloon(Brush brush, Palette palette) {
    Color colour = palette.of(0f, 0.75f);
    brush.colour(palette.dark()).line(0.06, 0, 0.4, 0.1, 1);
    brush.colour(colour).ellipse(0, -0.35, 0.52, 0.62).polygon(0, 0.2, 0.14, 0.42, -0.14, 0.42);
    brush.colour(palette.light()).ellipse(-0.2, -0.55, 0.1, 0.16);
  }

  static void kite(Brush brush, Palette palette) {
    Color one = palette.of(0.85f);
    Color two = palette.of(0.35f);
    brush.colour(one).polygon(0, -1, 0.55, -0.3, 0, 0.4).polygon(0, 0.4, -0.55, -0.3, 0, -0.3);
    brush.colour(two).polygon(0, -1, -0.55, -0.3, 0, -0.3).polygon(0, 0.4, 0.55, -0.3, 0, -0.3);
    brush.colour(palette.dark()).line(0.06, 0, 0.4, -0.2, 0.7).line(0.06, -0.2, 0.7, 0.15, 1);
  }
}
