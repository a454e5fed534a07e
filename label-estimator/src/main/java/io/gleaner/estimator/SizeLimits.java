package io.gleaner.estimator;

import static io.gleaner.protocol.RejectionReason.OVERSIZED_OUTPUT;
import static io.gleaner.protocol.RejectionReason.TOO_MANY_LABELS;

import com.google.protobuf.MessageLite;

/**
 * How much may be kept and published of one image, so that no record is larger than its topic
 * takes: such a one would stop the stage, and again after every restart. A row that has reached a
 * bound stays usable; what would take it beyond is rejected.
 *
 * <pre>
 * row ≤ 15 octets a word + 514 a source + 1 a class + history
 *     ≤ 0.54 of the largest record + 1 a class + history
 * </pre>
 *
 * <p>Below its bounds a ledger does not depend on the order of its events; at them, on which came
 * first.
 */
final class SizeLimits {

  /** Less would leave no room for what many classes take. */
  static final int LEAST_RECORD = 1 << 18;

  private static final int BYTES_A_WORD = 1 << 5;
  private static final int BYTES_A_SOURCE = 1 << 13;

  /** Key, headers and what Kafka adds to a record of its own batch. */
  private static final int ENVELOPE = 1 << 12;

  private final int largestRecord;

  /** Limits from the largest record that topics and changelogs take, in bytes. */
  SizeLimits(int largestRecord) {
    this.largestRecord = largestRecord;
  }

  /** How many sources may speak of one image. */
  int sources() {
    return largestRecord / BYTES_A_SOURCE;
  }

  /** How many words, one a class and source, one image may gather. */
  int words() {
    return largestRecord / BYTES_A_WORD;
  }

  /** The largest value that can be published or stored, in bytes. */
  int value() {
    return largestRecord - ENVELOPE;
  }

  /** Refuses an event that makes a ledger grow beyond its bounds. */
  void checkGrowth(Ledger before, Ledger after) throws UnusableRecordException {
    int words = after.words().size();
    if (words > words() && words > before.words().size()) {
      throw new UnusableRecordException(
          TOO_MANY_LABELS,
          "with this the image would have %d labels, each source's of a class counted; %d are kept"
              .formatted(words, words()));
    }
    // no more sources than words
    if (words > sources()) {
      long sources = after.sources();
      if (sources > sources() && sources > before.sources()) {
        throw new UnusableRecordException(
            TOO_MANY_LABELS,
            "with this the image would have labels of %d sources; %d are kept"
                .formatted(sources, sources()));
      }
    }
  }

  /** Refuses an event if what is to be published of it is too large. */
  void checkValue(String outlet, MessageLite value) throws UnusableRecordException {
    if (value.getSerializedSize() > value()) {
      throw new UnusableRecordException(
          OVERSIZED_OUTPUT,
          "%s would have %d bytes, and the topic takes %d: shorten the class names or raise gleaner.topics.max-message-bytes"
              .formatted(outlet, value.getSerializedSize(), value()));
    }
  }
}
