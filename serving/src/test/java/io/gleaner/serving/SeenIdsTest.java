package io.gleaner.serving;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SeenIdsTest {
  private final SeenIds seen = new SeenIds();

  @Test
  void shouldKnowWhatWasAddedThroughGrowth() {
    for (int i = 0; i < 100_000; i++) {
      assertThat(seen.add("image-" + i)).isTrue();
    }
    for (int i = 0; i < 100_000; i++) {
      assertThat(seen.add("image-" + i)).isFalse();
    }
    assertThat(seen.size()).isEqualTo(100_000);
  }

  @Test
  void shouldTakeOverAnothersIds() {
    SeenIds other = new SeenIds();
    for (int i = 0; i < 2_000; i++) {
      other.add("image-" + i);
    }
    seen.add("image-7");
    seen.addAll(other);
    assertThat(seen.size()).isEqualTo(2_000);
    assertThat(seen.contains("image-1999")).isTrue();
    assertThat(seen.contains("image-2000")).isFalse();
  }

  @Test
  void shouldForgetAll() {
    seen.add("a");
    seen.clear();
    assertThat(seen.add("a")).isTrue();
  }
}
