package io.gleaner.app.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import io.gleaner.evaluation.Truth;
import io.gleaner.protocol.CloudEvents;
import io.gleaner.protocol.Topics;
import io.gleaner.protocol.v1.ImageSubmission;
import io.gleaner.protocol.v1.Role;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Pictures as records of topic {@code submissions}. */
public final class PictureSubmissions {

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
    submission.getTimeBuilder().setSeconds(time.getEpochSecond()).setNanos(time.getNano());
    if (holdout || everyLabel) {
      label(submission, pictures.truth(i));
    } else {
      submission.addPresent(PictureSet.classNames().get(pictures.observedPositive(i)));
    }
    var record =
        new ProducerRecord<>(
            topics.submissions(), pictures.id(i).getBytes(UTF_8), submission.build().toByteArray());
    CloudEvents.headers(
        record.headers(), "io.gleaner.submission.v1", "/gleaner/demo", pictures.id(i), time);
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
