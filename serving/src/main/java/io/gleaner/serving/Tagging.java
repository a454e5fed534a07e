package io.gleaner.serving;

import io.gleaner.protocol.v1.ModelVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scores images that people wait for. Requests that come while a batch is scored form the next one,
 * so batches grow with load; past the queue's bound requests are turned away at once.
 */
final class Tagging implements Task {
  private static final Logger LOG = LoggerFactory.getLogger(Tagging.class);
  private static final Duration POLL = Duration.ofMillis(100);

  private final ModelSlot slot;
  private final BlockingQueue<Request> queue;
  private volatile boolean ended;

  /**
   * Scores with a slot's model.
   *
   * @param capacity how many requests may wait
   */
  Tagging(ModelSlot slot, int capacity) {
    this.slot = slot;
    this.queue = new ArrayBlockingQueue<>(capacity);
  }

  /** What a request waits for: the scores of every class and the model they are from. */
  static final class Scores {
    private final ModelVersion about;
    private final float[] probabilities;

    private Scores(ModelVersion about, float[] probabilities) {
      this.about = about;
      this.probabilities = probabilities;
    }

    ModelVersion about() {
      return about;
    }

    float[] probabilities() {
      return probabilities;
    }
  }

  private static final class Request {
    private final byte[] jpeg;
    private final CompletableFuture<Scores> answer = new CompletableFuture<>();

    Request(byte[] jpeg) {
      this.jpeg = jpeg;
    }
  }

  /**
   * Asks for an image's scores.
   *
   * @param jpeg as {@link UntrustedImages#sample} gives it
   * @return fails with {@link UnavailableException} or {@link BadImageException}
   */
  CompletableFuture<Scores> submit(byte[] jpeg) {
    Request request = new Request(jpeg);
    if (slot.inUse() == null) {
      refuse(request, "no model is promoted yet; try again later");
    } else if (!queue.offer(request)) {
      refuse(request, "too many requests at once; try again in a second");
    } else if (ended) {
      drain();
    }
    return request.answer;
  }

  private static void refuse(Request request, String why) {
    request.answer.completeExceptionally(new UnavailableException(why));
  }

  @Override
  public void run(BooleanSupplier goOn) {
    List<Request> batch = new ArrayList<>();
    try {
      while (goOn.getAsBoolean()) {
        Request first = queue.poll(POLL.toMillis(), TimeUnit.MILLISECONDS);
        Model model = slot.current();
        if (first != null) {
          batch.add(first);
          answer(batch, model);
          batch.clear();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void answer(List<Request> batch, @Nullable Model model) {
    if (model == null) {
      throw new IllegalStateException("a request was accepted before the first model");
    }
    queue.drainTo(batch, model.capacity() - 1);
    List<Request> decoded = new ArrayList<>(batch.size());
    for (Request request : batch) {
      try {
        model.add(request.jpeg);
        decoded.add(request);
      } catch (BadImageException e) {
        request.answer.completeExceptionally(e);
      }
    }
    if (!decoded.isEmpty()) {
      score(model, decoded);
    }
  }

  private static void score(Model model, List<Request> requests) {
    int classes = model.classes();
    float[] rows = new float[requests.size() * classes];
    try {
      model.score(rows, new float[requests.size() * Model.PROJECTION]);
    } catch (RuntimeException e) {
      LOG.error("model {} could not score {} images", model.version(), requests.size(), e);
      requests.forEach(request -> request.answer.completeExceptionally(e));
      return;
    }
    for (int i = 0; i < requests.size(); i++) {
      float[] row = Arrays.copyOfRange(rows, i * classes, (i + 1) * classes);
      requests.get(i).answer.complete(new Scores(model.about(), row));
    }
  }

  private void drain() {
    for (Request left = queue.poll(); left != null; left = queue.poll()) {
      refuse(left, "serving shuts down");
    }
  }

  @Override
  public void close() {
    ended = true;
    drain();
  }
}
