package io.gleaner.app.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import io.gleaner.evaluation.Truth;
import io.gleaner.protocol.CloudEvents;
import io.gleaner.protocol.Topics;
import io.gleaner.protocol.v1.ImageSubmission;
import io.gleaner.protocol.v1.LabelQuery;
import io.gleaner.protocol.v1.Role;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Pictures as records of topic {@code submissions}. */
public final class PictureSubmissions {

  /** The source of answers to random audits. */
  static final String ANNOTATOR = "demo-annotator";

  private final PictureSet pictures;
  private final boolean everyLabel;
  private final Topics topics;

  /**
   * Submissions of these pictures.
   *
   * @param everyLabel whether training pictures carry every label, or one positive
   */
  public PictureSubmissions(PictureSet pictures, boolean everyLabel, Topics topics) {
    this.pictures = pictures;
    this.everyLabel = everyLabel;
    this.topics = topics;
  }

  /** The record of a picture, submitted at a time. */
  public ProducerRecord<byte[], byte[]> of(int i, Instant time) {
    boolean holdout = pictures.holdout(i);
    ImageSubmission.Builder submission =
        ImageSubmission.newBuilder()
            .setId(pictures.id(i))
            .setImage(ByteString.copyFrom(pictures.jpeg(i)))
            .setSource("demo")
            .setRole(holdout ? Role.HOLDOUT : Role.TRAIN);
    if (holdout || everyLabel) {
      label(submission, pictures.truth(i));
    } else {
      submission.addPresent(PictureSet.classNames().get(pictures.observedPositive(i)));
    }
    return record(submission, pictures.id(i), time);
  }

  /** The true answer to a label query about one of the pictures. */
  ProducerRecord<byte[], byte[]> answerTo(LabelQuery query, Instant time) {
    byte[] truth = pictures.truth(Picture.number(query.getId()));
    String name = query.getClassName();
    ImageSubmission.Builder submission =
        ImageSubmission.newBuilder()
            .setId(query.getId())
            .setQueryId(query.getQueryId())
            .setSource(ANNOTATOR);
    if (truth[PictureSet.classNames().indexOf(name)] == Truth.PRESENT) {
      submission.addPresent(name);
    } else {
      submission.addAbsent(name);
    }
    return record(submission, query.getQueryId(), time);
  }

  private ProducerRecord<byte[], byte[]> record(
      ImageSubmission.Builder submission, String event, Instant time) {
    submission.getTimeBuilder().setSeconds(time.getEpochSecond()).setNanos(time.getNano());
    var record =
        new ProducerRecord<>(
            topics.submissions(),
            submission.getId().getBytes(UTF_8),
            submission.build().toByteArray());
    CloudEvents.headers(record.headers(), "io.gleaner.submission.v1", "/gleaner/demo", event, time);
    return record;
  }

  private static void label(ImageSubmission.Builder submission, byte[] truth) {
    List<String> names = PictureSet.classNames();
    for (int k = 0; k < truth.length; k++) {
      if (truth[k] == Truth.PRESENT) {
        submission.addPresent(names.get(k));
      } else {
        submission.addAbsent(names.get(k));
      }
    }
  }
}
