package io.gleaner.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import io.gleaner.protocol.RejectionReason;
import io.gleaner.protocol.ShortText;
import io.gleaner.protocol.v1.ImageSubmission;
import io.gleaner.protocol.v1.Role;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** What every submission must be, before its classes and its image are looked at. */
final class SubmissionRules {

  private final Clock clock;
  private final Duration maxFuture;

  SubmissionRules(Clock clock, Duration maxFuture) {
    this.clock = clock;
    this.maxFuture = maxFuture;
  }

  /** The id that a record without a value deletes: its key. */
  static String deletedId(ConsumerRecord<byte[], byte[]> record) throws Unacceptable {
    String id = key(record.key());
    checkId(id == null ? "" : id);
    return String.valueOf(id);
  }

  /** Refuses a submission without sense; see {@link RejectionReason} for each rule. */
  static void check(ImageSubmission submission, byte @Nullable [] key) throws Unacceptable {
    checkId(submission.getId());
    String named = key(key);
    if (named != null && !named.equals(submission.getId())) {
      throw new Unacceptable(
          RejectionReason.KEY_MISMATCH,
          "key %s, id %s; they must be equal"
              .formatted(ShortText.brief(named), submission.getId()));
    }
    checkText("source", submission.getSource());
    checkText("queryId", submission.getQueryId());
    if (submission.getRole() == Role.UNRECOGNIZED) {
      throw new Unacceptable(
          RejectionReason.BROKEN_PROTOBUF, "role " + submission.getRoleValue() + " is none");
    }
    // One that names a query says that there is no answer to it.
    if (submission.getImage().isEmpty()
        && submission.getUri().isEmpty()
        && submission.getQueryId().isEmpty()
        && unlabelled(submission)) {
      throw new Unacceptable(
          RejectionReason.EMPTY_SUBMISSION,
          "neither an image nor a label nor a query's id; nothing to do");
    }
  }

  /** When it was said: the submission's own time, else the record's. */
  Instant time(ImageSubmission submission, long recordMillis) throws Unacceptable {
    Instant now = clock.instant();
    Instant time =
        submission.hasTime()
            ? instant(submission.getTime())
            : recordMillis < 0 ? now : Instant.ofEpochMilli(recordMillis);
    if (time.isAfter(now.plus(maxFuture))) {
      throw new Unacceptable(
          RejectionReason.TIME_IN_FUTURE,
          "time %s is more than %s ahead of now, %s".formatted(time, maxFuture, now));
    }
    return time;
  }

  private static Instant instant(Timestamp time) throws Unacceptable {
    if (!Timestamps.isValid(time) || time.getSeconds() < 0) {
      throw new Unacceptable(
          RejectionReason.BAD_TIME,
          "time of %d s and %d ns is none since 1970"
              .formatted(time.getSeconds(), time.getNanos()));
    }
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }

  private static boolean unlabelled(ImageSubmission submission) {
    return submission.getPresentCount() == 0
        && submission.getAbsentCount() == 0
        && submission.getRetractedCount() == 0;
  }

  private static void checkId(String id) throws Unacceptable {
    if (id.isEmpty()) {
      throw new Unacceptable(RejectionReason.EMPTY_ID, "no image id");
    }
    checkUnicode("id", id);
    if (ShortText.isTooLong(id)) {
      throw new Unacceptable(
          RejectionReason.OVERSIZED_ID,
          "id %s is longer than %d bytes".formatted(ShortText.brief(id), ShortText.MAX_BYTES));
    }
  }

  /** JSON can spell half a surrogate pair, which would become another text on its way. */
  private static void checkUnicode(String field, String text) throws Unacceptable {
    if (!UTF_8.newEncoder().canEncode(text)) {
      throw new Unacceptable(RejectionReason.BROKEN_JSON, field + " is not valid Unicode");
    }
  }

  private static void checkText(String field, String text) throws Unacceptable {
    checkUnicode(field, text);
    if (ShortText.isTooLong(text)) {
      throw new Unacceptable(
          RejectionReason.OVERSIZED_TEXT,
          "%s %s is longer than %d bytes"
              .formatted(field, ShortText.brief(text), ShortText.MAX_BYTES));
    }
  }

  private static @Nullable String key(byte @Nullable [] key) throws Unacceptable {
    if (key == null) {
      return null;
    }
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(key)).toString();
    } catch (CharacterCodingException e) {
      throw new Unacceptable(RejectionReason.KEY_MISMATCH, "the key is not UTF-8, as ids are");
    }
  }
}
