package io.gleaner.app.demo;

import java.io.PrintStream;
import java.time.Duration;

/**
 * Shows how far the demo is: one line that renews itself in a terminal, elsewhere a line every few
 * seconds.
 */
final class StatusLine {

  private static final Duration TERMINAL = Duration.ofMillis(250);
  private static final Duration PLAIN = Duration.ofSeconds(5);
  private static final String RENEW = "\r\u001b[K";

  private final PrintStream out;
  private final boolean terminal;
  private long nextNanos = System.nanoTime();

  StatusLine(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** Shows a line if it is time to. */
  void show(String line) {
    long now = System.nanoTime();
    if (now - nextNanos < 0) {
      return;
    }
    nextNanos = now + (terminal ? TERMINAL : PLAIN).toNanos();
    if (terminal) {
      out.print(RENEW + line);
      out.flush();
    } else {
      out.println(line);
    }
  }

  /** Says something that stays. */
  void say(String line) {
    out.println((terminal ? RENEW : "") + line);
  }
}
