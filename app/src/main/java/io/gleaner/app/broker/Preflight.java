package io.gleaner.app.broker;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Finds the usual reasons why a broker cannot start, which Kafka would bury in stack traces. */
final class Preflight {

  private Preflight() {}

  /**
   * Checks that the directory is nobody else's.
   *
   * @throws BrokerStartException if another broker holds Kafka's lock on it
   */
  static void directory(Path directory) throws IOException {
    try (FileChannel channel =
            FileChannel.open(
                directory.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var lock = channel.tryLock()) {
      if (lock == null) {
        throw inUse(directory, new IOException("locked by another process"));
      }
    } catch (OverlappingFileLockException e) {
      throw inUse(directory, e);
    }
  }

  private static BrokerStartException inUse(Path directory, Exception cause) {
    return new BrokerStartException(
        "another broker uses %s: stop it, or give this one another data directory"
            .formatted(directory),
        cause);
  }

  /**
   * Checks that a port can be bound.
   *
   * @param key the setting to change if it cannot
   * @throws BrokerStartException if it cannot be bound
   */
  static void port(String host, int port, String key) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(host, port));
    } catch (IOException e) {
      throw new BrokerStartException(
          "cannot listen on %s:%d (%s): is another broker running? set %s, 0 for a free port"
              .formatted(host, port, e.getMessage(), key),
          e);
    }
  }
}
