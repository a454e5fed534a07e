package io.gleaner.app.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is left must be that of a run without faults. A lost event shows in the row's bytes. One
 * that is read twice changes no row, as every event is idempotent there; it shows where records are
 * passed on whatever the row says: a bad one rejected twice. A query that cost the budget but was
 * never published would show in both.
 *
 * <p>How many rounds: {@code -Dkill.estimator=N -Dkill.broker=N}, the first one's seed {@code
 * -Dkill.seed=S}; {@code scripts/kill-estimator.sh} runs more of them.
 */
@DisplayName("Killed with SIGKILL at a random moment under load")
class KilledEstimatorIT {

  private static final int IMAGES = 500;
  private static final int PARTITIONS = 2;
  private static final int ESTIMATOR_KILLS = Integer.getInteger("kill.estimator", 2);
  private static final int BROKER_KILLS = Integer.getInteger("kill.broker", 1);
  private static final long SEED = Long.getLong("kill.seed", 1);

  /** On a machine with time to spare, later kills come after the last commit. */
  private static final double LATEST = 0.6;

  @TempDir private Path directory;

  @SuppressWarnings("NullAway.Init") // set before each
  private KillableBroker broker;

  @BeforeEach
  void startBroker() throws IOException {
    broker = new KillableBroker(directory);
  }

  @AfterEach
  void closeBroker() {
    broker.close();
  }

  @Test
  @DisplayName("label-estimator or broker, what it leaves is what a run without faults leaves")
  void shouldLeaveTheSame() throws Exception {
    Map<String, String> expected = run("undisturbed", (run, instance) -> {});
    assertThat(expected.keySet()).filteredOn(key -> key.startsWith("rows/")).hasSize(IMAGES);
    assertThat(expected.keySet()).filteredOn(key -> key.startsWith("rejected/")).hasSize(IMAGES);
    assertThat(expected.keySet()).filteredOn(key -> key.startsWith("queries/")).isNotEmpty();
    assertThat(expected.keySet()).filteredOn(key -> key.startsWith("budget/")).isNotEmpty();
    System.out.println("killed,seed,inputs_committed_before,seconds,identical_entries");
    for (int round = 0; round < ESTIMATOR_KILLS; round++) {
      compare("label-estimator", SEED + round, expected, KilledEstimatorIT::killEstimator);
    }
    for (int round = 0; round < BROKER_KILLS; round++) {
      compare("broker", SEED + round, expected, (run, instance) -> killAndRestartBroker());
    }
  }

  private void compare(String killed, long seed, Map<String, String> expected, Fault fault)
      throws Exception {
    double share = LATEST * new SplittableRandom(seed).nextDouble();
    double[] committed = new double[1];
    long start = System.nanoTime();
    Map<String, String> left =
        run(
            killed + "-" + seed,
            (run, instance) -> {
              committed[0] = run.awaitShare(share);
              fault.strike(run, instance);
            });
    assertThat(committed[0]).as("inputs committed before the kill, seed %d", seed).isLessThan(1);
    assertThat(differences(expected, left)).as("%s killed, seed %d", killed, seed).isEmpty();
    System.out.printf(
        "%s,%d,%.2f,%d,%d%n",
        killed,
        seed,
        committed[0],
        Duration.ofNanos(System.nanoTime() - start).toSeconds(),
        left.size());
  }

  /** Both values of each entry that differs. */
  private static Map<String, List<String>> differences(
      Map<String, String> expected, Map<String, String> left) {
    Map<String, List<String>> differences = new TreeMap<>();
    Set<String> keys = new TreeSet<>(expected.keySet());
    keys.addAll(left.keySet());
    for (String key : keys) {
      String one = expected.getOrDefault(key, "nothing");
      String other = left.getOrDefault(key, "nothing");
      if (!one.equals(other)) {
        differences.put(key, List.of(one, other));
      }
    }
    return differences;
  }

  private static void killEstimator(RecordedRun run, EstimatorInstance instance)
      throws IOException {
    instance.kill();
    instance.restart();
  }

  private void killAndRestartBroker() throws IOException {
    broker.kill();
    broker.restart();
  }

  /** What happens to a run while it works. */
  private interface Fault {
    void strike(RecordedRun run, EstimatorInstance instance) throws IOException;
  }

  private Map<String, String> run(String name, Fault fault) throws Exception {
    try (RecordedRun run =
        new RecordedRun(directory, name, broker.bootstrapServers(), PARTITIONS, 0)) {
      RecordedInputs inputs = new RecordedInputs(IMAGES, 1);
      inputs.prepare(run.configuration());
      inputs.write(run.configuration());
      EstimatorInstance instance = run.start("instance");
      fault.strike(run, instance);
      run.awaitShare(1);
      instance.stop();
      return run.left(instance);
    }
  }
}
