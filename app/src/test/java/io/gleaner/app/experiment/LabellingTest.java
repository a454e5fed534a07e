package io.gleaner.app.experiment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gleaner.app.command.UsageException;
import io.gleaner.app.experiment.Labelling.Corruption;
import io.gleaner.app.experiment.Labelling.Tail;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A labelling")
class LabellingTest {

  private static final ClassNames CLASSES = new ClassNames(List.of("cat", "dog", "cow"));
  private static final int TRAIN = 100;

  @TempDir Path directory;

  /** A hundred training images of one or two classes, one of none, two test images. */
  private LabelledImages images() throws IOException {
    StringBuilder text = new StringBuilder("file,split,labels\nnone.jpg,train,sea\n");
    for (int i = 0; i < TRAIN; i++) {
      text.append("%d.jpg,train,%s\n".formatted(i, i % 10 == 0 ? "cat;dog" : "cow"));
    }
    text.append("x.jpg,test,cat\ny.jpg,test,\n");
    Path file = directory.resolve("labels.csv");
    Files.write(file, text.toString().getBytes(UTF_8));
    return LabelledImages.read(file, CLASSES);
  }

  private static Labelling labelling(Corruption corruption) {
    return new Labelling(Optional.empty(), Optional.empty(), corruption, false, 1);
  }

  @Test
  @DisplayName("keeps a fifth of the images for validation, drawn by the seed")
  void shouldSplit() throws IOException {
    Dataset data = labelling(new Corruption.None()).apply(images());
    assertThat(data.validation()).hasSize(TRAIN / 5);
    assertThat(data.train()).hasSize(TRAIN - TRAIN / 5).doesNotContain(data.validation());
    assertThat(data.test()).containsExactly(TRAIN + 1, TRAIN + 2);
    Labelling other =
        new Labelling(Optional.empty(), Optional.empty(), new Corruption.None(), false, 2);
    assertThat(other.apply(images()).validation()).isNotEqualTo(data.validation());
  }

  @Test
  @DisplayName("leaves images out of training that show none of the classes")
  void shouldLeaveEmptyImagesOut() throws IOException {
    Dataset data = labelling(new Corruption.None()).apply(images());
    int[] all =
        IntStream.concat(Arrays.stream(data.train()), Arrays.stream(data.validation()))
            .sorted()
            .toArray();
    assertThat(all).isEqualTo(IntStream.rangeClosed(1, TRAIN).toArray());
  }

  @Test
  @DisplayName("tells training everything, one positive, or a part")
  void shouldHide() throws IOException {
    LabelledImages images = images();
    Dataset full = labelling(new Corruption.None()).apply(images);
    Dataset one = labelling(new Corruption.OnePositive(1, false)).apply(images);
    Dataset part = labelling(new Corruption.KeepFraction(0.5)).apply(images);
    assertThat(full.observed().meanPositives(full.train())).isEqualTo(full.kappa());
    assertThat(one.observed().meanPositives(one.train())).isEqualTo(1);
    assertThat(part.observed().meanPositives(part.train()))
        .isCloseTo(full.kappa() / 2, within(0.2));
    assertThat(one.train()).isEqualTo(full.train());
    assertThat(one.truth()).isEqualTo(full.truth());
  }

  @Test
  @DisplayName("takes subsets and labels from a file, or the subsets alone")
  void shouldFollowAFile() throws IOException {
    LabelledImages images = images();
    Path file = directory.resolve("observed.csv");
    Files.write(
        file,
        "file,observed_label,subset\n0.jpg,dog,train\n1.jpg,cow,train\n2.jpg,cow,val\n"
            .getBytes(UTF_8));
    Optional<ObservedLabels> observed = Optional.of(ObservedLabels.read(file, images, CLASSES));
    Dataset told =
        new Labelling(observed, Optional.empty(), new Corruption.None(), false, 1).apply(images);
    Dataset all =
        new Labelling(observed, Optional.empty(), new Corruption.None(), true, 1).apply(images);
    assertThat(told.train()).containsExactly(1, 2);
    assertThat(told.validation()).containsExactly(3);
    assertThat(told.observed().positives(1)).isEqualTo(1);
    assertThat(all.train()).containsExactly(1, 2);
    assertThat(all.observed().row(1)).isEqualTo(images.truth().row(1));
  }

  @Test
  @DisplayName("thins the training images out, never those for validation or the test")
  void shouldThinOut() throws IOException {
    LabelledImages images = images();
    Labelling tailed =
        new Labelling(
            Optional.empty(), Optional.of(new Tail(6, 30)), new Corruption.None(), false, 1);
    Dataset whole = labelling(new Corruption.None()).apply(images);
    Dataset data = tailed.apply(images);
    assertThat(data.train().length).isLessThan(whole.train().length);
    assertThat(whole.train()).contains(data.train());
    assertThat(data.validation()).isEqualTo(whole.validation());
    assertThat(data.test()).isEqualTo(whole.test());
  }

  @Test
  @DisplayName("keeps larger things more often where their sizes are known, and asks for them")
  void shouldKeepBySize() throws IOException {
    LabelledImages images = images();
    Labelling bySize = labelling(new Corruption.OnePositive(1, true));
    assertThatThrownBy(() -> bySize.apply(images))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("column sizes");
    StringBuilder text = new StringBuilder("file,split,labels,sizes\n");
    for (int i = 0; i < 10_000; i++) {
      text.append("%d.jpg,train,cat;dog,3;1\n".formatted(i));
    }
    text.append("x.jpg,test,cat,1\n");
    Path file = directory.resolve("sized.csv");
    Files.write(file, text.toString().getBytes(UTF_8));
    Dataset data = bySize.apply(LabelledImages.read(file, CLASSES));
    int[] counts = data.observed().counts(data.train());
    // five standard deviations of a binomial with p = 3/4 of 8,000
    assertThat(counts[0]).isCloseTo(6_000, within(5 * 39));
    assertThat(counts[0] + counts[1]).isEqualTo(8_000);
  }
}
