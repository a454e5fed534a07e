package io.gleaner.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassAwareTest {
  @TempDir Path directory;

  private static ClassIndex index(List<List<Integer>> lists, int size) {
    ClassIndex index = new ClassIndex(lists.size());
    for (int slot = 0; slot < size; slot++) {
      int image = slot;
      int[] shown =
          IntStream.range(0, lists.size()).filter(k -> lists.get(k).contains(image)).toArray();
      index.add(slot, shown.length > 0 ? shown : new int[] {lists.size()});
    }
    return index;
  }

  /** How often each slot is drawn when one is drawn at a time. */
  private static double[] frequencies(ClassIndex index, int size, int draws) {
    double[] frequencies = new double[size];
    Sampler sampler = new ClassAware(index);
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < draws; i++) {
      frequencies[sampler.draw(size, 1, random)[0]] += 1.0 / draws;
    }
    return frequencies;
  }

  @Test
  @DisplayName("draws each class equally often, and each image of a class")
  void shouldDrawClassesAlike() {
    // Slot 0 alone shows class 0; class 1 has 1 to 9; slot 10 shows nothing: a third each.
    List<List<Integer>> lists = List.of(List.of(0), List.of(1, 2, 3, 4, 5, 6, 7, 8, 9));
    double[] frequencies = frequencies(index(lists, 11), 11, 90_000);
    assertThat(frequencies[0]).isCloseTo(1 / 3.0, within(0.01));
    assertThat(frequencies[10]).isCloseTo(1 / 3.0, within(0.01));
    for (int slot = 1; slot < 10; slot++) {
      assertThat(frequencies[slot]).isCloseTo(1 / 27.0, within(0.004));
    }
  }

  @Test
  @DisplayName("a batch goes through all classes before one comes again")
  void shouldGoThroughAllClasses() {
    List<List<Integer>> lists = new ArrayList<>();
    for (int k = 0; k < 6; k++) {
      lists.add(List.of(3 * k, 3 * k + 1, 3 * k + 2));
    }
    Sampler sampler = new ClassAware(index(lists, 18));
    for (int seed = 0; seed < 50; seed++) {
      int[] drawn = sampler.draw(18, 12, new SplittableRandom(seed));
      for (int cycle = 0; cycle < 2; cycle++) {
        Set<Integer> classes = new HashSet<>();
        for (int i = 0; i < 6; i++) {
          classes.add(drawn[6 * cycle + i] / 3);
        }
        assertThat(classes).hasSize(6);
      }
    }
  }

  @Test
  @DisplayName("draws images as often as the sampler of the distribution-balanced loss does")
  void shouldDrawAsTheReferenceDoes() throws IOException {
    JsonNode golden = new ObjectMapper().readTree(golden().toFile());
    List<List<Integer>> lists = new ArrayList<>();
    Set<Integer> images = new HashSet<>();
    for (JsonNode list : golden.get("class_lists")) {
      List<Integer> members = new ArrayList<>();
      list.forEach(member -> members.add(member.asInt()));
      lists.add(members);
      images.addAll(members);
    }
    // The reference goes through classes and their lists in turn: in the long run an image comes
    // up 1/C of the time by each of its classes, divided by that class's images.
    double[] expected = new double[30];
    for (List<Integer> members : lists) {
      members.forEach(image -> expected[image] += 1.0 / lists.size() / members.size());
    }
    assertReferenceIsSuch(golden, lists);
    // Only slots that some class has: all others would be the class of images without any.
    ClassIndex index = new ClassIndex(lists.size());
    for (int image : images) {
      index.add(
          image,
          IntStream.range(0, lists.size()).filter(k -> lists.get(k).contains(image)).toArray());
    }
    double[] frequencies = frequencies(index, 30, 200_000);
    for (int image = 0; image < 30; image++) {
      assertThat(frequencies[image])
          .as("image %d", image)
          .isCloseTo(expected[image], within(0.005));
    }
  }

  private static void assertReferenceIsSuch(JsonNode golden, List<List<Integer>> lists) {
    for (JsonNode sample : golden.get("cases")) {
      int inARow = sample.get("num_samples_cls").asInt();
      JsonNode order = sample.get("order");
      for (int i = 0; i < order.size(); i++) {
        List<Integer> members = lists.get(i / inARow % lists.size());
        assertThat(members).contains(order.get(i).asInt());
      }
    }
  }

  private static Path golden() {
    Path given = Path.of(System.getProperty("golden.dir", "../shared/golden"));
    for (Path folder : List.of(given, Path.of("..").resolve(given))) {
      if (Files.isDirectory(folder)) {
        return folder.resolve("class_aware_sampler.json");
      }
    }
    System.out.println("skipped: no reference data in " + given);
    return abort("no reference data in " + given);
  }

  @Test
  @DisplayName("follows the estimates as they come in")
  void shouldFollowTheEstimates() {
    var settings = new ReplayBuffer.Settings(1 << 20, 1 << 20, 1 << 20, true, false, 1);
    try (ReplayBuffer buffer = new ReplayBuffer(directory, 2, settings)) {
      for (int i = 0; i < 10; i++) {
        buffer.put("i" + i, new byte[10], false, LabelRow.onArrival(new byte[] {1, 0}));
        buffer.admit("i" + i);
      }
      assertThat(share(buffer, "i3")).isCloseTo(0.1, within(0.03));
      // Estimated above one half: i3 is all of class 1, and one of ten of class 0.
      buffer.putLabels("i3", DrawnSamples.row(new byte[] {1, 0}, new byte[] {80, 5}, 1), false);
      assertThat(share(buffer, "i3")).isCloseTo(0.55, within(0.03));
      buffer.putLabels("i3", DrawnSamples.row(new byte[] {1, 0}, new byte[] {80, -5}, 2), false);
      assertThat(share(buffer, "i3")).isCloseTo(0.1, within(0.03));
    }
  }

  private static double share(ReplayBuffer buffer, String id) {
    int drawn = 0;
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < 4_000; i++) {
      drawn += buffer.draw(1, random).contains(id) ? 1 : 0;
    }
    return drawn / 4_000.0;
  }
}
