package io.gleaner.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class LabelSpaceTest {

  private final LabelSpace space = LabelSpace.of(List.of("dog", "cat"));

  @Test
  void shouldKeepOldIndicesWhenItGrows() {
    LabelSpace grown = space.plus(List.of("owl"));
    assertThat(grown.indexOf("dog")).hasValue(0);
    assertThat(grown.indexOf("owl")).hasValue(2);
    assertThat(grown.version()).isEqualTo(3);
  }

  @Test
  void shouldComeBackFromItsRecord() {
    assertThat(LabelSpace.of(space.toRecord())).isEqualTo(space);
  }

  @Test
  void shouldNotKnowOtherNames() {
    assertThat(space.indexOf("Dog")).isEmpty();
  }

  @Test
  void shouldRefuseTheSameNameTwiceAndBlankNames() {
    assertThatThrownBy(() -> space.plus(List.of("cat"))).hasMessageContaining("twice: cat");
    assertThatThrownBy(() -> space.plus(List.of(" "))).hasMessageContaining("blank");
  }
}
