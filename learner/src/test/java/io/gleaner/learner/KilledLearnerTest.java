package io.gleaner.learner;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.learner.JournalLearner.Hold;
import io.gleaner.network.CheckpointName;
import io.gleaner.network.CheckpointReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a learner in a process of its own with SIGKILL at random moments, on a recorded journal.
 * {@code -Dkill.rounds} says how often, {@code -Dkill.seed} where; each round prints both.
 */
@DisplayName("A killed learner")
class KilledLearnerTest {
  private static final int ROUNDS = Integer.getInteger("kill.rounds", 3);
  private static final long SEED = Long.getLong("kill.seed", 20);
  private static final int STEPS = 62;
  private static final int EVERY = 8;
  private static final int MAX_PARK_MICROS = 30_000;

  /** All promoted, or all but the first rejected, so that training goes back again and again. */
  private static final List<String> GATES =
      List.of("holdout.tolerance = 100", "holdout { tolerance = -100, rollback-after = 2 }");

  private static final String SETTINGS =
      "checkpoint { steps = "
          + EVERY
          + ", interval = 1 day }, optimiser.learning-rate = 3e-3,"
          + " replay.max-bytes = 100 KiB, ";

  @TempDir Path directory;
  private final Map<String, String> uninterrupted = new HashMap<>();
  private Path journal;

  /** Where a round kills. */
  enum Moment {
    STEP,
    CHECKPOINT,
    DECISION,
    RECORD
  }

  @BeforeEach
  void recordJournal() throws IOException {
    journal = directory.resolve("journal");
    RecordedJournal.record(TestConfig.with(SETTINGS), STEPS, directory.resolve("recording"), SEED)
        .write(journal);
  }

