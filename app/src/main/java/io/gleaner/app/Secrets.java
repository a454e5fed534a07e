package io.gleaner.app;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValueFactory;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;

/** Settings that are not printed: what is printed ends up in logs and tickets. */
final class Secrets {

  private static final String TOKEN = "access.token";
  private static final String KAFKA = "kafka";
  private static final String HIDDEN = "(set, not shown)";

  /** What Kafka itself calls a password, of any client. */
  private static final Set<String> PASSWORDS =
      Stream.of(
              ConsumerConfig.configDef(), ProducerConfig.configDef(), AdminClientConfig.configDef())
          .flatMap(definition -> definition.configKeys().values().stream())
          .filter(key -> key.type == ConfigDef.Type.PASSWORD)
          .map(key -> key.name)
          .collect(Collectors.toUnmodifiableSet());

  private Secrets() {}

  /** The settings below {@code gleaner}, with a note in place of each secret that is set. */
  static Config hidden(Config config) {
    Config shown = config;
    for (var setting : config.entrySet()) {
      String value = String.valueOf(setting.getValue().unwrapped());
      if (secret(String.join(".", ConfigUtil.splitPath(setting.getKey()))) && !value.isEmpty()) {
        shown = shown.withValue(setting.getKey(), ConfigValueFactory.fromAnyRef(HIDDEN));
      }
    }
    return shown;
  }

  // A client's setting may have a prefix, as in consumer.ssl.key.password or listener names.
  private static boolean secret(String key) {
    return key.equals(TOKEN)
        || (key.startsWith(KAFKA + ".")
            && PASSWORDS.stream().anyMatch(name -> key.endsWith("." + name)));
  }
}
