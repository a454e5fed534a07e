package io.gleaner.learner;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.gleaner.learner.ReplayBuffer.Put;
import io.gleaner.protocol.v1.SoftLabels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayBufferTest {
  private static final int CLASSES = 2;
  private static final int IMAGE_BYTES = 1_000;
  private static final int CACHE_BYTES = 1_000;
  private static final long MAX_BYTES = 60_000;

  @TempDir Path directory;
  private ReplayBuffer buffer;

  @BeforeEach
  void open() {
    buffer = open("live");
  }

  private ReplayBuffer open(String name) {
    return new ReplayBuffer(
        directory.resolve(name),
        CLASSES,
        new ReplayBuffer.Settings(MAX_BYTES, MAX_BYTES, CACHE_BYTES, false, false, 5));
  }

  @AfterEach
  void close() {
    buffer.close();
  }

  private static LabelRow row(long revision, int... estimates) {
    byte[] codes = new byte[estimates.length];
    for (int k = 0; k < codes.length; k++) {
      codes[k] = (byte) estimates[k];
    }
    return LabelRow.of(
        SoftLabels.newBuilder()
            .setRevision(revision)
            .setObserved(ByteString.copyFrom(new byte[codes.length]))
            .setEstimates(ByteString.copyFrom(codes))
            .setLabelSpaceVersion(codes.length)
            .build());
  }

  private void trained(String id) {
    buffer.put(id, new byte[IMAGE_BYTES], false, row(1, 0, 0));
    buffer.admit(id);
  }

  private List<String> ids() {
    List<String> ids = new ArrayList<>();
    for (int slot = 0; slot < buffer.size(); slot++) {
      ids.add(buffer.id(slot));
    }
    return ids;
  }

  @Test
  @DisplayName("stays within its bytes however much comes")
  void shouldStayWithinItsBytes() {
    for (int i = 0; i < 500; i++) {
      trained("image-" + i);
      assertThat(buffer.bytes()).isLessThanOrEqualTo(MAX_BYTES);
    }
    assertThat(buffer.size()).isBetween(50, 55);
    assertThat(ids()).allSatisfy(id -> assertThat(buffer.jpeg(id)).hasSize(IMAGE_BYTES));
    assertThat(buffer.jpeg("image-0") != null).isEqualTo(ids().contains("image-0"));
  }

  @Test
  @DisplayName("keeps a training image that comes again, larger, for the holdout")
  void shouldNotGiveUpWhatMovesToTheHoldout() {
    for (int i = 0; i < 50; i++) {
      trained("image-" + i);
    }
    // The one that gives way first.
    String moved = Collections.max(ids(), Comparator.comparingLong(id -> Seeds.hash(5, id)));
    Put put = buffer.put(moved, new byte[(int) MAX_BYTES / 2], true, row(2, 0, 0));
    assertThat(put).isEqualTo(Put.HOLDOUT);
    assertThat(buffer.holdoutIds()).containsExactly(moved);
    assertThat(buffer.jpeg(moved)).hasSize((int) MAX_BYTES / 2);
    assertThat(buffer.labels(moved)).isNotNull();
    assertThat(buffer.size()).isEqualTo(49);
  }

  @Test
  @DisplayName("keeps early and late arrivals alike")
  void shouldKeepEarlyAndLateArrivalsAlike() {
    Reservoir reservoir = new Reservoir(1_000 * 10L);
    int arrivals = 100_000;
    for (int i = 0; i < arrivals; i++) {
      String id = "image-" + i;
      reservoir.add(new Reservoir.Entry(id, Seeds.hash(3, id), 10));
      Reservoir.Entry victim = reservoir.victim();
      if (victim != null) {
        reservoir.remove(victim);
      }
    }
    int[] tenths = new int[10];
    for (int slot = 0; slot < reservoir.size(); slot++) {
      int arrival = Integer.parseInt(reservoir.entry(slot).id.substring("image-".length()));
      tenths[arrival / (arrivals / 10)]++;
    }
    // 1,000 kept: 100 of each tenth, standard deviation 9.5; five of them either way.
    assertThat(reservoir.size()).isEqualTo(1_000);
    assertThat(tenths).hasSize(10);
    for (int kept : tenths) {
      assertThat(kept).isBetween(52, 148);
    }
  }

  @Test
  @DisplayName("draws each image equally often, none twice in a batch")
  void shouldDrawUniformly() {
    SplittableRandom random = new SplittableRandom(1);
    int[] drawn = new int[50];
    for (int batch = 0; batch < 10_000; batch++) {
      int[] slots = new Sampler.Uniform().draw(50, 10, random);
      Set<Integer> distinct = new HashSet<>();
      for (int slot : slots) {
        drawn[slot]++;
        distinct.add(slot);
      }
      assertThat(distinct).hasSize(10);
    }
    // 2,000 expected, standard deviation 40; six of them either way.
    for (int count : drawn) {
      assertThat(count).isBetween(1_760, 2_240);
    }
  }

  @Test
  @DisplayName("takes a newer revision of soft labels and ignores an older or equal one")
  void shouldKeepTheNewestRevision() {
    trained("a");
    assertThat(buffer.putLabels("a", row(5, 10, 20), false)).isTrue();
    assertThat(buffer.putLabels("a", row(4, 90, 90), false)).isFalse();
    assertThat(buffer.putLabels("a", row(5, 90, 90), false)).isFalse();
    assertThat(buffer.labels("a")).isEqualTo(row(5, 10, 20));
  }

  @Test
  @DisplayName("keeps soft labels that come before their image, and prefers them to its own")
  void shouldKeepEarlyRows() {
    buffer.putLabels("early", row(3, 1, 2), false);
    buffer.put("early", new byte[1], false, row(1, 0, 0));
    assertThat(buffer.labels("early")).isEqualTo(row(3, 1, 2));
    buffer.putLabels("gone", row(3, 1, 2), false);
    buffer.forgetEarlyLabels("gone");
    assertThat(buffer.labels("gone")).isNull();
  }

  @Test
  @DisplayName("replaces the pixels of a known id and keeps its place and its row")
  void shouldReplacePixels() {
    trained("a");
    trained("b");
    assertThat(buffer.put("a", new byte[] {7}, false, row(9, 9, 9))).isEqualTo(Put.REPLACED);
    assertThat(buffer.jpeg("a")).containsExactly(7);
    assertThat(buffer.labels("a")).isEqualTo(row(1, 0, 0));
    assertThat(ids()).containsExactly("a", "b");
  }

  @Test
  @DisplayName("never draws a holdout image, not even one that was a training image before")
  void shouldKeepHoldoutApart() {
    trained("a");
    trained("b");
    buffer.put("h", new byte[1], true, row(1, 0, 0));
    buffer.put("h", new byte[2], false, row(1, 0, 0));
    buffer.putLabels("a", row(2, 0, 0), true);
    assertThat(ids()).containsExactly("b");
    assertThat(buffer.holdoutSize()).isEqualTo(2);
    assertThat(buffer.fresh("h")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName("a full training reservoir gives up no image that moved to the holdout")
  void shouldKeepHoldoutImagesThatWereTrainingImages(boolean classBalanced) {
    LabelRow both = row(1, 255, 255);
    try (ReplayBuffer full =
        new ReplayBuffer(
            directory.resolve("full"),
            CLASSES,
            new ReplayBuffer.Settings(
                MAX_BYTES, MAX_BYTES, CACHE_BYTES, false, classBalanced, 5))) {
      List<String> moved = IntStream.range(0, 20).mapToObj(i -> "moved-" + i).toList();
      for (String id : moved) {
        full.put(id, new byte[IMAGE_BYTES], false, both);
        full.admit(id);
        full.putLabels(id, row(2, 255, 255), true);
      }
      for (int i = 0; i < 500; i++) {
        full.put("image-" + i, new byte[IMAGE_BYTES], false, both);
        full.admit("image-" + i);
      }
      assertThat(full.bytes()).isLessThanOrEqualTo(MAX_BYTES);
      assertThat(full.size()).isBetween(50, 55);
      assertThat(full.holdoutSize()).isEqualTo(moved.size());
      assertThat(moved).allSatisfy(id -> assertThat(full.jpeg(id)).hasSize(IMAGE_BYTES));
    }
  }

  @Test
  @DisplayName("forgets a deleted image wholly and closes the gap")
  void shouldDelete() {
    trained("a");
    trained("b");
    trained("c");
    buffer.delete("a");
    assertThat(ids()).containsExactlyInAnyOrder("b", "c");
    assertThat(buffer.jpeg("a")).isNull();
    assertThat(buffer.labels("a")).isNull();
  }

  @Test
  @DisplayName("a copy has the same images in the same slots, and goes its own way")
  void shouldCopyItself() throws Exception {
    for (int i = 0; i < 80; i++) {
      trained("image-" + i);
    }
    buffer.delete(buffer.id(3));
    buffer.put("waits", new byte[3], false, row(1, 0, 0));
    buffer.put("h", new byte[1], true, row(1, 0, 0));
    List<String> before = ids();
    long bytes = buffer.bytes();
    buffer.checkpoint(directory.resolve("copy"));
    before.forEach(buffer::delete);
    try (ReplayBuffer copy = open("copy")) {
      List<String> copied = new ArrayList<>();
      for (int slot = 0; slot < copy.size(); slot++) {
        copied.add(copy.id(slot));
      }
      assertThat(copied).isEqualTo(before);
      assertThat(copy.bytes()).isEqualTo(bytes);
      assertThat(copy.fresh("waits")).isTrue();
      assertThat(copy.holdoutId(0)).isEqualTo("h");
      assertThat(copy.jpeg(before.get(0))).hasSize(IMAGE_BYTES);
    }
  }
}
