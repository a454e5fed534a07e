package io.gleaner.protocol;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValueFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * The configuration of every stage: one file over the documented defaults, environment over both.
 *
 * <p>Defaults are the {@code reference.conf} of each module, so a key exists exactly if a module
 * documents it. A file that sets any other key is refused with the nearest right name. Only the
 * section {@code kafka} is open: it goes to every Kafka client as it stands.
 *
 * <p>An environment variable overrides a key by its name in capitals, with {@code _} for dots and
 * dashes: {@code GLEANER_LEARNER_BATCH_SIZE} for {@code gleaner.learner.batch-size}; any {@code
 * GLEANER_KAFKA_…} becomes the client property, e.g. {@code GLEANER_KAFKA_SECURITY_PROTOCOL}.
 */
public final class Configuration {

  private static final String ROOT = "gleaner";
  private static final String KAFKA = "kafka";

  private final Config config;

  private Configuration(Config config) {
    this.config = config;
  }

  /**
   * Reads a configuration file, or the defaults alone.
   *
   * @throws ConfigurationException if the file is missing or broken, or a key or value is wrong
   */
  public static Configuration load(Optional<Path> file) {
    return load(file, Map.of(), System.getenv());
  }

  /**
   * Reads a configuration.
   *
   * @param settings laid over the file, by full key without {@code gleaner.}
   * @param environment laid over everything
   * @throws ConfigurationException if the file is missing or broken, or a key or value is wrong
   */
  public static Configuration load(
      Optional<Path> file, Map<String, ?> settings, Map<String, String> environment) {
    Config reference = defaults();
    try {
      Config own = file.map(Configuration::parse).orElseGet(ConfigFactory::empty);
      for (Map.Entry<String, ?> setting : settings.entrySet()) {
        own =
            own.withValue(
                ROOT + "." + setting.getKey(), ConfigValueFactory.fromAnyRef(setting.getValue()));
      }
      UnknownKeys.refuse(own, reference, ROOT + "." + KAFKA);
      Config merged = Environment.of(environment, reference).withFallback(own);
      return new Configuration(merged.withFallback(reference).resolve().getConfig(ROOT));
    } catch (ConfigException e) {
      throw new ConfigurationException(String.valueOf(e.getMessage()), e);
    }
  }

  /** The documented defaults of every module on the class path, unresolved. */
  public static Config defaults() {
    return ConfigFactory.defaultReferenceUnresolved().withOnlyPath(ROOT);
  }

  private static Config parse(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new ConfigurationException("no configuration file " + file + ": check the path");
    }
    return ConfigFactory.parseFile(
        file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false));
  }

  /** The section of one stage, e.g. {@code learner}. */
  public Config section(String stage) {
    return config.getConfig(stage);
  }

  /** The whole configuration below {@code gleaner}. */
  public Config config() {
    return config;
  }

  /**
   * What the section {@code kafka} passes to every client, with a client id.
   *
   * @param clientId tells this client from others in the broker's logs and metrics
   */
  public Properties kafka(String clientId) {
    Properties properties = new Properties();
    for (var entry : config.getConfig(KAFKA).entrySet()) {
      properties.setProperty(
          String.join(".", ConfigUtil.splitPath(entry.getKey())),
          String.valueOf(entry.getValue().unwrapped()));
    }
    properties.setProperty("client.id", clientId);
    return properties;
  }

  /** The topic names. */
  public Topics topics() {
    return new Topics(config.getString("topics.prefix"));
  }

  /** Where this process keeps what must outlive it. */
  public Path dataDir() {
    return Path.of(config.getString("data-dir"));
  }
}
