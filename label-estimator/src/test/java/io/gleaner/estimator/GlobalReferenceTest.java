package io.gleaner.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gleaner.protocol.v1.ClassPriors;
import io.gleaner.protocol.v1.ModelRecord;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Reference data in global stores")
class GlobalReferenceTest {

  private static final int VERSIONS = 500;
  private static final int CLASSES = 5_400;

  private final CountingStore models = new CountingStore();
  private final GlobalReference reference =
      new GlobalReference(models, new CountingStore(), Duration.ZERO);

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
  @DisplayName("class priors that are not there are named, with what to do")
  void shouldNameWhatIsMissing() {
    assertThatThrownBy(() -> reference.standing(7, CLASSES))
        .isInstanceOf(MissingReferenceException.class)
        .hasMessage(
            "class priors 7, which a TRAIN prediction or a stored row names, are not in the topic"
                + " of models after PT0S: check that the learner can write it, and restore what was"
                + " deleted from it");
  }
}
