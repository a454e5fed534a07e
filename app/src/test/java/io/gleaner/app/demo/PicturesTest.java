package io.gleaner.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The demo's pictures")
class PicturesTest {

  private static final int MANY = 2_000;

  private final Pictures pictures = new Pictures(1);

  private Map<Figure, Integer> frequencies() {
    Map<Figure, Integer> counts = new EnumMap<>(Figure.class);
    for (int i = 0; i < MANY; i++) {
      pictures.figures(i).forEach(figure -> counts.merge(figure, 1, Integer::sum));
    }
    return counts;
  }

  @Test
  @DisplayName("depend on the seed and their number alone, in whatever order they are drawn")
  void shouldBePureFunctions() {
    Picture later = pictures.draw(7);
    pictures.draw(3);

    assertThat(new Pictures(1).draw(7)).isEqualTo(later);
    assertThat(new Pictures(2).draw(7)).isNotEqualTo(later);
    assertThat(pictures.draw(8).file()).isNotEqualTo(later.file());
  }

  @Test
  @DisplayName("are JPEGs of 96 pixels a side")
  void shouldBeJpegs() throws IOException {
    byte[] bytes = pictures.draw(0).file().bytes();
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(bytes));

    assertThat(bytes).startsWith((byte) 0xFF, (byte) 0xD8);
    assertThat(image.getWidth()).isEqualTo(Canvas.SIDE);
    assertThat(image.getHeight()).isEqualTo(Canvas.SIDE);
  }

  @Test
  @DisplayName("hold about three of twenty classes, some much more often than others")
  void shouldHaveALongTail() {
    Map<Figure, Integer> counts = frequencies();
    int total = counts.values().stream().mapToInt(Integer::intValue).sum();

    assertThat(counts).hasSize(20);
    assertThat((double) total / MANY).isBetween(2.8, 3.2);
    assertThat(counts.getOrDefault(Figure.TREE, 0))
        .isGreaterThan(4 * counts.getOrDefault(Figure.SNAIL, 0));
    assertThat(counts.getOrDefault(Figure.SNAIL, 0)).isGreaterThan(MANY / 40);
  }

  @Test
  @DisplayName("cannot be told by class frequency alone: that ranks at most 20 % right")
  void shouldHaveALowPrior() {
    double meanFrequency =
        frequencies().values().stream()
            .mapToDouble(count -> (double) count / MANY)
            .average()
            .orElseThrow();
    assertThat(meanFrequency).isLessThan(0.20);
  }

  @Test
  @DisplayName("keep one of their true classes, any of them equally likely")
  void shouldKeepAUniformPositive() {
    int first = 0;
    double expected = 0;
    for (int i = 0; i < 400; i++) {
      Picture picture = pictures.draw(i);
      assertThat(picture.truth()).contains(picture.kept());
      first += picture.truth().iterator().next() == picture.kept() ? 1 : 0;
      expected += 1.0 / picture.truth().size();
    }
    assertThat((double) first).isBetween(expected - 40, expected + 40);
  }

  @Test
  @DisplayName("are holdout for exactly one in ten")
  void shouldHoldOutOneInTen() {
    assertThat(IntStream.range(0, 100).filter(Pictures::isHoldout).count()).isEqualTo(10);
    assertThat(pictures.draw(9).holdout()).isTrue();
  }

  @Test
  @DisplayName("have ids that sort as they are numbered")
  void shouldHaveIds() {
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      ids.add(pictures.draw(i).id());
    }
    assertThat(ids).hasSize(50).contains("picture-000042");
  }

  @Test
  @DisplayName("have class names in the order of the label space")
  void shouldNameClasses() {
    assertThat(Pictures.classNames()).hasSize(20).startsWith("tree", "house").endsWith("snail");
  }
}
