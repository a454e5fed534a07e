package io.gleaner.network;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Reads from a network that may stop sending: each read waits only so long. The HTTP client's own
 * timeout ends with the answer's headers, hence the thread that reads for us.
 */
final class PatientReads implements AutoCloseable {
  private final InputStream in;
  private final Duration most;
  private final ExecutorService reader =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread thread = new Thread(work, "gleaner-download");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * @param in closed with this
   * @param most that a read waits for its first byte
   */
  PatientReads(InputStream in, Duration most) {
    this.in = in;
    this.most = most;
  }

  /**
   * As {@link InputStream#read(byte[])}.
   *
   * @throws HttpTimeoutException if nothing has come for too long
   * @throws IOException if the connection breaks
   */
  int read(byte[] buffer) throws IOException {
    try {
      return reader.submit(() -> in.read(buffer)).get(most.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new HttpTimeoutException("nothing came for %s".formatted(said(most)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException broken ? broken : new IOException(e.getCause());
    }
  }

  private static String said(Duration duration) {
    return duration.toSeconds() > 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
  }

  @Override
  public void close() throws IOException {
    reader.shutdownNow();
    in.close();
  }
}
