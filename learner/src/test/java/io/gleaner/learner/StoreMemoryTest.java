package io.gleaner.learner;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.learner.ReplayStore.Family;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A replay store's memory outside the heap")
class StoreMemoryTest {
  private static final int VALUE_BYTES = 1 << 18;
  private static final int VALUES = 640;
  private static final List<Family> FAMILIES = List.of(Family.values());

  // Blocks that are being read at this moment cannot be given up.
  private static final int IN_USE_BYTES = 4 * VALUE_BYTES;

  @TempDir Path directory;

  @Test
  @DisplayName("stays within its bound while more than that is written and read in every family")
  void shouldStayWithinItsBound() {
    try (ReplayStore store = new ReplayStore(directory.resolve("store"))) {
      long most = 0;
      for (int i = 0; i < VALUES; i++) {
        store.put(FAMILIES.get(i % FAMILIES.size()), "image-" + i, new byte[VALUE_BYTES]);
        most = Math.max(most, store.memory().used());
      }
      assertThat(most).as("write buffers are charged").isGreaterThan(8L << 20);
      for (int i = 0; i < VALUES; i++) {
        assertThat(store.get(FAMILIES.get(i % FAMILIES.size()), "image-" + i)).hasSize(VALUE_BYTES);
        most = Math.max(most, store.memory().used());
      }
      assertThat((long) VALUES * VALUE_BYTES).isGreaterThan(StoreMemory.BYTES);
      assertThat(most).isLessThanOrEqualTo(StoreMemory.BYTES + IN_USE_BYTES);
    }
  }
}
