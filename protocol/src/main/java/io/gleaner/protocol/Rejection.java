package io.gleaner.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A record on topic {@code rejected}: the record as it came, and in its headers why and where from.
 * A value too large to forward is left out; topic, partition, offset and size tell where it lies.
 */
public final class Rejection {

  /** Code of the {@link RejectionReason}. */
  public static final String REASON = "gleaner-reason";

  /** The stage that rejected. */
  public static final String STAGE = "gleaner-stage";

  /** One line for people. */
  public static final String DETAIL = "gleaner-detail";

  /** Origin topic. */
  public static final String TOPIC = "gleaner-topic";

  /** Origin partition. */
  public static final String PARTITION = "gleaner-partition";

  /** Origin offset. */
  public static final String OFFSET = "gleaner-offset";

  /** Bytes of the value as it came. */
  public static final String SIZE = "gleaner-size";

  /**
   * Key and value together up to which a record is forwarded whole: Kafka's default limit less
   * headers.
   */
  public static final int DEFAULT_MAX_BYTES = 1_000_000;

  private static final int MAX_DETAIL = 500;

  private Rejection() {}

  /**
   * The record to send to topic {@code rejected}.
   *
   * @param maxBytes key, value and headers larger than this together are left out, largest first
   */
  public static ProducerRecord<byte[], byte[]> record(
      Topics topics,
      ConsumerRecord<byte[], byte[]> origin,
      RejectionReason reason,
      String stage,
      String detail,
      int maxBytes) {
    return record(
        topics,
        new Origin(origin.topic(), origin.partition(), origin.offset()),
        origin.key(),
        origin.value(),
        origin.headers(),
        reason,
        stage,
        detail,
        maxBytes);
  }

  /** Where a record lay. */
  public record Origin(String topic, int partition, long offset) {}

  /** As above, for a caller that has no {@link ConsumerRecord}, like a Kafka Streams processor. */
  public static ProducerRecord<byte[], byte[]> record(
      Topics topics,
      Origin origin,
      byte @Nullable [] key,
      byte @Nullable [] value,
      Headers headers,
      RejectionReason reason,
      String stage,
      String detail,
      int maxBytes) {
    int size = length(value);
    byte[] forwardedKey = length(key) <= maxBytes ? key : null;
    int carried = headerBytes(headers);
    boolean withHeaders = length(forwardedKey) + carried <= maxBytes;
    int budget = maxBytes - length(forwardedKey) - (withHeaders ? carried : 0);
    Headers out = withHeaders ? new RecordHeaders(headers) : new RecordHeaders();
    put(out, REASON, reason.code());
    put(out, STAGE, stage);
    put(
        out,
        DETAIL,
        detail.length() <= MAX_DETAIL ? detail : detail.substring(0, MAX_DETAIL) + "…");
    put(out, TOPIC, origin.topic());
    put(out, PARTITION, Integer.toString(origin.partition()));
    put(out, OFFSET, Long.toString(origin.offset()));
    put(out, SIZE, Integer.toString(size));
    return new ProducerRecord<>(
        topics.rejected(), null, forwardedKey, size <= budget ? value : null, out);
  }

  private static void put(Headers headers, String name, String value) {
    headers.remove(name).add(name, value.getBytes(UTF_8));
  }

  private static int headerBytes(Headers headers) {
    int bytes = 0;
    for (var header : headers) {
      bytes += header.key().length() + length(header.value()) + 10;
    }
    return bytes;
  }

  private static int length(byte @Nullable [] bytes) {
    return bytes == null ? 0 : bytes.length;
  }
}
