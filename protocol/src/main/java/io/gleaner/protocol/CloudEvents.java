package io.gleaner.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import org.apache.kafka.common.header.Headers;

/** Headers of the CloudEvents 1.0 Kafka binding in binary mode. */
public final class CloudEvents {

  /** The header that names the value's format. */
  public static final String CONTENT_TYPE = "content-type";

  /** Content type of Protobuf values. */
  public static final String PROTOBUF = "application/protobuf";

  /** Content type of JSON values. */
  public static final String JSON = "application/json";

  private CloudEvents() {}

  /**
   * Adds the headers of one event with a Protobuf value.
   *
   * @param type what happened, e.g. {@code io.gleaner.sample.v1}
   * @param source who says so, e.g. {@code /gleaner/ingest}
   * @param id unique within the source; the same for a repetition of the same event
   */
  public static void headers(Headers headers, String type, String source, String id, Instant time) {
    headers(headers, PROTOBUF, type, source, id, time);
  }

  /** As above, with another content type. */
  public static void headers(
      Headers headers, String contentType, String type, String source, String id, Instant time) {
    add(headers, "ce_specversion", "1.0");
    add(headers, "ce_id", id);
    add(headers, "ce_source", source);
    add(headers, "ce_type", type);
    add(headers, "ce_time", time.toString());
    add(headers, CONTENT_TYPE, contentType);
  }

  private static void add(Headers headers, String name, String value) {
    headers.add(name, value.getBytes(UTF_8));
  }
}
