package io.gleaner.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A question about an image")
class ImageQuestionTest {

  @ParameterizedTest
  @CsvSource({
    "dog.jpg, dog.jpg",
    "images%2F0001, images/0001",
    "images/0001, images/0001",
    "..%2f..%2Fetc%2fpasswd, ../../etc/passwd",
    "../x, ../x",
    "%E2%82%AC+1, €+1",
    "100%25, 100%"
  })
  @DisplayName("names its image in percent-encoded UTF-8, whatever it looks like")
  void shouldDecodeTheImage(String encoded, String image) {
    ImageQuestion question = ImageQuestion.of(URI.create("/v1/explain/" + encoded));

    assertThat(question.image()).isEqualTo(image);
    assertThat(question.className()).isNull();
    assertThat(question.target()).isEqualTo("/v1/explain/" + encoded);
  }

  @Test
  @DisplayName("may name one class, whose spaces may be plus signs")
  void shouldDecodeTheClass() {
    ImageQuestion question = ImageQuestion.of(URI.create("/v1/explain/a?class=red+%26%20blue"));

    assertThat(question.className()).isEqualTo("red & blue");
    assertThat(question.target()).isEqualTo("/v1/explain/a?class=red+%26%20blue");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a?klass=b", "%ff", "%C3"})
  @DisplayName("is refused without an image, with an unknown parameter, and if it is not UTF-8")
  void shouldRefuseOthers(String encoded) {
    assertThatThrownBy(() -> ImageQuestion.of(URI.create("/v1/explain/" + encoded)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("(?s).+");
  }
}
