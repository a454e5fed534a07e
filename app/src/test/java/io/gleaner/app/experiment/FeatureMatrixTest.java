package io.gleaner.app.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gleaner.app.command.UsageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A feature matrix")
class FeatureMatrixTest {

  @TempDir Path directory;
  private Path file = Path.of("");

  @BeforeEach
  void nameTheFile() {
    file = directory.resolve("features.f32");
  }

  private void write(float... numbers) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(numbers.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (float number : numbers) {
      bytes.putFloat(number);
    }
    Files.write(file, bytes.array());
  }

  @Test
  @DisplayName("is read row by row, little-endian")
  void shouldReadRows() throws IOException {
    write(1, 2, 3, 4, 5, 6);
    FeatureMatrix matrix = FeatureMatrix.map(file, 2);
    assertThat(matrix.images()).isEqualTo(3);
    assertThat(matrix.row(1)).containsExactly(3, 4);
    assertThat(matrix.rows(new int[] {2, 0})).containsExactly(5, 6, 1, 2);
  }

  @Test
  @DisplayName("names row and number of what is not finite")
  void shouldRefuseNaN() throws IOException {
    write(1, 2, 3, Float.NaN);
    assertThatThrownBy(() -> FeatureMatrix.map(file, 2))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("features.f32: number 2 of row 2 is NaN");
    write(1, Float.NEGATIVE_INFINITY, 3, 4);
    assertThatThrownBy(() -> FeatureMatrix.map(file, 2))
        .hasMessageContaining("number 2 of row 1 is -Infinity");
  }

  @Test
  @DisplayName("refuses a file that is missing, empty or no whole number of rows")
  void shouldRefuseWhatDoesNotFit() throws IOException {
    assertThatThrownBy(() -> FeatureMatrix.map(file, 2)).hasMessageContaining("check --features");
    write();
    assertThatThrownBy(() -> FeatureMatrix.map(file, 2)).hasMessageContaining("0 bytes");
    write(1, 2, 3);
    assertThatThrownBy(() -> FeatureMatrix.map(file, 2))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("12 bytes")
        .hasMessageContaining("check --dim");
  }
}
