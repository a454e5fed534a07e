package io.gleaner.app.command;

import io.gleaner.protocol.Configuration;
import io.gleaner.protocol.TopicCatalog;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --config}, for every command that needs to know where Kafka is. */
public final class ConfigurationOption {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Settings over the defaults (gleaner config --defaults prints those).")
  private @Nullable Path file;

  /** The settings of the file over the defaults, and of the environment over both. */
  public Configuration load() {
    return Configuration.load(Optional.ofNullable(file));
  }

  /**
   * The settings, for a command that talks to Kafka once and ends; the topics exist afterwards.
   *
   * @throws io.gleaner.protocol.BrokerUnreachableException if no broker answers
   */
  public Configuration connect() {
    // The command itself says in one line when no broker answers.
    quietKafka();
    Configuration configuration = load();
    TopicCatalog.createMissing(configuration, PATIENCE);
    return configuration;
  }

  private static void quietKafka() {
    if (System.getenv("GLEANER_LOG_KAFKA") == null) {
      System.setProperty("GLEANER_LOG_KAFKA", "ERROR");
    }
  }
}
