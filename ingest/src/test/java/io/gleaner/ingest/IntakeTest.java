package io.gleaner.ingest;

import static io.gleaner.ingest.Submissions.CLASSES;
import static io.gleaner.ingest.Submissions.NOW;
import static io.gleaner.ingest.Submissions.image;
import static io.gleaner.ingest.Submissions.json;
import static io.gleaner.ingest.Submissions.labels;
import static io.gleaner.ingest.Submissions.record;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.JsonFormat;
import io.gleaner.protocol.RejectionReason;
import io.gleaner.protocol.v1.ImageSubmission;
import io.gleaner.protocol.v1.LabelEvent;
import io.gleaner.protocol.v1.Role;
import io.gleaner.protocol.v1.Sample;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A submission becomes a sample and labels, or one rejection that says why")
class IntakeTest {

  private final Intake intake =
      new Intake(
          TestConfigs.with(),
          Clock.fixed(NOW, ZoneOffset.UTC),
          new IngestMetrics(new SimpleMeterRegistry()));

  @Nested
  @DisplayName("goes through")
  class Accepted {

    @Test
    @DisplayName("an image with labels, by index of the label space")
    void shouldSample() throws Exception {
      Outcome.Sampled outcome =
          sampled(
              record(
                  image("a")
                      .addPresent("dog")
                      .addAbsent("traffic light")
                      .addRetracted("cat")
                      .setRole(Role.HOLDOUT)
                      .setQueryId("q1")));
      assertThat(outcome.labels())
          .isEqualTo(
              LabelEvent.newBuilder()
                  .setId("a")
                  .setSource("test")
                  .setRole(Role.HOLDOUT)
                  .setTimeMillis(NOW.toEpochMilli())
                  .addPresent(1)
                  .addAbsent(2)
                  .addRetracted(0)
                  .setQueryId("q1")
                  .setLabelSpaceVersion(3)
                  .build());
      Sample sample = outcome.sample();
      assertThat(sample.getPresentList()).containsExactly(1);
      assertThat(sample.getAbsentList()).containsExactly(2);
      assertThat(sample.getWidth()).isEqualTo(40);
      assertThat(sample.getHeight()).isEqualTo(30);
      assertThat(sample.getRole()).isEqualTo(Role.HOLDOUT);
      assertThat(sample.getJpeg()).isEqualTo(image("a").getImage());
    }

    @Test
    @DisplayName("an image that nobody labelled, with an empty label event")
    void shouldTakeUnlabelledImages() throws Exception {
      Outcome.Sampled outcome = sampled(record(image("a").clearPresent().clearSource()));
      assertThat(outcome.labels().getPresentCount()).isZero();
      assertThat(outcome.labels().getSource()).isEqualTo("unknown");
    }

    @Test
    @DisplayName("labels alone")
    void shouldTakeLabelsAlone() throws Exception {
      assertThat(outcome(record(labels("a"))))
          .isInstanceOfSatisfying(
              Outcome.LabelsOnly.class,
              only -> assertThat(only.labels().getPresentList()).containsExactly(1));
    }

    @Test
    @DisplayName("a null value, as deletion on both topics")
    void shouldDelete() throws Exception {
      assertThat(outcome(record("a", null, null)))
          .isInstanceOfSatisfying(
              Outcome.Deleted.class,
              deleted -> {
                assertThat(deleted.sample().getDeleted()).isTrue();
                assertThat(deleted.labels().getDeleted()).isTrue();
                assertThat(deleted.sample().getId()).isEqualTo("a");
                assertThat(deleted.labels().getId()).isEqualTo("a");
              });
    }

