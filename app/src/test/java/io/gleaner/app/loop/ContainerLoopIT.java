package io.gleaner.app.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

@DisplayName("Four processes and the apache/kafka image")
@ExtendWith(TellsWhyItIsSkipped.class)
@Testcontainers(disabledWithoutDocker = true)
class ContainerLoopIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int IMAGES = 60;

  @Container
  private static final KafkaContainer KAFKA =
      new KafkaContainer(DockerImageName.parse("apache/kafka:4.3.1"));

  @TempDir private Path directory;

  @Test
  @DisplayName("tag every image with a model's scores")
  void shouldTagEveryImage() throws Exception {
    DrawnFolder folder = DrawnFolder.draw(directory.resolve("photos"), IMAGES, 2);
    try (LoopFixture loop = new LoopFixture(directory, Optional.of(KAFKA.getBootstrapServers()))) {
      loop.start();
      GleanerProcess.Result imported =
          loop.command(
                  "import",
                  "--add-classes",
                  "--csv",
                  folder.csv().toString(),
                  "--images",
                  folder.directory().toString())
              .result(PATIENCE);
      assertThat(imported.exitCode()).as(imported.err() + imported.out()).isZero();
      try (TagTable tags = new TagTable(loop.bootstrapServers())) {
        await("a scored tag record for each image")
            .atMost(PATIENCE)
            .pollInterval(Duration.ofMillis(500))
            .untilAsserted(
                () ->
                    assertThat(tags.scoredIds())
                        .as("%s", loop.tails())
                        .containsExactlyInAnyOrderElementsOf(folder.ids()));
      }
    }
  }
}
