package io.gleaner.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gleaner.network.InvalidImageException;
import io.gleaner.network.Preprocessing;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("An image source")
class ImageSourceTest {
  private static final int SIDE = 24;
  private static final int IMAGES = 50;
  private static final long EVERYTHING = 1 << 20;
  private static final long TWENTY = 20 * (3 * SIDE * SIDE + 128);

  @TempDir Path directory;
  private ReplayBuffer buffer;
  private final List<String> ids = new ArrayList<>();

  @BeforeEach
  void keepImages() {
    buffer =
        new ReplayBuffer(
            directory,
            DrawnSamples.CLASSES,
            new ReplayBuffer.Settings(EVERYTHING, EVERYTHING, EVERYTHING, false, false, 5));
    DrawnSamples drawn = new DrawnSamples(1);
    for (int i = 0; i < IMAGES; i++) {
      keep("image-" + i, drawn.singlePositive("").getJpeg().toByteArray());
    }
  }

  private void keep(String id, byte[] jpeg) {
    ids.add(id);
    buffer.put(id, jpeg, false, DrawnSamples.row(new byte[DrawnSamples.CLASSES], 1));
  }

  @AfterEach
  void close() {
    buffer.close();
  }

  private byte[] decoded(String id) throws InvalidImageException {
    Preprocessing preprocessing = new Preprocessing(SIDE);
    byte[] pixels = new byte[preprocessing.imageBytes()];
    preprocessing.decode(Objects.requireNonNull(buffer.jpeg(id)), pixels);
    return pixels;
  }

  @ParameterizedTest(name = "with {0} bytes of cache")
  @ValueSource(longs = {0, TWENTY, EVERYTHING})
  @DisplayName("gives a batch's pixels in the order asked for, whatever was in memory")
  void shouldKeepTheOrder(long cacheBytes) throws Exception {
    ImageSource images = new ImageSource(buffer, cacheBytes, SIDE);
    images.pixels(ids.subList(10, 30));
    List<String> reversed = new ArrayList<>(ids);
    Collections.reverse(reversed);
    List<byte[]> pixels = images.pixels(reversed);
    assertThat(pixels).hasSize(IMAGES);
    for (int i = 0; i < IMAGES; i++) {
      assertThat(pixels.get(i)).as(reversed.get(i)).isEqualTo(decoded(reversed.get(i)));
    }
  }

  @Test
  @DisplayName("names the image that cannot be decoded any more")
  void shouldNameTheDamagedImage() {
    keep("damaged", new byte[] {1, 2, 3});
    assertThatThrownBy(() -> new ImageSource(buffer, EVERYTHING, SIDE).pixels(ids))
        .isInstanceOf(ReplayBufferException.class)
        .hasMessageContaining("damaged");
  }
}
