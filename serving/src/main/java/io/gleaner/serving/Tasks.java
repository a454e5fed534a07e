package io.gleaner.serving;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread a task; when one fails the others stop, and {@link #termination} says why. */
final class Tasks {
  private static final Logger LOG = LoggerFactory.getLogger(Tasks.class);

  private final CompletableFuture<Void> termination = new CompletableFuture<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean running = true;

  void start(String name, Task task) {
    Thread thread = new Thread(() -> run(name, task), name);
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  private void run(String name, Task task) {
    try {
      task.run(() -> running);
    } catch (RuntimeException | Error e) {
      fail(name, e);
    } finally {
      running = false;
      close(name, task);
    }
  }

  private void close(String name, Task task) {
    try {
      task.close();
    } catch (RuntimeException e) {
      fail(name, e);
    }
  }

  private void fail(String name, Throwable e) {
    LOG.error("{} failed; the stage stops", name, e);
    termination.completeExceptionally(e);
  }

  boolean running() {
    return running;
  }

  CompletableFuture<Void> termination() {
    return termination;
  }

  /** Asks all threads to end and waits for them. */
  void stop(Duration patience) {
    running = false;
    long deadline = System.nanoTime() + patience.toNanos();
    for (Thread thread : threads) {
      join(thread, (deadline - System.nanoTime()) / 1_000_000);
    }
  }

  /** Tells whoever waits that all is over. */
  void ended() {
    termination.complete(null);
  }

  private static void join(Thread thread, long millis) {
    try {
      thread.join(Math.max(1, millis));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      LOG.warn("{} did not end in time; it is interrupted", thread.getName());
      thread.interrupt();
    }
  }
}
