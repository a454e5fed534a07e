package io.gleaner.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gleaner.evaluation.SourceConflicts.Tally;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Conflicts of sources")
class SourceConflictsTest {
  private final SourceConflicts conflicts = new SourceConflicts(2);

  @Test
  @DisplayName("are told apart for a bounded number of sources")
  void shouldBoundSources() {
    conflicts.add("ann", new Tally(10, 1));
    conflicts.add("bob", new Tally(5, 0));
    SourceConflicts more = new SourceConflicts(2);
    more.add("ann", new Tally(1, 1));
    more.add("eve", new Tally(4, 2));
    conflicts.merge(more);
    assertThat(conflicts.bySource())
        .isEqualTo(
            Map.of(
                "ann",
                new Tally(11, 2),
                "bob",
                new Tally(5, 0),
                SourceConflicts.OTHER,
                new Tally(4, 2)));
  }

  @Test
  @DisplayName("fall when a source takes its labels back, and whoever says nothing is not shown")
  void shouldFall() {
    conflicts.add("ann", new Tally(2, 1));
    conflicts.add("bob", new Tally(1, 1));
    conflicts.add("bob", new Tally(-1, -1));
    conflicts.add("ann", new Tally(0, -1));
    assertThat(conflicts.bySource()).isEqualTo(Map.of("ann", new Tally(2, 0)));
  }

  @Test
  @DisplayName("are those of the same sources after they were written and read")
  void shouldBeWritten() throws IOException {
    for (String source : new String[] {"zoe", "yan", "ann"}) {
      conflicts.add(source, new Tally(3, 1));
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    conflicts.write(new DataOutputStream(bytes));
    SourceConflicts read = new SourceConflicts(2);
    read.add(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    assertThat(read.bySource())
        .isEqualTo(conflicts.bySource())
        .containsOnlyKeys("zoe", "yan", "other");
    read.add("zoe", new Tally(-1, -1));
    assertThat(read.bySource()).containsEntry("zoe", new Tally(2, 0));

    byte[] older = new byte[12];
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> read.add(new DataInputStream(new ByteArrayInputStream(older))))
        .withMessage("conflicts of sources in version 0; this one reads 2");
  }

  @Test
  @DisplayName("are shown for those in most of them, and for all others together")
  void shouldShowTheTop() {
    SourceConflicts many = new SourceConflicts(10);
    for (int i = 0; i < 6; i++) {
      many.add("source-" + i, new Tally(10, i));
    }
    assertThat(many.top(2))
        .containsExactly(
            Map.entry("source-5", new Tally(10, 5)),
            Map.entry("source-4", new Tally(10, 4)),
            Map.entry(SourceConflicts.OTHER, new Tally(40, 6)));
    assertThat(new SourceConflicts(10).top(2))
        .containsExactly(Map.entry(SourceConflicts.OTHER, Tally.NONE));
  }
}
