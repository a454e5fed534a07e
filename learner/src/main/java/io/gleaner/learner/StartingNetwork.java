package io.gleaner.learner;

import io.gleaner.network.InvalidWeightsException;
import io.gleaner.network.Network;
import io.gleaner.network.NetworkSpec;
import io.gleaner.network.SafeTensors;
import io.gleaner.protocol.ConfigurationException;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The network as training finds it: drawn from the seed, its backbone from a file if one is named.
 */
final class StartingNetwork {

  private StartingNetwork() {}

  /**
   * @param step steps made before; past the first, all weights come from a checkpoint
   * @throws ConfigurationException if the weights file cannot be read or does not fit
   */
  static Network create(NetworkSpec spec, LearnerConfig config, long step) {
    Network network =
        Network.create(spec, config.device(), config.seed(), config.network().script());
    if (step == 0) {
      config.network().weights().ifPresent(file -> load(network, file));
    }
    return network;
  }

  private static void load(Network network, Path file) {
    try {
      network.loadBackbone(SafeTensors.read(file));
    } catch (InvalidWeightsException e) {
      network.close();
      throw unusable(file, String.valueOf(e.getMessage()), e);
    } catch (IOException | IllegalStateException e) {
      network.close();
      throw unusable(file, e.toString(), e);
    }
  }

  private static ConfigurationException unusable(Path file, String why, Exception cause) {
    return new ConfigurationException(
        "gleaner.learner.network.weights = %s cannot be used: %s".formatted(file, why), cause);
  }
}
