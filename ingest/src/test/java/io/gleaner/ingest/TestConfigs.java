package io.gleaner.ingest;

import com.typesafe.config.ConfigFactory;
import io.gleaner.protocol.Configuration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Configurations of tests: the documented defaults with a few keys set. */
final class TestConfigs {

  private TestConfigs() {}

  static IngestConfig with(Object... keysAndValues) {
    Map<String, Object> values = new HashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      values.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return IngestConfig.from(
        ConfigFactory.parseMap(values).withFallback(configuration().section("ingest")));
  }

  static Configuration configuration() {
    return Configuration.load(Optional.empty(), Map.of(), Map.of());
  }
}
