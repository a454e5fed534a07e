package io.gleaner.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

@DisplayName("The gleaner command")
class GleanerTest {

  @TempDir Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  static Stream<String> commands() {
    List<String> names = new ArrayList<>();
    collect(Gleaner.commandLine(), names);
    return names.stream();
  }

  private static void collect(CommandLine command, List<String> names) {
    names.add(command.getCommandSpec().qualifiedName().replaceFirst("^gleaner ?", ""));
    command.getSubcommands().values().forEach(sub -> collect(sub, names));
  }

  @ParameterizedTest(name = "\"{0} --help\" explains and exits with 0")
  @MethodSource("commands")
  void shouldHelp(String command) {
    assertThat(run((command + " --help").strip().split(" "))).isZero();
    assertThat(out.toString()).startsWith("Usage: gleaner").contains("--help");
    assertThat(out.toString().lines().count()).isGreaterThan(4);
    assertThat(err.toString()).isEmpty();
  }

  @ParameterizedTest(name = "\"{0} --wrong\" says so in one line and exits with 2")
  @MethodSource("commands")
  void shouldRefuseAWrongFlag(String command) {
    assertThat(run((command + " --wrong").strip().split(" "))).isEqualTo(2);
    assertThat(err.toString().lines().toList()).hasSize(1);
    assertThat(err.toString()).contains("--help");
    assertThat(out.toString()).isEmpty();
  }

  @ParameterizedTest(name = "\"{0}\" names the missing file in one line and exits with 2")
  @ValueSource(
      strings = {
        "broker --config missing",
        "classes add cat --config missing",
        "classes list --config missing",
        "config --config missing",
        "experiment --objective bce --features f --dim 2 --labels l --classes missing",
        "import --csv missing --images .",
        "model list --config missing",
        "model promote 1/2 --config missing",
        "import --coco missing --images .",
        "submit missing",
        "tags --config missing"
      })
  void shouldNameAMissingFile(String command) {
    assertThat(run(command.split(" "))).isEqualTo(2);
    assertThat(err.toString().lines().toList()).hasSize(1);
    assertThat(err.toString()).contains("missing").contains("check");
  }

  @Test
  @DisplayName("names the nearest command, key and option")
  void shouldSuggest() throws Exception {
    assertThat(run("importt")).isEqualTo(2);
    assertThat(err.toString()).contains("did you mean import?");
    Path file = Files.writeString(directory.resolve("a.conf"), "gleaner.broker.prot = 1");
    assertThat(run("broker", "--config", file.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("did you mean gleaner.broker.port?");
    assertThat(err.toString().lines().toList()).hasSize(2);
  }

  @Test
  @DisplayName("prints the settings in effect")
  void shouldPrintTheConfiguration() throws Exception {
    Path file = Files.writeString(directory.resolve("a.conf"), "gleaner.broker.port = 7");
    assertThat(run("config", "--config", file.toString())).isZero();
    assertThat(out.toString()).contains("port=7").contains("bootstrap");
  }

  @Test
  @DisplayName("prints no token with the settings in effect")
  void shouldNotPrintTheToken() throws Exception {
    String file = "gleaner.access.token = not-for-anybodys-eyes";
    Path config = Files.writeString(directory.resolve("a.conf"), file);
    assertThat(run("config", "--config", config.toString())).isZero();
    assertThat(out.toString()).contains("token=").doesNotContain("not-for-anybodys-eyes");
  }

  @Test
  @DisplayName("prints none of what Kafka calls a password, but every other setting")
  void shouldNotPrintPasswords() throws Exception {
    String file =
        """
        gleaner.kafka {
          sasl.jaas.config = "Module required password=hush;"
          ssl { keystore.password = hush, key.password = hush, truststore.type = PEM }
          consumer.ssl.keystore.key = hush
        }
        """;
    Path config = Files.writeString(directory.resolve("a.conf"), file);
    assertThat(run("config", "--config", config.toString())).isZero();
    assertThat(out.toString()).contains("PEM").contains("(set, not shown)").doesNotContain("hush");
  }

  @Test
  @DisplayName(
      "refuses in one line to let other machines in without a token, before it waits for Kafka")
  void shouldRefuseToBeOpen() throws Exception {
    for (String stage : List.of("serving", "ingest.management")) {
      Path config =
          Files.writeString(
              directory.resolve("a.conf"), "gleaner.%s.host = 0.0.0.0".formatted(stage));
      String command = stage.replace(".management", "");
      assertThat(run(command, "--config", config.toString())).isEqualTo(2);
      assertThat(err.toString()).contains("gleaner." + stage + ".host = 0.0.0.0");
    }
    assertThat(err.toString().lines().toList()).hasSize(2);
  }

  @Test
  @DisplayName("documents every default with a comment")
  void shouldDocumentDefaults() {
    assertThat(run("config", "--defaults")).isZero();
    List<String> lines = out.toString().lines().map(String::strip).toList();
    for (int i = 1; i < lines.size(); i++) {
      if (lines.get(i).matches("[\\w.-]+ *=.*")) {
        assertThat(lines.get(i - 1)).as("the line before '%s'", lines.get(i)).startsWith("#");
      }
    }
    assertThat(out.toString()).contains("bootstrap.servers").contains("controller-port");
  }

  private int run(String... args) {
    return Gleaner.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(args);
  }
}
