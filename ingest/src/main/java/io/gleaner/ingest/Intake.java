package io.gleaner.ingest;

import io.gleaner.protocol.LabelSpace;
import io.gleaner.protocol.RejectionReason;
import io.gleaner.protocol.v1.ImageSubmission;
import io.gleaner.protocol.v1.LabelEvent;
import io.gleaner.protocol.v1.Sample;
import java.time.Clock;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * One submission → its outcome, in two parts: {@link #prepare} is what costs (reading, decoding)
 * and may run on any thread; {@link #outcome} is cheap, and needs the classes as they are by then.
 */
final class Intake {

  private final SubmissionRules rules;
  private final UriFetcher fetcher;
  private final ImageNormaliser normaliser;
  private final IngestMetrics metrics;

  Intake(IngestConfig config, Clock clock, IngestMetrics metrics) {
    this.rules = new SubmissionRules(clock, config.maxFuture());
    this.fetcher = new UriFetcher(config.uri());
    this.normaliser = new ImageNormaliser(config);
    this.metrics = metrics;
  }

  /** Reads and checks a record, and normalises its image. Thread-safe. */
  Prepared prepare(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
    try {
      byte @Nullable [] value = record.value();
      if (value == null) {
        return deletion(record);
      }
      ImageSubmission submission = SubmissionReader.read(value, record.headers());
      SubmissionRules.check(submission, record.key());
      Instant time = rules.time(submission, record.timestamp());
      NormalisedImage image = image(submission);
      // The bytes as sent are not needed any more, and a batch of them is large.
      return new Prepared.Submitted(submission.toBuilder().clearImage().build(), time, image);
    } catch (Unacceptable e) {
      return new Prepared.Refused(e.reason(), e.detail());
    }
  }

  private Prepared deletion(ConsumerRecord<byte[], byte[]> record) throws Unacceptable {
    String id = SubmissionRules.deletedId(record);
    return new Prepared.Deleted(
        id, rules.time(ImageSubmission.getDefaultInstance(), record.timestamp()));
  }

  private @Nullable NormalisedImage image(ImageSubmission submission)
      throws Unacceptable, InterruptedException {
    if (submission.getImage().isEmpty() && submission.getUri().isEmpty()) {
      return null;
    }
    byte[] bytes =
        submission.getImage().isEmpty()
            ? fetcher.fetch(submission.getUri())
            : submission.getImage().toByteArray();
    return metrics.decoding(() -> normaliser.normalise(bytes));
  }

  /** Finishes what was prepared, with the classes known now. */
  static Outcome outcome(Prepared prepared, LabelSpace space) {
    if (prepared instanceof Prepared.Submitted submitted) {
      try {
        return outcome(submitted, LabelIndices.of(submitted.submission(), space));
      } catch (Unacceptable e) {
        return new Outcome.Rejected(e.reason(), e.detail());
      }
    }
    if (prepared instanceof Prepared.Deleted deleted) {
      return deletion(deleted, space);
    }
    Prepared.Refused refused = (Prepared.Refused) prepared;
    return new Outcome.Rejected(refused.reason(), refused.detail());
  }

  /** Whether the outcome could be another one if the label space has grown meanwhile. */
  static boolean namesUnknownClass(Outcome outcome) {
    return outcome instanceof Outcome.Rejected rejected
        && rejected.reason() == RejectionReason.UNKNOWN_CLASS;
  }

  private static Outcome deletion(Prepared.Deleted deleted, LabelSpace space) {
    long millis = deleted.time().toEpochMilli();
    return new Outcome.Deleted(
        Sample.newBuilder()
            .setId(deleted.id())
            .setTimeMillis(millis)
            .setLabelSpaceVersion(space.version())
            .setDeleted(true)
            .build(),
        LabelEvent.newBuilder()
            .setId(deleted.id())
            .setTimeMillis(millis)
            .setLabelSpaceVersion(space.version())
            .setDeleted(true)
            .build());
  }

  private static Outcome outcome(Prepared.Submitted submitted, LabelIndices labels) {
    ImageSubmission submission = submitted.submission();
    LabelEvent event =
        LabelEvent.newBuilder()
            .setId(submission.getId())
            .setSource(submission.getSource().isEmpty() ? "unknown" : submission.getSource())
            .setRole(submission.getRole())
            .setTimeMillis(submitted.time().toEpochMilli())
            .addAllPresent(labels.present())
            .addAllAbsent(labels.absent())
            .addAllRetracted(labels.retracted())
            .setQueryId(submission.getQueryId())
            .setLabelSpaceVersion(labels.version())
            .build();
    NormalisedImage image = submitted.image();
    return image == null
        ? new Outcome.LabelsOnly(event)
        : new Outcome.Sampled(sample(event, image), event);
  }

  private static Sample sample(LabelEvent labels, NormalisedImage image) {
    return Sample.newBuilder()
        .setId(labels.getId())
        .setJpeg(image.jpeg())
        .setWidth(image.width())
        .setHeight(image.height())
        .addAllPresent(labels.getPresentList())
        .addAllAbsent(labels.getAbsentList())
        .setRole(labels.getRole())
        .setTimeMillis(labels.getTimeMillis())
        .setLabelSpaceVersion(labels.getLabelSpaceVersion())
        .build();
  }
}
