package io.gleaner.app.demo;

import java.util.Locale;
import java.util.function.BiConsumer;

/** The twenty things that can be on a picture, from the most to the least frequent. */
enum Figure {
  TREE(LifeFigures::tree),
  HOUSE(TownFigures::house),
  CAR(TownFigures::car),
  CLOUD(SkyFigures::cloud),
  SUN(SkyFigures::sun),
  FLOWER(LifeFigures::flower),
  FISH(LifeFigures::fish),
  STAR(SkyFigures::star),
  BOAT(TownFigures::boat),
  BALLOON(SkyFigures::balloon),
  CAT(LifeFigures::cat),
  CLOCK(TownFigures::clock),
  APPLE(LifeFigures::apple),
  UMBRELLA(TownFigures::umbrella),
  MOON(SkyFigures::moon),
  FLAG(TownFigures::flag),
  MUSHROOM(LifeFigures::mushroom),
  KITE(SkyFigures::kite),
  BUTTERFLY(LifeFigures::butterfly),
  SNAIL(LifeFigures::snail);

  // the painters are static methods, which hold no state
  @SuppressWarnings("ImmutableEnumChecker")
  private final BiConsumer<Brush, Palette> painter;

  Figure(BiConsumer<Brush, Palette> painter) {
    this.painter = painter;
  }

  /** The class name in the label space. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  void paint(Brush brush, Palette palette) {
    painter.accept(brush, palette);
  }
}
