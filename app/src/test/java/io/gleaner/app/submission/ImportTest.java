package io.gleaner.app.submission;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.protocol.LabelSpace;
import io.gleaner.protocol.v1.ImageSubmission;
import io.gleaner.protocol.v1.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("An import")
class ImportTest {

  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.006Z");

  @TempDir Path directory;
  private final Tally tally = new Tally();
  private final MockProducer<String, byte[]> producer =
      new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());

  @BeforeEach
  void writeImages() throws IOException {
    Files.createDirectories(directory.resolve("photos"));
    Files.write(directory.resolve("photos/a.jpg"), new byte[] {1, 2, 3});
    Files.write(directory.resolve("photos/empty.jpg"), new byte[0]);
    Files.write(directory.resolve("photos/large.jpg"), new byte[101]);
    Files.write(directory.resolve("secret.jpg"), new byte[] {4});
    Files.createSymbolicLink(directory.resolve("photos/link.jpg"), directory.resolve("secret.jpg"));
  }

  @Test
  @DisplayName("sends bytes, labels, role and source under the image's id, as a CloudEvent")
  void shouldSend() throws IOException {
    run("file,labels,absent\na.jpg,dog,cat\n");
    ProducerRecord<String, byte[]> record = producer.history().get(0);
    assertThat(record.key()).isEqualTo("a.jpg");
    ImageSubmission sent = ImageSubmission.parseFrom(record.value());
    assertThat(sent.getImage().toByteArray()).containsExactly(1, 2, 3);
    assertThat(sent.getPresentList()).containsExactly("dog");
    assertThat(sent.getAbsentList()).containsExactly("cat");
    assertThat(sent.getRole()).isEqualTo(Role.HOLDOUT);
    assertThat(sent.getSource()).isEqualTo("ann");
    assertThat(sent.getTime().getSeconds()).isEqualTo(NOW.getEpochSecond());
    assertThat(header(record, "content-type")).isEqualTo("application/protobuf");
    assertThat(header(record, "ce_type")).isEqualTo("io.gleaner.submission.v1");
    assertThat(tally.report()).containsExactly("1 sent, 0 skipped");
  }

  @Test
  @DisplayName("reads nothing outside the images' directory")
  void shouldRefusePathTraversal() throws IOException {
    run(
        "file,labels\n../secret.jpg,dog\n%s,dog\nlink.jpg,dog\nx/../../secret.jpg,dog\n"
            .formatted(directory.resolve("secret.jpg")));
    assertThat(producer.history()).isEmpty();
    assertThat(tally.report())
        .filteredOn(line -> line.contains("outside the images' directory"))
        .hasSize(4);
  }

  @Test
  @DisplayName("skips what cannot be sent, names the line and the reason, and goes on")
  void shouldSkipAndGoOn() throws IOException {
    run("file,labels\nnone.jpg,dog\nempty.jpg,dog\nlarge.jpg,dog\na.jpg,dgo\na.jpg,dog\n");
    assertThat(tally.report())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("skipped line 2: no such file"),
            line -> assertThat(line).startsWith("skipped line 3: empty file"),
            line -> assertThat(line).startsWith("skipped line 4: too large"),
            line ->
                assertThat(line)
                    .isEqualTo("skipped line 5: unknown class: 'dgo'; did you mean 'dog'?"),
            line -> assertThat(line).isEqualTo("1 sent, 4 skipped"));
  }

  @Test
  @DisplayName("counts what Kafka does not take")
  void shouldCountRefusedRecords() throws IOException {
    MockProducer<String, byte[]> refusing =
        new MockProducer<>(false, null, new StringSerializer(), new ByteArraySerializer());
    run(
        "file,labels\na.jpg,dog\n",
        refusing,
        () -> refusing.errorNext(new RecordTooLargeException("1 byte too many")));
    assertThat(tally.skippedCount()).isEqualTo(1);
    assertThat(tally.report().get(0)).contains("too large").contains("1 byte too many");
  }

  @Test
  @DisplayName("lists the first twenty skips and counts all by reason")
  void shouldCountByReason() throws IOException {
    run("file,labels\n" + "none.jpg,dog\n".repeat(25));
    assertThat(tally.report())
        .hasSize(23)
        .endsWith("... and 5 more", "      25 no such file", "0 sent, 25 skipped");
  }

  private void run(String csv) throws IOException {
    run(csv, producer, () -> {});
  }

  private void run(String csv, Producer<String, byte[]> to, Runnable afterEach) throws IOException {
    Path file = Files.writeString(directory.resolve("labels.csv"), csv);
    Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    new Import(
            new Submissions(to, "submissions", clock),
            new ImageFiles(directory.resolve("photos"), 100),
            LabelSpace.of(List.of("cat", "dog")),
            new Import.Defaults(Role.HOLDOUT, "ann"),
            tally)
        .run(new CsvListing(file), afterEach);
  }

  private static String header(ProducerRecord<String, byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }
}
