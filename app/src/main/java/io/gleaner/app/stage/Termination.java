package io.gleaner.app.stage;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process with exit code 0 when it is told to stop (SIGTERM, Ctrl-C) and everything closed
 * cleanly. The JVM alone would end with 143, which supervisors count as a failure.
 */
public final class Termination {

  private static final Logger log = LoggerFactory.getLogger(Termination.class);

  /** How long supervisors wait before they kill. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final String name;
  private final Runnable close;
  private final Thread hook;

  private Termination(String name, Runnable close) {
    this.name = name;
    this.close = close;
    this.hook = new Thread(this::onSignal, "shutdown");
  }

  /**
   * Closes when the process is told to stop.
   *
   * @param close stops everything within ten seconds
   */
  public static Termination onSignal(String name, Runnable close) {
    Termination termination = new Termination(name, close);
    Runtime.getRuntime().addShutdownHook(termination.hook);
    return termination;
  }

  /** Closes what ended by itself; leaves it to the signal's thread if there was one. */
  public void end() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException signalled) {
      log.debug("{} is being stopped already", name);
      return;
    }
    close.run();
  }

  private void onSignal() {
    log.info("{} stops", name);
    Thread closing = new Thread(this::closeAndHalt, "close");
    closing.setDaemon(true);
    closing.start();
    try {
      closing.join(PATIENCE.toMillis());
      log.error("{} did not stop within {} s", name, PATIENCE.toSeconds());
    } catch (InterruptedException e) {
      log.error("{} was interrupted while it stopped", name);
    }
    Runtime.getRuntime().halt(1);
  }

  private void closeAndHalt() {
    try {
      close.run();
      log.info("{} stopped", name);
      Runtime.getRuntime().halt(0);
    } catch (RuntimeException e) {
      log.error("{} did not stop cleanly", name, e);
      Runtime.getRuntime().halt(1);
    }
  }
}