    @Test
    @DisplayName("JSON, the same as Protobuf, with and without the header")
    void shouldReadJson() throws Exception {
      ImageSubmission submission = image("a").addAbsent("cat").build();
      String json = JsonFormat.printer().print(submission);
      Outcome expected = outcome(record("a", submission.toByteArray(), "application/protobuf"));
      assertThat(outcome(record("a", json.getBytes(UTF_8), "application/json; charset=utf-8")))
          .isEqualTo(expected);
      assertThat(outcome(record("a", ("\n  " + json).getBytes(UTF_8), null))).isEqualTo(expected);
      assertThat(outcome(record("a", submission.toByteArray(), null))).isEqualTo(expected);
    }

    @Test
    @DisplayName("JSON as people write it by hand")
    void shouldReadHandWrittenJson() throws Exception {
      String image = Base64.getEncoder().encodeToString(TestImages.jpeg(20, 20, 1));
      Outcome.Sampled outcome =
          sampled(
              json(
                  """
                  {"id": "a", "image": "%s", "present": ["dog"], "role": "HOLDOUT",
                   "time": "2026-01-02T03:04:05.678Z"}"""
                      .formatted(image)));
      assertThat(outcome.labels().getTimeMillis()).isEqualTo(1767323045678L);
      assertThat(outcome.labels().getRole()).isEqualTo(Role.HOLDOUT);
    }

    @Test
    @DisplayName("Protobuf that happens to look like JSON at its beginning")
    void shouldNotMistakeProtobufForJson() throws Exception {
      // A line feed (field 1), a space (32 bytes), a brace.
      String id = "{123e4567-e89b-12d3-a456-426614}";
      assertThat(id).hasSize(32);
      assertThat(outcome(record(labels(id)))).isInstanceOf(Outcome.LabelsOnly.class);
    }

    @Test
    @DisplayName("a class named twice, once")
    void shouldDropRepetitions() throws Exception {
      Outcome.Sampled outcome = sampled(record(image("a").addPresent("dog").addPresent("cat")));
      assertThat(outcome.labels().getPresentList()).containsExactly(0, 1);
    }

    @Test
    @DisplayName("without a time, at the record's")
    void shouldTakeTheRecordsTime() throws Exception {
      assertThat(sampled(record(image("a"))).labels().getTimeMillis())
          .isEqualTo(NOW.toEpochMilli());
    }

    @Test
    @DisplayName("a clock that is a little ahead")
    void shouldBearSmallSkew() throws Exception {
      Timestamp soon = Timestamp.newBuilder().setSeconds(NOW.getEpochSecond() + 3500).build();
      assertThat(sampled(record(image("a").setTime(soon))).labels().getTimeMillis())
          .isEqualTo(NOW.toEpochMilli() + 3_500_000);
    }

    @Test
    @DisplayName("an id of exactly 512 bytes, and a record without a key")
    void shouldTakeLongIds() throws Exception {
      String id = "é".repeat(256);
      assertThat(outcome(record(null, labels(id).build().toByteArray(), null)))
          .isInstanceOf(Outcome.LabelsOnly.class);
    }
  }

  @Nested
  @DisplayName("is rejected")
  class Rejected {

    @Test
    @DisplayName("broken-protobuf")
    void brokenProtobuf() throws Exception {
      assertRejected(record("a", new byte[] {1, 2, 3}, null), RejectionReason.BROKEN_PROTOBUF);
      byte[] cut = image("a").build().toByteArray();
      assertRejected(
          record("a", Arrays.copyOf(cut, cut.length - 9), null), RejectionReason.BROKEN_PROTOBUF);
      assertRejected(record(labels("a").setRoleValue(7)), RejectionReason.BROKEN_PROTOBUF);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "{",
          "{\"id\": 3, ]",
          "[1]",
          "{\"id\": \"a\", \"image\": \"%%%\"}",
          "{\"id\": \"a\", \"present\": \"dog\"}",
          "{\"id\": \"a\", \"role\": \"TEST\"}",
          "{\"id\": \"a\", \"time\": \"yesterday\"}",
          "{\"id\": \"\\ud800\", \"present\": [\"dog\"]}"
        })
    @DisplayName("broken-json")
    void brokenJson(String json) throws Exception {
      assertRejected(json(json), RejectionReason.BROKEN_JSON);
    }

