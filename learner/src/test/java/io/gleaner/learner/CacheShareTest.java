package io.gleaner.learner;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Caches in a learner's heap")
class CacheShareTest {
  private static final long MIB = 1 << 20;
  private static final String CACHES =
      "replay { pixel-cache = 300 MiB, feature-cache = 600 MiB, label-cache = 60 MiB }, ";

  private static boolean fits(String settings, long mib) {
    return CacheShare.warning(TestConfig.with(CACHES + settings), mib * MIB).isEmpty();
  }

  @Test
  @DisplayName("may take three quarters of it, those that the regime uses")
  void shouldCountWhatTheRegimeUses() {
    assertThat(fits("regime = fine-tune", 480)).isTrue();
    assertThat(fits("regime = fine-tune", 479)).isFalse();
    assertThat(fits("regime = linear", 880)).isTrue();
    assertThat(fits("regime = linear", 879)).isFalse();
    assertThat(fits("regime = linear-then-fine-tune", 1_280)).isTrue();
    assertThat(fits("regime = linear-then-fine-tune", 1_279)).isFalse();
  }

  @Test
  @DisplayName("are warned of with how much heap there should be")
  void shouldSayHowMuch() {
    assertThat(CacheShare.warning(TestConfig.with(CACHES + "regime = linear"), 500 * MIB))
        .hasValueSatisfying(
            line -> assertThat(line).contains("660 MiB", "has 500 MiB", "give it 880 or more"));
  }
}
