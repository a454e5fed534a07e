package io.gleaner.app.demo;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Arc2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;

/** Draws in a figure's own coordinates: x to the right and y down, both from -1 to 1. */
final class Brush {

  private final Graphics2D graphics;

  Brush(Graphics2D graphics) {
    this.graphics = graphics;
  }

  Brush colour(Color colour) {
    graphics.setColor(colour);
    return this;
  }

  Brush disc(double x, double y, double radius) {
    return ellipse(x, y, radius, radius);
  }

  Brush ellipse(double x, double y, double radiusX, double radiusY) {
    graphics.fill(new Ellipse2D.Double(x - radiusX, y - radiusY, 2 * radiusX, 2 * radiusY));
    return this;
  }

  Brush box(double left, double top, double right, double bottom) {
    graphics.fill(new Rectangle2D.Double(left, top, right - left, bottom - top));
    return this;
  }

  /** A closed polygon through x, y pairs. */
  Brush polygon(double... points) {
    Path2D path = new Path2D.Double();
    path.moveTo(points[0], points[1]);
    for (int i = 2; i < points.length; i += 2) {
      path.lineTo(points[i], points[i + 1]);
    }
    path.closePath();
    graphics.fill(path);
    return this;
  }

  Brush line(double width, double x1, double y1, double x2, double y2) {
    stroke(width);
    graphics.draw(new Line2D.Double(x1, y1, x2, y2));
    return this;
  }

  /** A part of a circle's edge; angles in degrees, counter-clockwise from the right. */
  Brush arc(double width, double x, double y, double radius, double start, double extent) {
    stroke(width);
    graphics.draw(
        new Arc2D.Double(
            x - radius, y - radius, 2 * radius, 2 * radius, start, extent, Arc2D.OPEN));
    return this;
  }

  /** A filled slice of a disc. */
  Brush slice(double x, double y, double radius, double start, double extent) {
    graphics.fill(
        new Arc2D.Double(x - radius, y - radius, 2 * radius, 2 * radius, start, extent, Arc2D.PIE));
    return this;
  }

  /** Rays or petals: {@code count} times the polygon or line, turned around the origin. */
  Brush around(int count, Runnable part) {
    for (int i = 0; i < count; i++) {
      part.run();
      graphics.rotate(2 * Math.PI / count);
    }
    return this;
  }

  private void stroke(double width) {
    graphics.setStroke(
        new BasicStroke((float) width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
  }
}
