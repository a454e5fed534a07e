package io.gleaner.learner;

import com.typesafe.config.Config;
import io.gleaner.network.Backbone;
import io.gleaner.network.Head;
import io.gleaner.network.OperatorScript;
import io.gleaner.protocol.ConfigurationException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What is trained.
 *
 * @param frozenStatistics whether batch normalisation keeps its running statistics while the
 *     backbone is trained
 * @param weights safetensors file that the backbone starts from, under torchvision's names
 * @param script TorchScript file that may be run as the backbone
 */
public record NetworkConfig(
    Backbone backbone,
    Head head,
    boolean frozenStatistics,
    Optional<Path> weights,
    OperatorScript script) {

  private static final String SCRIPT = "gleaner.learner.network.torchscript";

  static NetworkConfig from(Config config) {
    Optional<Path> weights =
        Optional.of(config.getString("weights")).filter(file -> !file.isEmpty()).map(Path::of);
    OperatorScript script =
        new OperatorScript(
            SCRIPT, config.getBoolean("torchscript.enabled"), config.getString("torchscript.file"));
    return new NetworkConfig(
        backbone(config, script), head(config), frozenStatistics(config), weights, script);
  }

  private static boolean frozenStatistics(Config config) {
    String statistics = config.getString("batch-statistics");
    return switch (statistics) {
      case "live" -> false;
      case "frozen" -> true;
      default ->
          throw new ConfigurationException(
              "gleaner.learner.network.batch-statistics is '%s', but must be one of: live, frozen"
                  .formatted(statistics));
    };
  }

  private static Backbone backbone(Config config, OperatorScript script) {
    String name = config.getString("backbone");
    return switch (name) {
      case "features" -> new Backbone.Features(config.getInt("features"));
      case "torchscript" -> new Backbone.TorchScript(script.sha256(), config.getInt("input-size"));
      default -> new Backbone.Convolutional(name, config.getInt("input-size"));
    };
  }

  private static Head head(Config config) {
    String name = config.getString("head");
    return switch (name) {
      case "linear" -> new Head.Linear();
      case "hidden" ->
          new Head.Hidden(config.getInt("hidden.width"), config.getDouble("hidden.dropout"));
      case "query2label" -> query2Label(config.getConfig("query2label"));
      default ->
          throw new ConfigurationException(
              "gleaner.learner.network.head is '%s', but must be one of: linear, hidden, query2label"
                  .formatted(name));
    };
  }

  private static Head query2Label(Config config) {
    return new Head.Query2Label(
        config.getInt("width"),
        config.getInt("heads"),
        config.getInt("feed-forward"),
        config.getInt("encoder-layers"),
        config.getInt("decoder-layers"),
        config.getDouble("dropout"));
  }
}
