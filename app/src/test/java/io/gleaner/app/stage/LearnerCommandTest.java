package io.gleaner.app.stage;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import io.gleaner.protocol.Configuration;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

@DisplayName("gleaner learner")
class LearnerCommandTest {

  private static final Config SECTION = Configuration.defaults().getConfig("gleaner.learner");

  private static LearnerCommand command(String... arguments) {
    return CommandLine.populateCommand(new LearnerCommand(), arguments);
  }

  @Test
  @DisplayName("--weights names the file that the backbone starts from, over the configuration")
  void shouldTakeWeights() {
    Config configured = SECTION.withValue("network.weights", SECTION.getValue("network.backbone"));

    assertThat(command("--weights", "w.safetensors").config(configured).network().weights())
        .contains(Path.of("w.safetensors"));
    assertThat(command().config(configured).network().weights()).contains(Path.of("small"));
    assertThat(command().config(SECTION).network().weights()).isEmpty();
  }
}
