package io.gleaner.app.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is left must be that of a run without faults. A lost event shows in the row's bytes. One
 * that is read twice does not: every event is idempotent there. That nothing is read twice is for
 * {@code StreamsSettingsTest}, which holds the stage to exactly-once transactions.
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
  @DisplayName("label-estimator or broker, rows and last tags are those of a run without faults")
  void shouldLeaveTheSame() throws Exception {
    Map<String, String> expected = run("undisturbed", (run, instance) -> {});
    assertThat(expected.keySet()).filteredOn(key -> key.startsWith("rows/")).hasSize(IMAGES);
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
    assertThat(left).as("%s killed, seed %d", killed, seed).isEqualTo(expected);
    System.out.printf(
        "%s,%d,%.2f,%d,%d%n",
        killed,
        seed,
        committed[0],
        Duration.ofNanos(System.nanoTime() - start).toSeconds(),
        left.size());
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
