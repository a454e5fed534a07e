package io.gleaner.app.stage;

import java.io.IOException;
import java.net.InetSocketAddress;

/** The management port cannot be bound; the message says what to set. */
final class ManagementPortException extends RuntimeException {

  ManagementPortException(InetSocketAddress address, IOException cause) {
    super(
        "cannot listen on %s:%d (%s): set management.port of this stage, 0 for a free one"
            .formatted(address.getHostString(), address.getPort(), cause.getMessage()),
        cause);
  }
}