  @TestFactory
  @DisplayName("resumes from the newest whole checkpoint, to the bits of one that was not killed")
  Stream<DynamicTest> shouldContinueBitForBit() {
    List<DynamicTest> rounds = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      Moment moment = Moment.values()[(i + 1) % Moment.values().length];
      String gate = GATES.get((i / Moment.values().length + i + 1) % GATES.size());
      long seed = SEED + i;
      rounds.add(
          DynamicTest.dynamicTest(
              "killed at a %s, seed %d, %s".formatted(moment, seed, gate),
              () -> round(directory.resolve("round" + seed), moment, gate, seed)));
    }
    return rounds.stream();
  }

  @Test
  @DisplayName("is compared by bits that one record less changes")
  void shouldTellRunsApart() throws Exception {
    String settings = SETTINGS + GATES.get(0);
    String whole = finish(directory.resolve("whole"), settings, "nothing");
    List<RecordedJournal.Entry> entries = new ArrayList<>(RecordedJournal.read(journal).entries());
    entries.remove(
        entries.stream()
            .filter(entry -> entry.topic().equals(LoopFixture.TOPICS.softLabels()))
            .findFirst()
            .orElseThrow());
    new RecordedJournal(entries).write(journal);
    assertThat(finish(directory.resolve("less"), settings, "nothing")).isNotEqualTo(whole);
  }

  private void round(Path at, Moment moment, String gate, long seed) throws Exception {
    String settings = SETTINGS + gate;
    String expected = uninterrupted.get(settings);
    if (expected == null) {
      expected = finish(directory.resolve("whole" + seed), settings, "nothing");
      uninterrupted.put(settings, expected);
    }
    Files.createDirectories(at);
    String killed = kill(at, settings, moment, new SplittableRandom(seed));
    Path checkpoints = at.resolve("checkpoints");
    boolean interrupted = names(checkpoints).anyMatch(name -> name.startsWith(".writing-"));
    String newest = newestWhole(checkpoints);
    System.out.printf(
        "seed %d, %s: killed %s%s; whole: %s%n",
        seed, gate, killed, interrupted ? ", writing a checkpoint" : "", newest);
    assertThat(finish(at, settings, newest)).as("weights and state").isEqualTo(expected);
  }

  /** Runs to the end and tells the digest of all that was learnt. */
  private String finish(Path at, String settings, String resumed) throws Exception {
    Files.createDirectories(at);
    Process process = start(at, settings, Hold.NEVER, 0);
    try (BufferedReader out = process.inputReader()) {
      assertThat(awaitLine(out, JournalLearner.RESUMED))
          .isEqualTo(JournalLearner.RESUMED + resumed);
      return awaitLine(out, JournalLearner.DONE);
    } finally {
      process.destroyForcibly();
    }
  }

  private String kill(Path at, String settings, Moment moment, SplittableRandom random)
      throws Exception {
    Hold hold =
        switch (moment) {
          case STEP, CHECKPOINT -> Hold.NEVER;
          case DECISION -> Hold.BEFORE_DECISION;
          case RECORD -> random.nextBoolean() ? Hold.BEFORE_RECORD : Hold.AFTER_RECORD;
        };
    int checkpoint = 1 + random.nextInt(STEPS / EVERY);
    // a candidate and its verdict each time; priors come when they moved
    int nth = moment == Moment.RECORD ? 1 + random.nextInt(2 * STEPS / EVERY) : checkpoint;
    Process process = start(at, settings, hold, nth);
    try (BufferedReader out = process.inputReader()) {
      String where =
          switch (moment) {
            case STEP -> afterStep(out, 1 + random.nextInt(STEPS - 1), random);
            case CHECKPOINT -> inCheckpoint(out, at, checkpoint * EVERY, random);
            case DECISION, RECORD -> {
              awaitLine(out, JournalLearner.HOLDS);
              yield hold + " " + nth;
            }
          };
      process.destroyForcibly();
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
      assertThat(process.exitValue()).as("SIGKILL").isEqualTo(128 + 9);
      return where;
    } finally {
      process.destroyForcibly();
    }
  }

  private static String afterStep(BufferedReader out, int step, SplittableRandom random)
      throws IOException {
    awaitLine(out, JournalLearner.STEP + step);
    return "%d µs after step %d".formatted(park(random), step);
  }

  private static String inCheckpoint(BufferedReader out, Path at, int step, SplittableRandom random)
      throws IOException {
    awaitLine(out, JournalLearner.STEP + (step - 1));
    Path checkpoints = at.resolve("checkpoints");
    while (names(checkpoints)
        .noneMatch(name -> name.matches("(\\.writing-)?lineage-\\d+-step-" + step))) {
      Thread.onSpinWait();
    }
    return "%d µs into the checkpoint of step %d".formatted(park(random), step);
  }

  private static long park(SplittableRandom random) {
    long micros = random.nextInt(MAX_PARK_MICROS);
    LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(micros));
    return micros;
  }

  private static Stream<String> names(Path checkpoints) throws IOException {
    if (!Files.isDirectory(checkpoints)) {
      return Stream.empty();
    }
    try (Stream<Path> entries = Files.list(checkpoints)) {
      return entries.map(path -> path.getFileName().toString()).toList().stream();
    }
  }

  /** Found without the learner's own code for it. */
  private static String newestWhole(Path checkpoints) throws IOException {
    List<CheckpointName> newestFirst =
        names(checkpoints)
            .flatMap(name -> CheckpointName.parse(name).stream())
            .sorted((a, b) -> b.compareTo(a))
            .toList();
    for (CheckpointName name : newestFirst) {
      try {
        Path directory = checkpoints.resolve(name.toString());
        String digest = Files.readString(directory.resolve(Checkpoints.MANIFEST_DIGEST));
        CheckpointReader.open(directory, digest).verify();
        return name.toString();
      } catch (IOException e) {
        System.out.println("passed over: " + e.getMessage());
      }
    }
    return "nothing";
  }

  private static String awaitLine(BufferedReader out, String begin) throws IOException {
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.equals(begin) || (begin.endsWith(" ") && line.startsWith(begin))) {
        return line;
      }
    }
    throw new AssertionError("the learner ended before it said " + begin);
  }

  private Process start(Path at, String settings, Hold hold, int nth) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Dai.djl.offline=true",
            "-DOPT_OUT_TRACKING=true",
            "-cp",
            System.getProperty("java.class.path"),
            JournalLearner.class.getName(),
            at.toString(),
            journal.toString(),
            settings,
            Integer.toString(STEPS),
            hold.name(),
            Integer.toString(nth));
    builder.environment().put("OMP_WAIT_POLICY", "PASSIVE");
    return builder.redirectError(at.resolve("err").toFile()).start();
  }
}
