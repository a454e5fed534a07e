package io.gleaner.learner;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Decodes a batch of 16 pictures of noise, 224×224, from the replay buffer with nothing kept in
 * memory. Prints the medians of 60 batches in milliseconds: wall-clock, and the training thread's
 * own processor time. {@code -Djava.util.concurrent.ForkJoinPool.common.parallelism=0} leaves all
 * to that thread.
 */
public final class DecodeSpeed {
  private static final int BATCH = 16;
  private static final int SIDE = 224;
  private static final int WARM_UP = 40;
  private static final int ROUNDS = 60;
  private static final long BYTES = 1 << 28;

  private DecodeSpeed() {}

  /** Prints one line. */
  public static void main(String[] args) throws IOException {
    Path directory = Files.createTempDirectory("decode-speed");
    ReplayBuffer.Settings settings =
        new ReplayBuffer.Settings(BYTES, BYTES, BYTES, false, false, 1);
    try (ReplayBuffer buffer = new ReplayBuffer(directory, 1, settings)) {
      time(new ImageSource(buffer, 0, SIDE), fill(buffer));
    } finally {
      DurableFiles.delete(directory);
    }
  }

  private static List<String> fill(ReplayBuffer buffer) throws IOException {
    Random random = new Random(1);
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < BATCH; i++) {
      ids.add(String.valueOf(i));
      LabelRow unknown = LabelRow.onArrival(new byte[1]);
      buffer.put(ids.get(i), Pictures.noise(SIDE, random), false, unknown);
    }
    return ids;
  }

  private static void time(ImageSource images, List<String> ids) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    double[] wall = new double[ROUNDS];
    double[] processor = new double[ROUNDS];
    for (int round = -WARM_UP; round < ROUNDS; round++) {
      long begin = System.nanoTime();
      long beginProcessor = threads.getCurrentThreadCpuTime();
      images.pixels(ids);
      if (round >= 0) {
        wall[round] = (System.nanoTime() - begin) / 1e6;
        processor[round] = (threads.getCurrentThreadCpuTime() - beginProcessor) / 1e6;
      }
    }
    Arrays.sort(wall);
    Arrays.sort(processor);
    System.out.printf(
        "%d pictures: wall-clock %.1f ms, the thread's processor time %.1f ms%n",
        BATCH, wall[ROUNDS / 2], processor[ROUNDS / 2]);
  }
}
