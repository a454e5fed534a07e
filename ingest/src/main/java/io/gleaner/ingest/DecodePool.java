package io.gleaner.ingest;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Prepares the submissions of a batch on several threads, and hands them back in their order. */
final class DecodePool implements AutoCloseable {

  /** The pool was closed while it worked: the batch is left for the next start. */
  static final class ClosedException extends Exception {
    ClosedException(Throwable cause) {
      super("stopped while decoding", cause);
    }
  }

  private final Intake intake;
  private final ExecutorService threads;

  DecodePool(Intake intake, int threads) {
    this.intake = intake;
    AtomicInteger number = new AtomicInteger();
    this.threads =
        Executors.newFixedThreadPool(
            threads,
            work -> {
              Thread thread = new Thread(work, "ingest-decode-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  /** One result a record, in the records' order. */
  List<Prepared> prepare(List<ConsumerRecord<byte[], byte[]>> records)
      throws ClosedException, InterruptedException {
    try {
      List<Future<Prepared>> pending = new ArrayList<>(records.size());
      for (ConsumerRecord<byte[], byte[]> record : records) {
        pending.add(threads.submit(() -> intake.prepare(record)));
      }
      List<Prepared> prepared = new ArrayList<>(records.size());
      for (Future<Prepared> one : pending) {
        prepared.add(one.get());
      }
      return prepared;
    } catch (CancellationException | RejectedExecutionException e) {
      throw new ClosedException(e);
    } catch (ExecutionException e) {
      throw failure(e);
    }
  }

  private static ClosedException failure(ExecutionException e) {
    Throwable cause = e.getCause();
    if (cause instanceof InterruptedException) {
      return new ClosedException(cause);
    }
    if (cause instanceof Error error) {
      throw error;
    }
    throw new IllegalStateException("a submission could not be prepared", e);
  }

  /** Interrupts what runs and cancels what waits. */
  @Override
  public void close() {
    for (Runnable waiting : threads.shutdownNow()) {
      ((Future<?>) waiting).cancel(true);
    }
  }
}
