package io.gleaner.app.demo;

/** How fast a growing number grew over the last few seconds. */
final class Rate {

  private static final double WINDOW_SECONDS = 3;

  private long sinceNanos = System.nanoTime();
  private double since;
  private double perSecond;

  /** The rate over the last whole window; 0 in the first. */
  double perSecond(double now) {
    double seconds = (System.nanoTime() - sinceNanos) / 1e9;
    if (seconds >= WINDOW_SECONDS) {
      perSecond = Math.max(0, now - since) / seconds;
      since = now;
      sinceNanos = System.nanoTime();
    }
    return perSecond;
  }
}
