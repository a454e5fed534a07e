package io.gleaner.learner;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ByteCacheTest {
  private final ByteCache cache = new ByteCache(3 * (100 + 128));

  @Test
  @DisplayName("gives up what came first when there is too much, and counts what is left")
  void shouldStayWithinItsBytes() {
    for (int i = 0; i < 10; i++) {
      cache.put("x" + i, new byte[100]);
      assertThat(cache.bytes()).isLessThanOrEqualTo(3 * 228);
    }
    assertThat(cache.get("x6")).isNull();
    assertThat(cache.get("x7")).isNotNull();
    assertThat(cache.bytes()).isEqualTo(3 * 228);
  }

  @Test
  @DisplayName("a new value of the same id replaces the old one, a smaller or a larger")
  void shouldReplace() {
    cache.put("x", new byte[100]);
    cache.put("x", new byte[10]);
    assertThat(cache.get("x")).hasSize(10);
    assertThat(cache.bytes()).isEqualTo(138);
    cache.put("x", new byte[200]);
    assertThat(cache.bytes()).isEqualTo(328);
  }

  @Test
  @DisplayName("what does not fit at all is not kept, nor what it replaces")
  void shouldRefuseWhatNeverFits() {
    cache.put("x", new byte[100]);
    cache.put("x", new byte[10_000]);
    assertThat(cache.get("x")).isNull();
    assertThat(cache.bytes()).isZero();
  }

  @Test
  @DisplayName("forgets one or all")
  void shouldForget() {
    cache.put("x", new byte[1]);
    cache.put("y", new byte[1]);
    cache.remove("x");
    assertThat(cache.get("x")).isNull();
    assertThat(cache.bytes()).isEqualTo(129);
    cache.clear();
    assertThat(cache.get("y")).isNull();
    assertThat(cache.bytes()).isZero();
  }
}
