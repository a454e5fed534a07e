package io.gleaner.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import io.gleaner.protocol.CloudEvents;
import io.gleaner.protocol.LabelSpace;
import io.gleaner.protocol.v1.ImageSubmission;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** Records of topic submissions. */
final class Submissions {

  static final String TOPIC = "gleaner.submissions.v1";
  static final LabelSpace CLASSES = LabelSpace.of(List.of("cat", "dog", "traffic light"));
  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private Submissions() {}

  static ImageSubmission.Builder image(String id) {
    return labels(id).setImage(ByteString.copyFrom(TestImages.jpeg(40, 30, id.hashCode())));
  }

  static ImageSubmission.Builder labels(String id) {
    return ImageSubmission.newBuilder().setId(id).addPresent("dog").setSource("test");
  }

  static ConsumerRecord<byte[], byte[]> record(ImageSubmission.Builder submission) {
    return record(submission.getId(), submission.build().toByteArray(), null);
  }

  static ConsumerRecord<byte[], byte[]> json(String json) {
    return record(null, json.getBytes(UTF_8), CloudEvents.JSON);
  }

  static ConsumerRecord<byte[], byte[]> record(
      @Nullable String key, byte @Nullable [] value, @Nullable String contentType) {
    return at(0, 0, key == null ? null : key.getBytes(UTF_8), value, contentType);
  }

  /** The same record at another place. */
  static ConsumerRecord<byte[], byte[]> at(
      int partition, long offset, ConsumerRecord<byte[], byte[]> record) {
    return at(partition, offset, record.key(), record.value(), null);
  }

  private static ConsumerRecord<byte[], byte[]> at(
      int partition,
      long offset,
      byte @Nullable [] key,
      byte @Nullable [] value,
      @Nullable String contentType) {
    RecordHeaders headers = new RecordHeaders();
    if (contentType != null) {
      headers.add(CloudEvents.CONTENT_TYPE, contentType.getBytes(UTF_8));
    }
    return new ConsumerRecord<>(
        TOPIC,
        partition,
        offset,
        NOW.toEpochMilli(),
        TimestampType.CREATE_TIME,
        0,
        0,
        key,
        value,
        headers,
        Optional.empty());
  }
}
