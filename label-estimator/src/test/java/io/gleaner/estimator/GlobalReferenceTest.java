package io.gleaner.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gleaner.protocol.LabelSpace;
import io.gleaner.protocol.v1.ClassPriors;
import io.gleaner.protocol.v1.ModelRecord;
import io.gleaner.protocol.v1.ModelVersion;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Reference data in global stores")
class GlobalReferenceTest {

  private static final int VERSIONS = 500;
  private static final int CLASSES = 5_400;
  private static final Duration WAIT = Duration.ofSeconds(5);

  private final CountingStore models = new CountingStore();
  private final CountingStore labelSpaces = new CountingStore();
  private final GlobalReference reference =
      new GlobalReference(models, labelSpaces, Patience.of(Duration.ZERO));

  /** Time that passes only while somebody waits, or when a test says so. */
  private long nanos;

  private @Nullable Runnable whileWaiting;

  private GlobalReference patient(Patience patience) {
    return new GlobalReference(models, labelSpaces, patience);
  }

  private Patience patience() {
    return new Patience(
        WAIT,
        () -> nanos,
        pause -> {
          nanos += pause;
          if (whileWaiting != null) {
            whileWaiting.run();
          }
        });
  }

  private Duration waited() {
    return Duration.ofNanos(nanos);
  }

  private void publishLabelSpace(int classes) {
    LabelSpace space =
        LabelSpace.of(IntStream.range(0, classes).mapToObj(k -> "class " + k).toList());
    labelSpaces.records.put(ReferenceStores.LABEL_SPACE_KEY, space.toRecord().toByteArray());
  }

  private void publishModel(long step) {
    ModelVersion model =
        ModelVersion.newBuilder()
            .setLineage(1)
            .setStep(step)
            .setStatus(ModelVersion.Status.UNGATED)
            .addThresholds(0.25f)
            .build();
    models.records.put(
        "model/1/" + step, ModelRecord.newBuilder().setModel(model).build().toByteArray());
  }

  @Test
  @DisplayName("a thousand label spaces that nobody published are waited for once")
  void shouldNotWaitForLabelSpacesAgain() {
    publishLabelSpace(80);
    GlobalReference waiting = patient(patience());

    for (int i = 0; i < 1_000; i++) {
      assertThat(waiting.labelSpace(90 + i % 7)).isEmpty();
      nanos += Duration.ofSeconds(60).toNanos();
    }

    assertThat(waited().minusSeconds(60_000)).isBetween(WAIT, WAIT.plusMillis(2));
    assertThat(waiting.labelSpace(80)).isPresent();
  }

  @Test
  @DisplayName("a larger label space is found without a wait, and a later one is waited for again")
  void shouldWaitAnewAfterALargerLabelSpace() {
    publishLabelSpace(80);
    GlobalReference waiting = patient(patience());
    assertThat(waiting.labelSpace(90)).isEmpty();
    publishLabelSpace(90);
    assertThat(waiting.labelSpace(90)).isPresent();

    nanos += Duration.ofSeconds(1).toNanos();
    whileWaiting = () -> publishLabelSpace(91);
    assertThat(waiting.labelSpace(91)).isPresent();
  }

  @Test
  @DisplayName("a thousand models that nobody published, each another, cost one wait in all")
  void shouldBoundWaitingForModels() {
    Patience shared = patience();
    GlobalReference one = patient(shared);
    GlobalReference other = patient(shared);

    for (int step = 0; step < 1_000; step++) {
      assertThat(one.model(new ModelStep(1, step)).threshold(0, 0.5f)).isEqualTo(0.5f);
      assertThat(other.model(new ModelStep(2, step)).threshold(0, 0.5f)).isEqualTo(0.5f);
    }

    assertThat(waited()).isBetween(WAIT, WAIT.plusMillis(2));
  }

  @Test
  @DisplayName(
      "what is published within a moment is found soon after others were waited for in vain")
  void shouldHavePatienceAgain() {
    GlobalReference waiting = patient(patience());
    waiting.model(new ModelStep(7, 7));

    nanos += Duration.ofSeconds(1).toNanos();
    long due = nanos + Duration.ofMillis(50).toNanos();
    whileWaiting =
        () -> {
          if (nanos >= due) {
            publishModel(8);
          }
        };

    assertThat(waiting.model(new ModelStep(1, 8)).threshold(0, 0.5f)).isEqualTo(0.25f);
    assertThat(nanos).isBetween(due, due + Duration.ofMillis(2).toNanos());
  }

  /** A global store that counts how often it is asked. */
  private static final class CountingStore implements ReadOnlyKeyValueStore<String, byte[]> {

    private final Map<String, byte[]> records = new HashMap<>();
    private int reads;

    @Override
    public byte @Nullable [] get(String key) {
      reads++;
      return records.get(key);
    }

    @Override
    public KeyValueIterator<String, byte[]> range(String from, String to) {
      throw new UnsupportedOperationException("reference data is read by key, never listed");
    }

    @Override
    public KeyValueIterator<String, byte[]> all() {
      throw new UnsupportedOperationException("reference data is read by key, never listed");
    }

    @Override
    public long approximateNumEntries() {
      return records.size();
    }
  }

  private void publish(int version) {
    ClassPriors priors =
        ClassPriors.newBuilder()
            .setVersion(version)
            .addAllProbabilities(Collections.nCopies(CLASSES, version / 1_000f))
            .build();
    models.records.put(
        "priors/" + version, ModelRecord.newBuilder().setPriors(priors).build().toByteArray());
  }

  @Test
  @DisplayName("what sparse rows stand at is read once, of hundreds of versions in any order")
  void shouldReadEachVersionOnce() {
    for (int version = 1; version <= VERSIONS; version++) {
      publish(version);
    }

    for (int round = 0; round < 3; round++) {
      for (int version = 1; version <= VERSIONS; version++) {
        byte[] standing = reference.standing(version, CLASSES + 1);
        assertThat(standing[CLASSES - 1]).isEqualTo(Estimates.logit(version / 1_000f));
        assertThat(standing[CLASSES]).isEqualTo((byte) -127);
      }
    }

    assertThat(models.reads).isEqualTo(VERSIONS);
  }

  @Test
  @DisplayName("priors that nobody published are waited for once, and found when they are there")
  void shouldNotWaitForPriorsAgain() {
    GlobalReference waiting = patient(patience());
    for (int i = 0; i < 1_000; i++) {
      assertThat(waiting.hasPriors(7)).isFalse();
      nanos += Duration.ofSeconds(60).toNanos();
    }
    assertThat(waited().minusSeconds(60_000)).isBetween(WAIT, WAIT.plusMillis(2));

    publish(7);
    assertThat(waiting.hasPriors(7)).isTrue();
  }

  @Test
  @DisplayName("class priors that are not there are named, with what to do")
  void shouldNameWhatIsMissing() {
    assertThatThrownBy(() -> reference.standing(7, CLASSES))
        .isInstanceOf(MissingReferenceException.class)
        .hasMessage(
            "class priors 7, which a stored row stands at, are not in the topic of models after"
                + " PT0S: restore what was deleted from it");
  }
}