    @ParameterizedTest
    @CsvSource({
      "'[', ''",
      "'[', ']'",
      "'{\"id\":', ''",
      "'{\"id\":', '}'",
      "'[{\"id\":', '}]'",
      "'# \"\n[', ']'"
    })
    @DisplayName("broken-json: nested a million deep, closed or not")
    void nestedJson(String open, String close) throws Exception {
      int depth = 1_000_000;
      String nested = open.repeat(depth) + (close.isEmpty() ? "" : "1" + close.repeat(depth));
      assertRejected(
          json("{\"present\": " + nested + (close.isEmpty() ? "" : "}")),
          RejectionReason.BROKEN_JSON);
    }

    @Test
    @DisplayName("broken-json: not UTF-8")
    void latin1Json() throws Exception {
      byte[] latin1 = {'{', '"', 'i', 'd', '"', ':', '"', (byte) 0xE9, '"', '}'};
      assertRejected(record(null, latin1, null), RejectionReason.BROKEN_JSON);
    }

    @Test
    @DisplayName("unknown-field, naming it and what there is")
    void unknownField() throws Exception {
      assertThat(
              assertRejected(
                  json("{\"id\": \"a\", \"lables\": [\"dog\"]}"), RejectionReason.UNKNOWN_FIELD))
          .contains("lables")
          .contains("present, absent, retracted");
    }

    @Test
    @DisplayName("unknown-content-type")
    void unknownContentType() throws Exception {
      assertThat(
              assertRejected(
                  record("a", "id: a".getBytes(UTF_8), "application/yaml"),
                  RejectionReason.UNKNOWN_CONTENT_TYPE))
          .contains("application/yaml");
    }

    @Test
    @DisplayName("empty-id, also of a deletion without a key")
    void emptyId() throws Exception {
      assertRejected(record(labels("")), RejectionReason.EMPTY_ID);
      assertRejected(record(null, null, null), RejectionReason.EMPTY_ID);
      assertRejected(record("", new byte[0], null), RejectionReason.EMPTY_ID);
    }

    @Test
    @DisplayName("oversized-id, counted in UTF-8")
    void oversizedId() throws Exception {
      assertRejected(record(labels("é".repeat(257))), RejectionReason.OVERSIZED_ID);
      assertRejected(record("x".repeat(513), null, null), RejectionReason.OVERSIZED_ID);
    }

    @Test
    @DisplayName("oversized-text")
    void oversizedText() throws Exception {
      assertRejected(
          record(labels("a").setSource("s".repeat(513))), RejectionReason.OVERSIZED_TEXT);
      assertRejected(
          record(labels("a").setQueryId("q".repeat(513))), RejectionReason.OVERSIZED_TEXT);
    }

    @Test
    @DisplayName("key-mismatch, naming both")
    void keyMismatch() throws Exception {
      assertThat(
              assertRejected(
                  record("b", labels("a").build().toByteArray(), null),
                  RejectionReason.KEY_MISMATCH))
          .contains("key b, id a");
    }

    @Test
    @DisplayName("unknown-class, with the nearest known one")
    void unknownClass() throws Exception {
      assertThat(
              assertRejected(
                  record(image("a").addPresent("Trafic light")), RejectionReason.UNKNOWN_CLASS))
          .isEqualTo("class Trafic light is not among the 3 classes; did you mean traffic light?");
      assertThat(
              assertRejected(
                  record(labels("a").addAbsent("zeppelin")), RejectionReason.UNKNOWN_CLASS))
          .doesNotContain("did you mean");
      assertRejected(
          record(labels("a").addRetracted("z".repeat(100_000))), RejectionReason.UNKNOWN_CLASS);
    }

