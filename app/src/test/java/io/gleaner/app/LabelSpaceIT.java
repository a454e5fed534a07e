package io.gleaner.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.protocol.Configuration;
import io.gleaner.protocol.LabelSpace;
import io.gleaner.protocol.LabelSpaceTopic;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The label space")
class LabelSpaceIT {

  private static final int OPERATORS = 4;
  private static final int CLASSES = 3;

  @TempDir Path directory;

  @Test
  @DisplayName("stays readable and keeps every class when operators add classes at the same time")
  void shouldGrowByAll() throws Exception {
    ExecutorService operators = Executors.newFixedThreadPool(OPERATORS);
    try (Cluster cluster = Cluster.start(directory, "cat", "dog")) {
      Configuration configuration = cluster.configuration("reader", Map.of());
      List<Future<?>> additions = new ArrayList<>();
      for (int operator = 0; operator < OPERATORS; operator++) {
        String mine = "of-" + operator + "-";
        additions.add(operators.submit(() -> add(configuration, mine)));
      }
      for (Future<?> addition : additions) {
        addition.get();
      }
      try (LabelSpaceTopic topic = new LabelSpaceTopic(configuration)) {
        LabelSpace space = topic.read().orElseThrow();
        assertThat(space.names()).startsWith("cat", "dog").doesNotHaveDuplicates();
        assertThat(space.size()).isEqualTo(2 + OPERATORS * CLASSES);
      }
    } finally {
      operators.shutdownNow();
    }
  }

  private static void add(Configuration configuration, String prefix) {
    for (int i = 0; i < CLASSES; i++) {
      try (LabelSpaceTopic topic = new LabelSpaceTopic(configuration)) {
        topic.append(List.of(prefix + i));
      }
    }
  }
}
