package io.gleaner.learner;

import com.typesafe.config.Config;
import io.gleaner.network.Backbone;
import io.gleaner.network.Head;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What is trained.
 *
 * @param weights safetensors file that the backbone starts from, under torchvision's names
 */
public record NetworkConfig(Backbone backbone, Head head, Optional<Path> weights) {

  static NetworkConfig from(Config config) {
    Optional<Path> weights =
        Optional.of(config.getString("weights")).filter(file -> !file.isEmpty()).map(Path::of);
    return new NetworkConfig(backbone(config), head(config), weights);
  }

  private static Backbone backbone(Config config) {
    String name = config.getString("backbone");
    return name.equals("features")
        ? new Backbone.Features(config.getInt("features"))
        : new Backbone.Convolutional(name, config.getInt("input-size"));
  }

  private static Head head(Config config) {
    String name = config.getString("head");
    return switch (name) {
      case "linear" -> new Head.Linear();
      case "hidden" ->
          new Head.Hidden(config.getInt("hidden.width"), config.getDouble("hidden.dropout"));
      case "query2label" -> query2Label(config.getConfig("query2label"));
      default ->
          throw new IllegalArgumentException(
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
