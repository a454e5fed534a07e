package io.gleaner.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A tensor")
class TensorTest {

  @Test
  @DisplayName("equals another with the same type, shape and bytes")
  void shouldHaveValueEquality() {
    Tensor tensor = Tensor.of(new float[] {1, 2}, 2);

    assertThat(tensor)
        .isEqualTo(Tensor.of(new float[] {1, 2}, 2))
        .hasSameHashCodeAs(Tensor.of(new float[] {1, 2}, 2))
        .isNotEqualTo(Tensor.of(new float[] {1, 2}, 1, 2))
        .isNotEqualTo(Tensor.of(new float[] {1, 3}, 2))
        .isNotEqualTo(new Tensor("I32", new long[] {2}, tensor.bytes()));
  }

  @Test
  @DisplayName("does not change when a caller changes what it was given")
  void shouldGiveCopiesAndViews() {
    long[] shape = {2};
    Tensor tensor = Tensor.of(new float[] {1, 2}, shape);
    shape[0] = 7;
    tensor.shape()[0] = 7;
    tensor.bytes().getFloat();

    assertThat(tensor).isEqualTo(Tensor.of(new float[] {1, 2}, 2));
    assertThat(tensor.toFloats()).containsExactly(1, 2);
    assertThat(tensor.bytes().isReadOnly()).isTrue();
  }

  @Test
  @DisplayName("is not made of bytes that its shape does not take")
  void shouldRefuseWrongByteCounts() {
    assertThatThrownBy(() -> new Tensor("F32", new long[] {2}, ByteBuffer.allocate(7)))
        .hasMessage("F32[2] takes 8 bytes, but there are 7");
  }

  @Test
  @DisplayName("of whole numbers is not read as floats")
  void shouldRefuseToReadIntegersAsFloats() {
    assertThatThrownBy(() -> new Tensor("I32", new long[] {1}, ByteBuffer.allocate(4)).toFloats())
        .hasMessageContaining("I32");
  }
}
