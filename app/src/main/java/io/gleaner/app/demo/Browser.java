package io.gleaner.app.demo;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The browser of a Linux desktop. */
final class Browser {

  private static final Logger log = LoggerFactory.getLogger(Browser.class);

  private Browser() {}

  /** Opens an address where there is a desktop; the address is printed anyway. */
  static void open(URI address) {
    if (System.getenv("DISPLAY") == null && System.getenv("WAYLAND_DISPLAY") == null) {
      return;
    }
    try {
      new ProcessBuilder("xdg-open", address.toString())
          .redirectErrorStream(true)
          .redirectOutput(Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      log.info("no browser was opened: {}", e.getMessage());
    }
  }
}
