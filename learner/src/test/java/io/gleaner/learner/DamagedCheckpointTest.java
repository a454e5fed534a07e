package io.gleaner.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import ch.qos.logback.classic.Level;
import io.gleaner.learner.Checkpoints.Restored;
import io.gleaner.network.CheckpointName;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A damaged checkpoint")
class DamagedCheckpointTest {
  private static final CheckpointName OLDER = new CheckpointName(1, 1);
  private static final CheckpointName NEWER = new CheckpointName(1, 2);
  private static final long SEED = 5;

  @TempDir Path directory;

  private interface Damage {
    byte[] of(byte[] content);
  }

  /** Two checkpoints, and a fresh copy of them for every damage. */
  @TestFactory
  @DisplayName("is passed over for the one before, with a warning that names the file")
  Stream<DynamicTest> shouldBePassedOver() throws IOException {
    Path whole = twoCheckpoints();
    SplittableRandom random = new SplittableRandom(SEED);
    List<DynamicTest> tests = new ArrayList<>();
    for (Path file : DurableFiles.files(whole.resolve(NEWER.toString()))) {
      Path name = whole.relativize(file);
      tests.add(test("one flipped bit in " + name, whole, name, c -> flipped(c, random)));
      tests.add(test("cut " + name, whole, name, c -> Arrays.copyOf(c, c.length / 2)));
      tests.add(dynamicTest("missing " + name, () -> shouldPassOver(without(whole, name), name)));
    }
    assertThat(tests).hasSizeGreaterThan(20);
    return tests.stream();
  }

  @Test
  @DisplayName("is one whose manifest's digest has a letter of the other case, too: a flipped bit")
  void shouldTakeALetterOfTheOtherCaseForDamage() throws IOException {
    Path whole = twoCheckpoints();
    Path file = Path.of(NEWER.toString(), Checkpoints.MANIFEST_DIGEST);
    String digest = Files.readString(whole.resolve(file));
    Path copy = without(whole, file);
    Files.writeString(copy.resolve(file), digest.toUpperCase(Locale.ROOT));
    shouldPassOver(copy, file);
  }

  private DynamicTest test(String name, Path whole, Path file, Damage damage) {
    return dynamicTest(
        name,
        () -> {
          byte[] content = Files.readAllBytes(whole.resolve(file));
          if (content.length == 0) {
            return;
          }
          Path copy = without(whole, file);
          Files.write(copy.resolve(file), damage.of(content));
          shouldPassOver(copy, file);
        });
  }

  private static byte[] flipped(byte[] content, SplittableRandom random) {
    byte[] damaged = content.clone();
    damaged[random.nextInt(content.length)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
    return damaged;
  }

  private static void shouldPassOver(Path root, Path file) throws IOException {
    try (CapturedLog log = new CapturedLog(Checkpoints.class)) {
      assertThat(new Checkpoints(root).newest().map(Restored::name)).contains(OLDER);
      assertThat(log.lines(Level.WARN))
          .singleElement()
          .satisfies(
              line ->
                  assertThat(line)
                      .contains(NEWER.toString())
                      // The digest vouches for the manifest, so it is the manifest that is wrong.
                      .containsAnyOf(
                          file.getFileName().toString(),
                          file.endsWith(Checkpoints.MANIFEST_DIGEST) ? "manifest.json" : "\0"));
    }
  }

  /** A copy in which no file is linked to another, without one file. */
  private Path without(Path whole, Path file) throws IOException {
    Path copy = Files.createTempDirectory(directory, "copy");
    for (Path from : DurableFiles.files(whole)) {
      Path to = copy.resolve(whole.relativize(from).toString());
      Files.createDirectories(to.getParent());
      if (!whole.relativize(from).equals(file)) {
        Files.copy(from, to);
      }
    }
    return copy;
  }

  private Path twoCheckpoints() throws IOException {
    DrawnSamples drawn = new DrawnSamples(SEED);
    Path root = directory.resolve("whole");
    Checkpoints checkpoints = new Checkpoints(root);
    try (Training training =
        Training.begin(
            TestConfig.with(""),
            DrawnSamples.CLASSES,
            directory.resolve("replay"),
            1,
            1,
            new SimpleMeterRegistry())) {
      for (int step = 0; step < 2; step++) {
        for (int i = 0; i < 20; i++) {
          training.accept(drawn.singlePositive("s" + step + "-" + i));
        }
        training.step(true);
        checkpoints.save(training, Map.of());
      }
    }
    return root;
  }

  @Test
  @DisplayName("is one of several: with all of them damaged, training begins anew")
  void shouldBeginAnewWithoutAWholeOne() throws IOException {
    Path root = twoCheckpoints();
    for (CheckpointName name : List.of(OLDER, NEWER)) {
      Files.delete(root.resolve(name.toString()).resolve(Checkpoints.STATE));
    }
    assertThat(new Checkpoints(root).newest()).isEmpty();
  }
}