    @Test
    @DisplayName("contradictory-labels, naming the class")
    void contradiction() throws Exception {
      assertThat(
              assertRejected(
                  record(labels("a").addAbsent("dog")), RejectionReason.CONTRADICTORY_LABELS))
          .contains("dog is both present and absent");
      assertRejected(record(labels("a").addRetracted("dog")), RejectionReason.CONTRADICTORY_LABELS);
    }

    @Test
    @DisplayName("empty-submission")
    void emptySubmission() throws Exception {
      assertRejected(record(labels("a").clearPresent()), RejectionReason.EMPTY_SUBMISSION);
    }

    @Test
    @DisplayName("but not one that names a query there is no answer to")
    void noAnswer() throws Exception {
      Outcome outcome = outcome(record(labels("a").clearPresent().setQueryId("q")));
      assertThat(outcome).isInstanceOf(Outcome.LabelsOnly.class);
      LabelEvent event = ((Outcome.LabelsOnly) outcome).labels();
      assertThat(event.getQueryId()).isEqualTo("q");
      assertThat(event.getPresentCount() + event.getAbsentCount()).isZero();
    }

    @Test
    @DisplayName("time-in-future and bad-time")
    void times() throws Exception {
      Timestamp later = Timestamp.newBuilder().setSeconds(NOW.getEpochSecond() + 3601).build();
      assertRejected(record(labels("a").setTime(later)), RejectionReason.TIME_IN_FUTURE);
      assertRejected(
          record(labels("a").setTime(Timestamp.newBuilder().setSeconds(-5))),
          RejectionReason.BAD_TIME);
      assertRejected(
          record(labels("a").setTime(Timestamp.newBuilder().setNanos(-5))),
          RejectionReason.BAD_TIME);
      assertRejected(
          record(labels("a").setTime(Timestamp.newBuilder().setSeconds(Long.MAX_VALUE))),
          RejectionReason.BAD_TIME);
    }

    @Test
    @DisplayName("unsupported, undecodable and truncated images")
    void images() throws Exception {
      assertRejected(withImage("hello".getBytes(UTF_8)), RejectionReason.UNSUPPORTED_IMAGE);
      byte[] jpeg = TestImages.jpeg(50, 50, 3);
      assertRejected(
          withImage(Arrays.copyOf(jpeg, jpeg.length / 2)), RejectionReason.TRUNCATED_IMAGE);
      byte[] png = TestImages.png(TestImages.quarters(20, 20));
      png[20] ^= 1;
      assertRejected(withImage(png), RejectionReason.UNDECODABLE_IMAGE);
    }

    @Test
    @DisplayName("uri-not-allowed, by default whatever the URI")
    void uri() throws Exception {
      for (String uri :
          new String[] {
            "http://localhost/a.jpg", "file:///etc/passwd", "ftp://x/y", "::", "a.jpg"
          }) {
        assertRejected(record(labels("a").setUri(uri)), RejectionReason.URI_NOT_ALLOWED);
      }
    }

    private ConsumerRecord<byte[], byte[]> withImage(byte[] bytes) {
      return record(labels("a").setImage(ByteString.copyFrom(bytes)));
    }

    private String assertRejected(ConsumerRecord<byte[], byte[]> record, RejectionReason reason)
        throws Exception {
      Outcome outcome = outcome(record);
      assertThat(outcome).isInstanceOf(Outcome.Rejected.class);
      Outcome.Rejected rejected = (Outcome.Rejected) outcome;
      assertThat(rejected.reason()).as(rejected.detail()).isEqualTo(reason);
      assertThat(rejected.detail()).isNotBlank();
      return rejected.detail();
    }
  }

  private Outcome outcome(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
    return Intake.outcome(intake.prepare(record), CLASSES);
  }

  private Outcome.Sampled sampled(ConsumerRecord<byte[], byte[]> record)
      throws InterruptedException {
    Outcome outcome = outcome(record);
    assertThat(outcome).isInstanceOf(Outcome.Sampled.class);
    return (Outcome.Sampled) outcome;
  }
}
