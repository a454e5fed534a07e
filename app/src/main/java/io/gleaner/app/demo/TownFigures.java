package io.gleaner.app.demo;

import java.awt.Color;

/** Things that people build. */
final class TownFigures {

  private TownFigures() {}

  static void house(Brush brush, Palette palette) {
    Color wall = palette.hsb(0.1f, 0.3f, 0.85f);
    brush.colour(wall).box(-0.7, -0.1, 0.7, 0.95);
    brush.colour(palette.of(0f, 0.04f)).polygon(-0.95, -0.1, 0, -0.95, 0.95, -0.1);
    brush.colour(palette.dark()).box(-0.15, 0.35, 0.2, 0.95);
    brush.colour(palette.hsb(0.55f, 0.4f, 0.9f)).box(0.32, 0.1, 0.58, 0.38);
    brush.box(-0.55, 0.1, -0.29, 0.38);
  }

  static void car(Brush brush, Palette palette) {
    Color body = palette.of(0f, 0.6f);
    brush.colour(body).box(-1, -0.05, 1, 0.42);
    brush.polygon(-0.6, -0.05, -0.35, -0.5, 0.35, -0.5, 0.65, -0.05);
    brush.colour(palette.light()).polygon(-0.42, -0.05, -0.25, -0.38, -0.03, -0.38, -0.03, -0.05);
    brush.polygon(0.06, -0.05, 0.06, -0.38, 0.27, -0.38, 0.46, -0.05);
    brush.colour(palette.dark()).disc(-0.55, 0.42, 0.25).disc(0.55, 0.42, 0.25);
  }

  static void boat(Brush brush, Palette palette) {
    brush.colour(palette.hsb(0.07f, 0.7f, 0.5f));
    brush.polygon(-0.95, 0.4, 0.95, 0.4, 0.6, 0.85, -0.6, 0.85).box(-0.06, -0.95, 0.05, 0.4);
    brush.colour(palette.light()).polygon(0.1, -0.9, 0.1, 0.3, 0.8, 0.3);
    brush.colour(palette.of(0.6f)).polygon(-0.12, -0.6, -0.12, 0.3, -0.65, 0.3);
  }

  static void clock(Brush brush, Palette palette) {
    brush.colour(palette.of(0.6f)).disc(0, 0, 0.9);
    brush.colour(palette.light()).disc(0, 0, 0.72);
    brush.colour(palette.dark()).line(0.12, 0, 0, 0, -0.55).line(0.12, 0, 0, 0.38, 0.2);
    brush.around(12, () -> brush.line(0.06, 0.62, 0, 0.66, 0));
  }

  static void umbrella(Brush brush, Palette palette) {
    Color one = palette.of(0.8f, 0.45f);
    brush.colour(palette.dark()).line(0.1, 0, -0.1, 0, 0.8).arc(0.1, 0.17, 0.75, 0.17, 180, 180);
    brush.colour(one).slice(0, 0, 0.95, 0, 180);
    brush.colour(palette.light()).slice(0, 0, 0.95, 36, 36).slice(0, 0, 0.95, 108, 36);
  }

  static void flag(Brush brush, Palette palette) {
    brush.colour(palette.dark()).line(0.12, -0.7, -0.9, -0.7, 0.95);
    brush.colour(palette.of(0f)).box(-0.65, -0.9, 0.9, -0.52);
    brush.colour(palette.light()).box(-0.65, -0.52, 0.9, -0.14);
    brush.colour(palette.of(0.33f)).box(-0.65, -0.14, 0.9, 0.24);
  }
}
