package io.gleaner.ingest;

import com.typesafe.config.Config;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Which images are fetched for submissions that bring only a URI; nothing by default.
 *
 * @param allowHosts host names, or host:port where the port is not the scheme's own
 * @param allowDirectories below which {@code file:} URIs may point
 * @param timeout for the whole of one fetch
 * @param maxBytes of one image
 */
public record UriConfig(
    List<String> allowHosts, List<Path> allowDirectories, Duration timeout, int maxBytes) {

  public UriConfig {
    allowHosts = List.copyOf(allowHosts);
    allowDirectories = List.copyOf(allowDirectories);
    IngestConfig.require(timeout.compareTo(Duration.ZERO) > 0, "uri.timeout", "positive");
    IngestConfig.require(maxBytes > 0, "uri.max-bytes", "positive");
  }

  static UriConfig from(Config section) {
    return new UriConfig(
        section.getStringList("allow-hosts"),
        section.getStringList("allow-directories").stream().map(Path::of).toList(),
        section.getDuration("timeout"),
        section.getInt("max-bytes"));
  }
}
