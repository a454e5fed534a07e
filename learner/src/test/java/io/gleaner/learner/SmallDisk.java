package io.gleaner.learner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A real file system of a few megabytes, which can be filled to the last byte. */
final class SmallDisk implements AutoCloseable {
  private static final int CHUNK = 4096;

  private final Path root;
  private final Path filler;

  private SmallDisk(Path root) {
    this.root = root;
    this.filler = root.resolve("filler");
  }

  /** Mounts one; the test is skipped, and says so, where it may not. */
  static SmallDisk mount(Path at, int mebibytes) throws IOException {
    Files.createDirectories(at);
    String size = "size=" + mebibytes + "m";
    if (run("mount", "-t", "tmpfs", "-o", size, "tmpfs", at.toString()) != 0) {
      String reason = "no tmpfs can be mounted here, so no disk can be filled: run as root";
      System.out.println("Skipped: " + reason);
      Assumptions.abort(reason);
    }
    return new SmallDisk(at);
  }

  private static int run(String... command) {
    try {
      Process process = new ProcessBuilder(List.of(command)).inheritIO().start();
      return process.waitFor(1, TimeUnit.MINUTES) ? process.exitValue() : -1;
    } catch (IOException e) {
      System.out.println(e.getMessage());
      return -1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return -1;
    }
  }

  Path root() {
    return root;
  }

  /** Leaves no more than so many bytes. */
  void fill(long leave) throws IOException {
    long usable = root.toFile().getUsableSpace();
    try (var out = Files.newOutputStream(filler)) {
      byte[] chunk = new byte[CHUNK];
      for (long written = 0; written + CHUNK <= usable - leave; written += CHUNK) {
        out.write(chunk);
      }
    }
  }

  void free() throws IOException {
    Files.delete(filler);
  }

  @Override
  public void close() {
    run("umount", "--lazy", root.toString());
  }
}
