package io.gleaner.app.demo;

import java.awt.AlphaComposite;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Puts figures on a background: anywhere, of varied size and turn, over and under clutter, with
 * sensor noise.
 */
final class Canvas {

  static final int SIDE = 96;

  /** Smallest and largest half extent of a figure in pixels. */
  private static final double MIN_RADIUS = 11;

  private static final double MAX_RADIUS = 20;
  private static final double MAX_TURN = Math.toRadians(30);
  private static final int MAX_CLUTTER = 8;
  private static final double NOISE = 12;

  /** Some figures are so faint that nobody could be sure: that bounds what can be learnt. */
  private static final double FAINT_CHANCE = 0.25;

  private static final double MIN_OPACITY = 0.02;
  private static final double MAX_FAINT_OPACITY = 0.2;
  private static final int TRIES = 20;

  private final RandomGenerator random;
  private final Palette palette;

  Canvas(RandomGenerator random) {
    this.random = random;
    this.palette = new Palette(random);
  }

  BufferedImage paint(List<Figure> figures) {
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    background(graphics);
    clutter(graphics);
    double[] places = new double[2 * figures.size()];
    for (int i = 0; i < figures.size(); i++) {
      place(graphics, figures.get(i), places, i);
    }
    graphics.dispose();
    noise(image);
    return image;
  }

  private void background(Graphics2D graphics) {
    Color from = palette.pale(0.7f);
    Color to = palette.pale(0.5f);
    graphics.setPaint(new GradientPaint(0, 0, from, random.nextInt(SIDE), SIDE, to));
    graphics.fillRect(0, 0, SIDE, SIDE);
  }

  private void clutter(Graphics2D graphics) {
    Brush brush = new Brush(graphics);
    int pieces = random.nextInt(MAX_CLUTTER + 1);
    for (int i = 0; i < pieces; i++) {
      double x = random.nextDouble() * SIDE;
      double y = random.nextDouble() * SIDE;
      double size = 2 + random.nextDouble() * 8;
      brush.colour(palette.pale(0.6f));
      switch (random.nextInt(4)) {
        case 0 -> brush.ellipse(x, y, size, size * (0.3 + random.nextDouble()));
        case 1 -> brush.line(1.5, x, y, x + spread(30), y + spread(30));
        case 2 -> brush.box(x, y, x + size, y + size * (0.3 + random.nextDouble()));
        default -> brush.polygon(x, y, x + spread(14), y + size, x - size, y + spread(14));
      }
    }
  }

  private double spread(double range) {
    return (2 * random.nextDouble() - 1) * range;
  }

  private void place(Graphics2D graphics, Figure figure, double[] places, int index) {
    double radius = MIN_RADIUS + (MAX_RADIUS - MIN_RADIUS) * random.nextDouble();
    freePlace(places, index, radius);
    AffineTransform before = graphics.getTransform();
    graphics.translate(places[2 * index], places[2 * index + 1]);
    graphics.rotate(spread(MAX_TURN));
    graphics.setComposite(AlphaComposite.SrcOver.derive((float) opacity()));
    double stretch = 1 + spread(0.15);
    graphics.scale(radius * (random.nextBoolean() ? stretch : -stretch), radius / stretch);
    figure.paint(new Brush(graphics), palette);
    graphics.setTransform(before);
  }

  private double opacity() {
    boolean faint = random.nextDouble() < FAINT_CHANCE;
    return faint ? MIN_OPACITY + (MAX_FAINT_OPACITY - MIN_OPACITY) * random.nextDouble() : 1;
  }

  /** Of some random places the one farthest from the figures already there: overlap stays small. */
  private void freePlace(double[] places, int index, double radius) {
    double best = -1;
    for (int attempt = 0; attempt < TRIES; attempt++) {
      double x = radius * 0.8 + random.nextDouble() * (SIDE - 1.6 * radius);
      double y = radius * 0.8 + random.nextDouble() * (SIDE - 1.6 * radius);
      double nearest = nearest(places, index, x, y);
      if (nearest > best) {
        best = nearest;
        places[2 * index] = x;
        places[2 * index + 1] = y;
      }
    }
  }

  private static double nearest(double[] places, int count, double x, double y) {
    // any place is far enough when it is this far from all others
    double nearest = 2 * MAX_RADIUS;
    for (int i = 0; i < count; i++) {
      nearest = Math.min(nearest, Math.hypot(places[2 * i] - x, places[2 * i + 1] - y));
    }
    return nearest;
  }

  private void noise(BufferedImage image) {
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        int rgb = image.getRGB(x, y);
        int shift = (int) Math.round(NOISE * random.nextGaussian());
        image.setRGB(
            x, y, noisy(rgb >> 16, shift) << 16 | noisy(rgb >> 8, shift) << 8 | noisy(rgb, shift));
      }
    }
  }

  private static int noisy(int channel, int shift) {
    return Math.max(0, Math.min(255, (channel & 0xFF) + shift));
  }
}
