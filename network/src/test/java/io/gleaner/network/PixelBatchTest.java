package io.gleaner.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A pixel batch")
class PixelBatchTest {

  @Test
  @DisplayName("becomes one array of the images in it, bytes above 127 included")
  void shouldBecomeAnArray() {
    PixelBatch batch = new PixelBatch(3, 1);
    batch.add(new byte[] {1, 2, 3});
    batch.add(new byte[] {4, 5, (byte) 200});
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray array = batch.toArray(manager);

      assertThat(array.getShape()).isEqualTo(new Shape(2, 3, 1, 1));
      assertThat(array.toUint8Array()).containsExactly(1, 2, 3, 4, 5, 200);
    }
  }

  @Test
  @DisplayName("can be filled again after it was cleared")
  void shouldBeReusable() {
    PixelBatch batch = new PixelBatch(1, 1);
    batch.add(new byte[] {1, 2, 3});
    batch.clear();
    batch.add(new byte[] {7, 8, 9});
    try (NDManager manager = NDManager.newBaseManager()) {
      assertThat(batch.toArray(manager).toUint8Array()).containsExactly(7, 8, 9);
    }
  }

  @Test
  @DisplayName("refuses one image too many, an image of another size, and to be used empty")
  void shouldRefuseMisuse() {
    PixelBatch batch = new PixelBatch(1, 1);
    try (NDManager manager = NDManager.newBaseManager()) {
      assertThatThrownBy(() -> batch.toArray(manager)).hasMessage("the pixel batch is empty");
    }
    assertThatThrownBy(() -> batch.add(new byte[2])).hasMessageContaining("takes 3 bytes, not 2");
    batch.add(new byte[3]);
    assertThatThrownBy(() -> batch.add(new byte[3])).hasMessageContaining("full at 1");
  }
}
