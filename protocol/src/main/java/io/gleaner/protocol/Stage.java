package io.gleaner.protocol;

import com.sun.net.httpserver.HttpHandler;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * One running part of the loop. Life cycle: {@link #start()} once, then {@link #close()} once, from
 * any thread; a stage that fails ends by itself and says so in {@link #termination()}.
 */
public interface Stage extends AutoCloseable {

  /** Starts the stage's threads and returns. What it needs and does not find yet, it waits for. */
  void start();

  /** Whether the stage does its work now; false while it waits for something. */
  boolean ready();

  /** One line for people: what the stage does now, or what it waits for. */
  String status();

  /** What the stage answers over HTTP beside its health, by the beginning of the path. */
  default Map<String, HttpHandler> routes() {
    return Map.of();
  }

  /** Completes when the stage was closed; exceptionally, with the cause, when it failed. */
  CompletableFuture<Void> termination();

  /** Stops cleanly within ten seconds: what was accepted is finished or left for the next start. */
  @Override
  void close();
}
