package io.gleaner.serving;

import com.typesafe.config.Config;
import io.gleaner.network.OperatorScript;
import io.gleaner.protocol.ConfigurationException;
import java.time.Duration;
import java.util.Optional;

/**
 * How serving works; {@code reference.conf} says what each key means.
 *
 * @param host address to listen on
 * @param port port to listen on, 0 to 65535; 0 takes any free one
 * @param maxRequestBytes largest image over HTTP
 * @param maxPixels most pixels of an image over HTTP
 * @param shortSide to which images over HTTP are scaled before they are scored, in pixels
 * @param maxWaiting most requests that wait for a score
 * @param requestTimeout longest wait for a score
 * @param pageClients browsers that may watch the live page at once; 0 turns it off
 * @param pagePictureBytes bound on the newest images kept for the page
 * @param checkpoints directory shared with the learner; empty for the learner's own setting
 * @param device {@code auto}, {@code cpu} or {@code cuda:N}
 * @param script TorchScript file that models may have as a backbone
 * @param batchSize most images scored at once
 * @param maxPollRecords most samples taken from Kafka at once
 * @param rescoreWindow samples read at once when scoring again
 * @param liveBatchesPerWindow live batches after which scoring again has its turn
 * @param maxTagsAge age past which the store of tags is built anew at the start
 */
public record ServingConfig(
    String host,
    int port,
    int maxRequestBytes,
    long maxPixels,
    int shortSide,
    int maxWaiting,
    Duration requestTimeout,
    int pageClients,
    long pagePictureBytes,
    Optional<String> checkpoints,
    String device,
    OperatorScript script,
    int batchSize,
    int maxPollRecords,
    int rescoreWindow,
    int liveBatchesPerWindow,
    Duration maxTagsAge) {

  /** Each has one of HTTP's 64 threads. */
  private static final int MOST_CLIENTS = 32;

  public ServingConfig {
    require(port >= 0 && port <= 65_535, "port", port);
    require(
        maxRequestBytes > 0 && maxRequestBytes < Integer.MAX_VALUE,
        "http.max-bytes",
        maxRequestBytes);
    require(maxPixels > 0, "http.max-pixels", maxPixels);
    require(shortSide > 0, "http.short-side", shortSide);
    require(maxWaiting > 0, "http.max-waiting", maxWaiting);
    require(pageClients >= 0 && pageClients <= MOST_CLIENTS, "page.clients", pageClients);
    require(pagePictureBytes > 0, "page.pictures", pagePictureBytes);
    require(batchSize > 0, "batch-size", batchSize);
    require(maxPollRecords > 0, "max-poll-records", maxPollRecords);
    require(rescoreWindow > 0, "rescore.window", rescoreWindow);
    require(liveBatchesPerWindow > 0, "rescore.live-batches", liveBatchesPerWindow);
  }

  private static void require(boolean holds, String key, long value) {
    if (!holds) {
      throw new ConfigurationException(
          "gleaner.serving.%s = %d is out of range; see the defaults".formatted(key, value));
    }
  }

  /** Reads the section {@code gleaner.serving}. */
  public static ServingConfig from(Config section) {
    return new ServingConfig(
        section.getString("host"),
        section.getInt("port"),
        Math.toIntExact(section.getBytes("http.max-bytes")),
        section.getLong("http.max-pixels"),
        section.getInt("http.short-side"),
        section.getInt("http.max-waiting"),
        section.getDuration("http.timeout"),
        section.getInt("page.clients"),
        section.getBytes("page.pictures"),
        Optional.of(section.getString("checkpoints")).filter(path -> !path.isEmpty()),
        section.getString("device"),
        new OperatorScript(
            "gleaner.serving.torchscript",
            section.getBoolean("torchscript.enabled"),
            section.getString("torchscript.file")),
        section.getInt("batch-size"),
        section.getInt("max-poll-records"),
        section.getInt("rescore.window"),
        section.getInt("rescore.live-batches"),
        section.getDuration("tags.max-age"));
  }
}
