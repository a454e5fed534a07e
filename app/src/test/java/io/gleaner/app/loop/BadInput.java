package io.gleaner.app.loop;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import io.gleaner.protocol.v1.ImageSubmission;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Submissions that cannot be used, each between two good ones in the same partition. */
final class BadInput implements AutoCloseable {

  private static final String TOPIC = "gleaner.submissions.v1";

  private final KafkaProducer<String, byte[]> producer;
  private final Map<String, String> expected = new LinkedHashMap<>();
  private final Set<String> good = new TreeSet<>();

  BadInput(String bootstrapServers) {
    this.producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers, "acks", "all"),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  /**
   * Sends every kind of bad input.
   *
   * @param jpeg a good image
   * @return the reason expected for each, by where its record lies
   */
  Map<String, String> send(byte[] jpeg)
      throws IOException, ExecutionException, InterruptedException {
    ByteString image = ByteString.copyFrom(jpeg);
    ByteString truncated = image.substring(0, jpeg.length / 2);
    byte[] large = DrawnFolder.jpeg(1200, 1000, List.of(0), new Random(1));
    String longId = "x".repeat(100_000);
    good(image);
    bad("undecodable-image", submission("bad-1").setImage(damaged()));
    good(image);
    bad("truncated-image", submission("bad-2").setImage(truncated));
    good(image);
    bad("unknown-class", submission("bad-3").setImage(image).addPresent("unicorn"));
    good(image);
    bad("empty-id", submission("").setImage(image));
    good(image);
    bad("oversized-id", submission(longId).setImage(image));
    good(image);
    bad("too-many-pixels", submission("bad-6").setImage(ByteString.copyFrom(large)));
    good(image);
    bad("unsupported-image", submission("bad-7").setImage(ByteString.copyFromUtf8("GIF? no")));
    good(image);
    bad("broken-json", "bad-8", "{\"id\": \"bad-8\",".getBytes(UTF_8), "application/json");
    good(image);
    bad("broken-protobuf", "bad-9", new byte[] {-1, -1, -1}, "application/protobuf");
    good(image);
    return expected;
  }

  /** The images between. */
  Set<String> goodIds() {
    return good;
  }

  /** Reasons of rejected records, by where the submission lay. */
  static Map<String, String> reasons(List<ConsumerRecord<String, byte[]>> rejected) {
    Map<String, String> reasons = new LinkedHashMap<>();
    for (ConsumerRecord<String, byte[]> record : rejected) {
      reasons.put(
          header(record, "gleaner-partition") + "/" + header(record, "gleaner-offset"),
          header(record, "gleaner-reason"));
    }
    return reasons;
  }

  private static String header(ConsumerRecord<String, byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }

  private static ImageSubmission.Builder submission(String id) {
    return ImageSubmission.newBuilder().setId(id);
  }

  /** A PNG with one flipped bit. */
  private static ByteString damaged() throws IOException {
    byte[] png = DrawnFolder.encode("png", DrawnFolder.draw(64, 64, List.of(0), new Random(2)));
    png[20] ^= 1;
    return ByteString.copyFrom(png);
  }

  private void good(ByteString image) throws ExecutionException, InterruptedException {
    String id = "good-" + good.size();
    good.add(id);
    byte[] value = submission(id).setImage(image).addPresent("disc").build().toByteArray();
    write(id, value, "application/protobuf");
  }

  private void bad(String reason, ImageSubmission.Builder submission)
      throws ExecutionException, InterruptedException {
    bad(reason, submission.getId(), submission.build().toByteArray(), "application/protobuf");
  }

  private void bad(String reason, String key, byte[] value, String contentType)
      throws ExecutionException, InterruptedException {
    RecordMetadata written = write(key, value, contentType);
    expected.put(written.partition() + "/" + written.offset(), reason);
  }

  private RecordMetadata write(String key, byte[] value, String contentType)
      throws ExecutionException, InterruptedException {
    ProducerRecord<String, byte[]> record = new ProducerRecord<>(TOPIC, 0, key, value);
    record.headers().add("content-type", contentType.getBytes(UTF_8));
    return producer.send(record).get();
  }

  @Override
  public void close() {
    producer.close();
  }
}
