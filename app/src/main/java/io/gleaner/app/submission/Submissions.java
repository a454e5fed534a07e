package io.gleaner.app.submission;

import com.google.protobuf.Timestamp;
import io.gleaner.protocol.CloudEvents;
import io.gleaner.protocol.Configuration;
import io.gleaner.protocol.v1.ImageSubmission;
import java.time.Clock;
import java.time.Instant;
import java.util.Properties;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes topic {@code submissions} as any producer should: keyed, idempotent, acknowledged. */
final class Submissions implements AutoCloseable {

  /** What key, labels, headers and framing may add to an image. */
  static final int ENVELOPE_BYTES = 65_536;

  private static final String TYPE = "io.gleaner.submission.v1";

  private final Producer<String, byte[]> producer;
  private final String topic;
  private final Clock clock;

  /** Writes through a producer, which is closed with this. */
  Submissions(Producer<String, byte[]> producer, String topic, Clock clock) {
    this.producer = producer;
    this.topic = topic;
    this.clock = clock;
  }

  /** Connects a producer of its own. */
  static Submissions connect(Configuration configuration, String clientId, Clock clock) {
    Properties properties = configuration.kafka(clientId);
    properties.setProperty("acks", "all");
    properties.setProperty("enable.idempotence", "true");
    properties.putIfAbsent("linger.ms", "5");
    properties.putIfAbsent("batch.size", "131072");
    // What is in flight is bounded by the producer's buffer: send() waits for room.
    properties.putIfAbsent(
        "buffer.memory", Long.toString(configuration.config().getBytes("import.in-flight-bytes")));
    properties.putIfAbsent("max.block.ms", "120000");
    properties.putIfAbsent("max.request.size", Integer.toString(maxRecordBytes(configuration)));
    return new Submissions(
        new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer()),
        configuration.topics().submissions(),
        clock);
  }

  /** The largest image that fits a record with its labels. */
  static int maxImageBytes(Configuration configuration) {
    return Math.max(1, maxRecordBytes(configuration) - ENVELOPE_BYTES);
  }

  private static int maxRecordBytes(Configuration configuration) {
    return configuration.config().getInt("topics.max-message-bytes");
  }

  /**
   * Sends one submission, said now; waits while too many bytes are on their way.
   *
   * @param source who says so, e.g. {@code import}
   * @param done called on the producer's thread
   */
  void send(ImageSubmission.Builder submission, String source, Callback done) {
    Instant now = clock.instant();
    submission
        .setSource(source)
        .setTime(Timestamp.newBuilder().setSeconds(now.getEpochSecond()).setNanos(now.getNano()));
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(topic, submission.getId(), submission.build().toByteArray());
    CloudEvents.headers(
        record.headers(), TYPE, "/gleaner/" + source, submission.getId() + "@" + now, now);
    // Failures reach the callback, also those of before sending.
    Future<RecordMetadata> unused = producer.send(record, done);
  }

  /** Waits until everything sent is acknowledged or has failed. */
  void flush() {
    producer.flush();
  }

  @Override
  public void close() {
    producer.close();
  }
}
