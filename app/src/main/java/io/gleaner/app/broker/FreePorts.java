package io.gleaner.app.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds ports nobody listens on, for those who must know them before they bind them.
 *
 * <p>They lie below the range from which the operating system gives ports away by itself (32,768
 * and up on Linux): there, a connection that anybody opens meanwhile can take a port that was free
 * a moment ago, even a client that tries to reach the very server which is about to listen on it.
 */
public final class FreePorts {
  private static final int FIRST = 20_000;
  private static final int COUNT = 12_000;

  private FreePorts() {}

  /**
   * Finds distinct ports that are free on the loopback address.
   *
   * @param count how many
   * @throws UncheckedIOException if there are not that many
   */
  public static List<Integer> find(int count) {
    List<ServerSocket> held = new ArrayList<>();
    try {
      // Processes that start at the same time begin at different places.
      long start = ProcessHandle.current().pid() * 101;
      for (int tried = 0; tried < COUNT && held.size() < count; tried++) {
        tryPort(FIRST + (int) ((start + tried) % COUNT), held);
      }
      if (held.size() < count) {
        throw new IOException("only %d of %d".formatted(held.size(), count));
      }
      return held.stream().map(ServerSocket::getLocalPort).toList();
    } catch (IOException e) {
      throw new UncheckedIOException("no free ports on the loopback address", e);
    } finally {
      held.forEach(FreePorts::close);
    }
  }

  private static void tryPort(int port, List<ServerSocket> held) throws IOException {
    try {
      held.add(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
    } catch (BindException taken) {
      // the next one then
    }
  }

  private static void close(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot give port " + socket.getLocalPort() + " back", e);
    }
  }
}
