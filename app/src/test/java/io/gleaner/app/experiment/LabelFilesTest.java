package io.gleaner.app.experiment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gleaner.app.command.UsageException;
import io.gleaner.app.experiment.LabelledImages.Split;
import io.gleaner.evaluation.Truth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The files of a data set")
class LabelFilesTest {

  private static final ClassNames CLASSES = new ClassNames(List.of("cat", "dog"));
  private static final String LABELS =
      """
      file,split,labels
      a.jpg,train,dog; sea
      b.jpg,val,cat;dog
      c.jpg,test,
      """;

  @TempDir Path directory;

  private Path file(String name, String text) throws IOException {
    return Files.write(directory.resolve(name), text.getBytes(UTF_8));
  }

  private LabelledImages images(String text) throws IOException {
    return LabelledImages.read(file("labels.csv", text), CLASSES);
  }

  private ObservedLabels observed(String text) throws IOException {
    return ObservedLabels.read(file("observed.csv", text), images(LABELS), CLASSES);
  }

  @Test
  @DisplayName("give every image its split and its classes; other labels take no part")
  void shouldReadLabels() throws IOException {
    LabelledImages images = images(LABELS);
    assertThat(images.truth()).isEqualTo(Truths.of("01", "11", "00"));
    assertThat(images.split(1)).isEqualTo(Split.VALIDATION);
    assertThat(images.row("c.jpg")).isEqualTo(2);
    assertThat(images.row("d.jpg")).isEqualTo(-1);
    assertThat(images.sized()).isFalse();
  }

  @Test
  @DisplayName("may say how large what is labelled is")
  void shouldReadSizes() throws IOException {
    LabelledImages images = images("file,split,labels,sizes\na.jpg,train,sea;dog;dog,9;0.5;1\n");
    assertThat(images.sizes(0)).containsExactly(0, 1.5f);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "file,labels | has no column 'split'",
        "file,split,labels;a.jpg,train | line 2: 2 fields, but 3 columns",
        "file,split,labels;,train,dog | line 2: column 'file' is empty",
        "file,split,labels;a,train,dog;a,train,dog | line 3: a stands here for the second time",
        "file,split,labels;a,trian,dog | line 2: split 'trian'",
        "file,split,labels,sizes;a,train,dog, | line 2: 1 labels, but 0 sizes",
        "file,split,labels,sizes;a,train,dog,big | line 2: size 'big' is no number",
        "file,split,labels,sizes;a,train,dog,-1 | line 2: size -1",
      })
  @DisplayName("are refused with file and line")
  void shouldRefuseWrongLabels(String text, String message) {
    assertThatThrownBy(() -> images(text.replace(';', '\n')))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("labels.csv")
        .hasMessageContaining(message);
  }

  @Test
  @DisplayName("say what is observed and which images are for validation")
  void shouldReadObserved() throws IOException {
    ObservedLabels read =
        observed("file,observed_label,absent,subset\nb.jpg,dog,cat,train\na.jpg,,,val\n");
    assertThat(read.labels().code(1, 1)).isEqualTo(Truth.PRESENT);
    assertThat(read.labels().code(1, 0)).isEqualTo(Truth.ABSENT);
    assertThat(read.labels().code(0, 1)).isEqualTo(Truth.UNKNOWN);
    assertThat(read.subset(0)).isEqualTo(Optional.of(Split.VALIDATION));
    assertThat(read.names(2)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "file,labels | has no column 'observed_label'",
        "file,observed_label;d.jpg,dog | line 2: image 'd.jpg' is not in",
        "file,observed_label;c.jpg,dog | line 2: image 'c.jpg' is in the test split",
        "file,observed_label;a.jpg,cow | line 2: 'cow' is none of the classes",
        "file,observed_label,subset;a.jpg,dog,test | line 2: subset 'test'",
        "file,observed_label;a.jpg,dog;a.jpg,dog | line 3: a.jpg stands here for the second time",
      })
  @DisplayName("that say what is observed are refused with file and line")
  void shouldRefuseWrongObserved(String text, String message) {
    assertThatThrownBy(() -> observed(text.replace(';', '\n')))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("observed.csv")
        .hasMessageContaining(message);
  }

  @Test
  @DisplayName("name each class once")
  void shouldRefuseWrongClasses() throws IOException {
    assertThat(ClassNames.read(file("c.txt", "cat\n\n dog \n")).column("dog")).isEqualTo(1);
    Path twice = file("c.txt", "cat\ndog\ncat\n");
    assertThatThrownBy(() -> ClassNames.read(twice)).hasMessageContaining("class cat twice");
    Path empty = file("c.txt", "\n");
    assertThatThrownBy(() -> ClassNames.read(empty)).hasMessageContaining("is empty");
  }
}
