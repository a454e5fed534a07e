package io.gleaner.estimator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Class priors as codes")
class PriorCodesTest {

  private final PriorCodes codes = new PriorCodes(30);

  @Test
  @DisplayName("are kept up to a number of bytes, those used last")
  void shouldKeepThoseUsedLast() {
    for (long version = 1; version <= 3; version++) {
      codes.put(version, new byte[10]);
    }
    assertThat(codes.get(1)).isNotNull();

    codes.put(4, new byte[20]);

    assertThat(codes.get(1)).isNotNull();
    assertThat(codes.get(2)).isNull();
    assertThat(codes.get(3)).isNull();
    assertThat(codes.get(4)).hasSize(20);
  }

  @Test
  @DisplayName("are not kept where one version is larger than the bound")
  void shouldNotKeepTooMuch() {
    codes.put(1, new byte[31]);

    assertThat(codes.get(1)).isNull();
  }

  @Test
  @DisplayName("count once when a version is put again")
  void shouldCountOnce() {
    codes.put(1, new byte[20]);
    codes.put(1, new byte[20]);
    codes.put(2, new byte[10]);

    assertThat(codes.get(1)).isNotNull();
    assertThat(codes.get(2)).isNotNull();
  }
}
