package io.gleaner.app.demo;

import java.awt.Color;

/** Plants and animals. */
final class LifeFigures {

  private LifeFigures() {}

  static void tree(Brush brush, Palette palette) {
    brush.colour(palette.hsb(0.07f, 0.6f, 0.4f)).box(-0.15, 0.2, 0.15, 1);
    brush.colour(palette.hsb(0.33f, 0.7f, 0.5f));
    brush.polygon(0, -1, 0.55, -0.3, -0.55, -0.3).polygon(0, -0.6, 0.75, 0.4, -0.75, 0.4);
  }

  static void flower(Brush brush, Palette palette) {
    brush.colour(palette.of(0.9f));
    brush.around(6, () -> brush.ellipse(0.6, 0, 0.38, 0.24));
    brush.colour(palette.of(0.14f)).disc(0, 0, 0.3);
  }

  static void fish(Brush brush, Palette palette) {
    brush.colour(palette.of(0.07f, 0.5f));
    brush.ellipse(-0.15, 0, 0.75, 0.42).polygon(0.4, 0, 0.98, -0.48, 0.98, 0.48);
    brush.polygon(-0.3, -0.35, 0.2, -0.75, 0.25, -0.3);
    brush.colour(palette.light()).disc(-0.55, -0.1, 0.13);
    brush.colour(palette.dark()).disc(-0.57, -0.1, 0.07);
  }

  static void cat(Brush brush, Palette palette) {
    Color fur = palette.hsb(0.08f, 0.45f, 0.5f);
    brush.colour(fur).disc(0, 0.15, 0.7);
    brush.polygon(-0.68, 0, -0.72, -0.9, -0.1, -0.45).polygon(0.68, 0, 0.72, -0.9, 0.1, -0.45);
    brush.colour(palette.hsb(0.25f, 0.6f, 0.9f)).disc(-0.28, 0, 0.16).disc(0.28, 0, 0.16);
    brush.colour(palette.dark()).ellipse(-0.28, 0, 0.05, 0.14).ellipse(0.28, 0, 0.05, 0.14);
    brush.polygon(-0.1, 0.3, 0.1, 0.3, 0, 0.42);
    brush.line(0.04, 0.2, 0.4, 0.9, 0.3).line(0.04, -0.2, 0.4, -0.9, 0.3);
  }

  static void apple(Brush brush, Palette palette) {
    brush.colour(palette.of(0f, 0.28f));
    brush.disc(-0.25, 0.2, 0.58).disc(0.25, 0.2, 0.58).disc(0, 0.4, 0.5);
    brush.colour(palette.hsb(0.07f, 0.6f, 0.3f)).line(0.12, 0, -0.3, 0.1, -0.8);
    brush.colour(palette.hsb(0.33f, 0.8f, 0.6f)).ellipse(0.4, -0.6, 0.3, 0.14);
  }

  static void mushroom(Brush brush, Palette palette) {
    brush.colour(palette.light()).box(-0.25, 0, 0.25, 0.9);
    brush.colour(palette.of(0f, 0.05f)).slice(0, 0.1, 0.9, 0, 180);
    brush.colour(palette.light()).disc(-0.4, -0.2, 0.15).disc(0.1, -0.5, 0.17);
    brush.disc(0.45, -0.15, 0.14);
  }

  static void butterfly(Brush brush, Palette palette) {
    brush.colour(palette.of(0.7f));
    brush.ellipse(-0.5, -0.4, 0.45, 0.42).ellipse(0.5, -0.4, 0.45, 0.42);
    brush.colour(palette.of(0.1f));
    brush.ellipse(-0.4, 0.4, 0.33, 0.4).ellipse(0.4, 0.4, 0.33, 0.4);
    brush.colour(palette.dark()).ellipse(0, 0, 0.11, 0.75);
    brush.line(0.05, 0, -0.6, -0.3, -0.98).line(0.05, 0, -0.6, 0.3, -0.98);
  }

  static void snail(Brush brush, Palette palette) {
    brush.colour(palette.hsb(0.13f, 0.4f, 0.75f)).box(-0.95, 0.5, 0.85, 0.8);
    brush
        .disc(-0.8, 0.35, 0.2)
        .line(0.07, -0.8, 0.3, -0.95, -0.2)
        .line(0.07, -0.75, 0.3, -0.6, -0.2);
    brush.colour(palette.hsb(0.06f, 0.7f, 0.55f)).disc(0.2, 0, 0.65);
    brush.colour(palette.light()).arc(0.1, 0.2, 0, 0.42, 0, 270).arc(0.1, 0.2, 0, 0.18, 90, 300);
  }
}
