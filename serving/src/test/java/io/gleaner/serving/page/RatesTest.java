package io.gleaner.serving.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Rates")
class RatesTest {
  private static final long START = 1_000_000_000_000L;

  private final Rates rates = new Rates(START);

  @Test
  @DisplayName("count images and tags by the records' own times, in bins of two seconds")
  void shouldCount() {
    for (int i = 0; i < 10; i++) {
      rates.image(START + 100);
      rates.tags(START + 2_500);
    }
    Rates.View view = rates.view(START + 10_000);
    int first = view.millis().indexOf(START + 2_000);
    assertThat(view.images().subList(first, first + 2)).containsExactly(5.0, 0.0);
    assertThat(view.tags().subList(first, first + 2)).containsExactly(0.0, 5.0);
  }

  @Test
  @DisplayName("show no bin that may still fill")
  void shouldWaitForLateRecords() {
    rates.image(START + 100);
    assertThat(rates.view(START + 3_900).millis()).doesNotContain(START + 2_000);
    assertThat(rates.view(START + 4_000).millis()).contains(START + 2_000);
  }

  @Test
  @DisplayName("forget what is older than five minutes, however long nothing came")
  void shouldForget() {
    rates.image(START);
    Rates.View view = rates.view(START + 3_600_000);
    assertThat(view.images()).hasSize(148).allMatch(perSecond -> perSecond == 0);
    rates.image(START);
    assertThat(rates.view(START + 3_600_000).images()).allMatch(perSecond -> perSecond == 0);
  }
}
