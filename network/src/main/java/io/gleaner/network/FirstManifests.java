package io.gleaner.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Manifests of format version 1, which named backbone and head without settings. Networks were
 * {@code small} with a {@code linear} head then.
 */
final class FirstManifests {

  private static final int VERSION = 1;

  private FirstManifests() {}

  /** A manifest of the first version as the second one has it; any other as it is. */
  static JsonNode upgraded(JsonNode manifest) {
    if (manifest instanceof ObjectNode root
        && root.path("formatVersion").asInt() == VERSION
        && root.get("network") instanceof ObjectNode network) {
      ObjectNode backbone = root.objectNode().put("kind", "convolutional");
      backbone.set("name", network.remove("backbone"));
      backbone.set("inputSize", network.remove("inputSize"));
      network.set("backbone", backbone);
      network.set("head", root.objectNode().set("name", network.get("head")));
      root.put("formatVersion", CheckpointManifest.FORMAT_VERSION);
    }
    return manifest;
  }
}
