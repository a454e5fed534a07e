package io.gleaner.ingest;

import com.typesafe.config.Config;
import io.gleaner.protocol.ConfigurationException;
import java.time.Duration;

/**
 * Section {@code ingest} of the configuration; its {@code reference.conf} documents every key.
 *
 * @param instance tells instances of this stage apart and stays the same over restarts; empty for
 *     the host's name
 * @param threads that decode; 0 for one a core
 * @param maxPollRecords submissions in one transaction, at most
 * @param shortSide of a sample, in pixels, at most
 * @param jpegQuality of encoded samples, in (0, 1]
 * @param maxPixels of an image as sent
 * @param maxImageBytes of an image as sent
 * @param maxFuture how far ahead of this machine's clock a submission's time may lie
 * @param uri which images are fetched
 */
public record IngestConfig(
    String instance,
    int threads,
    int maxPollRecords,
    int shortSide,
    double jpegQuality,
    long maxPixels,
    int maxImageBytes,
    Duration maxFuture,
    UriConfig uri) {

  public IngestConfig {
    require(threads >= 0, "threads", "0 or more");
    require(maxPollRecords > 0, "max-poll-records", "positive");
    require(shortSide > 0, "short-side", "positive");
    require(jpegQuality > 0 && jpegQuality <= 1, "jpeg-quality", "in (0, 1]");
    require(maxPixels > 0 && maxPixels <= 500_000_000, "max-pixels", "in 1 to 500000000");
    require(maxImageBytes > 0, "max-image-bytes", "positive");
    require(!maxFuture.isNegative(), "max-future", "0 or more");
  }

  /**
   * Reads the section.
   *
   * @throws ConfigurationException if a value is out of range, naming its key
   */
  public static IngestConfig from(Config section) {
    return new IngestConfig(
        section.getString("instance"),
        section.getInt("threads"),
        section.getInt("max-poll-records"),
        section.getInt("short-side"),
        section.getDouble("jpeg-quality"),
        section.getLong("max-pixels"),
        section.getInt("max-image-bytes"),
        section.getDuration("max-future"),
        UriConfig.from(section.getConfig("uri")));
  }

  /** How many threads decode on this machine. */
  int decodeThreads() {
    return threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
  }

  static void require(boolean holds, String key, String range) {
    if (!holds) {
      throw new ConfigurationException("gleaner.ingest." + key + " must be " + range);
    }
  }
}
