package io.gleaner.estimator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.ByteRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

@Label("Differences of two rows of codes")
class DifferencesTest {

  @Property
  @Label("are those that comparing code by code finds")
  void shouldBeThoseFoundOneByOne(
      @ForAll @Size(max = 100) byte[] one,
      @ForAll @Size(value = 100) @ByteRange(min = -1, max = 1) byte[] changes,
      @ForAll @IntRange(min = 0, max = 100) int most) {
    int length = Math.min(most, one.length);
    byte[] other = one.clone();
    for (int k = 0; k < other.length; k++) {
      other[k] += changes[k];
    }
    assertThat(new Differences().between(one, other, length))
        .isEqualTo(IntStream.range(0, length).filter(k -> one[k] != other[k]).toArray());
  }
}
