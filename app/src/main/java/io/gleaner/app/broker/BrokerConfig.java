package io.gleaner.app.broker;

import com.typesafe.config.Config;
import io.gleaner.protocol.Configuration;
import java.nio.file.Path;

/**
 * Where the embedded broker listens and writes.
 *
 * @param host address clients connect to; a loopback address unless told otherwise
 * @param port port clients connect to; 0 takes a free one
 * @param controllerPort port of the KRaft controller, loopback only; 0 takes a free one
 * @param directory where the logs lie
 */
public record BrokerConfig(String host, int port, int controllerPort, Path directory) {

  /** Reads section {@code gleaner.broker}; the logs lie below the data directory. */
  public static BrokerConfig from(Configuration configuration) {
    Config section = configuration.section("broker");
    return new BrokerConfig(
        section.getString("host"),
        section.getInt("port"),
        section.getInt("controller-port"),
        directory(configuration.dataDir()));
  }

  /** A broker for one process: free ports on the loopback address. */
  public static BrokerConfig loopback(Path dataDir) {
    return new BrokerConfig("127.0.0.1", 0, 0, directory(dataDir));
  }

  private static Path directory(Path dataDir) {
    return dataDir.resolve("kafka");
  }
}
