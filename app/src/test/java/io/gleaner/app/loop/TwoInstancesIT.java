package io.gleaner.app.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gleaner.protocol.v1.TagRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Two label-estimators with standbys")
class TwoInstancesIT {

  private static final int IMAGES = 300;
  private static final int PARTITIONS = 4;
  private static final double SHARE = 0.4;

  /**
   * 15 s on a machine with time to spare ({@code -Dtake-over.within=15}); elsewhere what counts is
   * that nothing is lost.
   */
  private static final Duration TAKE_OVER =
      Duration.ofSeconds(Integer.getInteger("take-over.within", 120));

  @TempDir private Path directory;

  @SuppressWarnings("NullAway.Init") // set before each
  private KillableBroker broker;

  @BeforeEach
  void startBroker() throws IOException {
    broker = new KillableBroker(directory);
  }

  @AfterEach
  void killBroker() {
    broker.close();
  }

  @Test
  @DisplayName(
      "one killed under load, the other tags every partition's images; back, nothing is lost")
  void shouldTakeOver() throws Exception {
    Map<String, String> expected = undisturbed();
    try (RecordedRun run =
        new RecordedRun(directory, "two", broker.bootstrapServers(), PARTITIONS, 1)) {
      RecordedInputs recorded = new RecordedInputs(IMAGES, 1);
      recorded.prepare(run.configuration());
      EstimatorInstance stays = run.start("stays");
      EstimatorInstance killed = run.start("killed");
      run.inputs().awaitInstances(2);
      recorded.write(run.configuration());
      assertThat(run.awaitShare(SHARE)).isLessThan(1);

      killed.kill();
      long start = System.nanoTime();
      recorded.writeLateScores(run.configuration());
      awaitTagsOfAllPartitions(run);
      System.out.printf(
          "every partition was served %.1f s after the kill%n", (System.nanoTime() - start) / 1e9);

      killed.restart();
      killed.awaitReady();
      run.awaitShare(1);
      killed.stop();
      stays.stop();
      assertThat(whole(run, stays)).isEqualTo(expected);
    }
  }

  private Map<String, String> undisturbed() throws Exception {
    try (RecordedRun run =
        new RecordedRun(directory, "one", broker.bootstrapServers(), PARTITIONS, 0)) {
      RecordedInputs recorded = new RecordedInputs(IMAGES, 1);
      recorded.prepare(run.configuration());
      recorded.write(run.configuration());
      recorded.writeLateScores(run.configuration());
      EstimatorInstance alone = run.start("alone");
      run.awaitShare(1);
      alone.stop();
      return run.left(alone);
    }
  }

  private void awaitTagsOfAllPartitions(RecordedRun run) {
    Set<Integer> served = new TreeSet<>();
    try (TopicContents tags =
        new TopicContents(broker.bootstrapServers(), run.configuration().topics().tags())) {
      await("tags of all partitions")
          .atMost(TAKE_OVER)
          .untilAsserted(
              () -> {
                for (ConsumerRecord<String, byte[]> record : tags.look()) {
                  if (record.value() != null
                      && TagRecord.parseFrom(record.value()).getStep() == RecordedInputs.LATE) {
                    served.add(record.partition());
                  }
                }
                assertThat(served).as(run.tails()).hasSize(PARTITIONS);
              });
    }
  }

  /** What an instance has once it alone holds all partitions, from its own stores and standbys. */
  private static Map<String, String> whole(RecordedRun run, EstimatorInstance instance)
      throws Exception {
    instance.restart();
    instance.awaitReady();
    assertThat(instance.tail())
        .as("holds all partitions, and merges their figures")
        .contains("is ready: %d tasks".formatted(PARTITIONS + 1));
    instance.stop();
    return run.left(instance);
  }
}
