package io.gleaner.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.evaluation.Truth;
import org.junit.jupiter.api.Test;

class PictureSetTest {

  private final PictureSet pictures = new PictureSet(5, 30);

  @Test
  void shouldHoldOutATenthOfThePictures() {
    assertThat(pictures.trainingCount()).isEqualTo(27);
  }

  @Test
  void shouldNameAPositiveThatIsReallyThere() {
    for (int i = 0; i < pictures.count(); i++) {
      assertThat(pictures.truth(i)[pictures.observedPositive(i)]).isEqualTo(Truth.PRESENT);
    }
  }

  @Test
  void shouldKnowTheTruthOfEveryClass() {
    assertThat(pictures.truth(3))
        .hasSize(PictureSet.classNames().size())
        .containsOnly(Truth.PRESENT, Truth.ABSENT);
  }

  @Test
  void shouldDrawTheSamePictureAgain() {
    assertThat(pictures.jpeg(4)).isEqualTo(new PictureSet(5, 100).jpeg(4));
    assertThat(pictures.jpeg(4)).isNotEqualTo(new PictureSet(6, 100).jpeg(4));
  }
}
