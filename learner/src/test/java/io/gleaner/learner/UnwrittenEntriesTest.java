package io.gleaner.learner;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.learner.ReplayStore.Family;
import io.gleaner.learner.UnwrittenEntries.EntryKey;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What waits for room on the disk")
class UnwrittenEntriesTest {

  @Test
  @DisplayName("may be deleted, and other entries of the same image written, while it is visited")
  void shouldAllowChangesWhileVisiting() {
    UnwrittenEntries unwritten = new UnwrittenEntries();
    unwritten.put(new EntryKey(Family.FEATURES, "a"), new byte[] {1});
    unwritten.put(new EntryKey(Family.FEATURES, "b"), new byte[] {2});
    List<String> visited = new ArrayList<>();
    unwritten.forEach(
        Family.FEATURES,
        (id, features) -> {
          visited.add(id + features[0]);
          unwritten.put(new EntryKey(Family.PLACES, id), new byte[] {3});
          unwritten.put(new EntryKey(Family.FEATURES, id), null);
        });
    assertThat(visited).containsExactly("a1", "b2");
    assertThat(unwritten.size()).isEqualTo(4);
    assertThat(unwritten.get(new EntryKey(Family.FEATURES, "a"))).isNull();
  }
}
