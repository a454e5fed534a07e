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
  void shouldForgetAll() {
    seen.add("a");
    seen.clear();
    assertThat(seen.add("a")).isTrue();
  }
}
