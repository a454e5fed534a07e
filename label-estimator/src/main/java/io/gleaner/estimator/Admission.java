package io.gleaner.estimator;

import static io.gleaner.protocol.RejectionReason.BAD_PROBABILITY;
import static io.gleaner.protocol.RejectionReason.BROKEN_PROTOBUF;
import static io.gleaner.protocol.RejectionReason.CONTRADICTORY_LABELS;
import static io.gleaner.protocol.RejectionReason.EMPTY_ID;
import static io.gleaner.protocol.RejectionReason.KEY_MISMATCH;
import static io.gleaner.protocol.RejectionReason.UNKNOWN_CLASS;
import static io.gleaner.protocol.RejectionReason.WRONG_CLASS_COUNT;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import io.gleaner.protocol.v1.LabelEvent;
import io.gleaner.protocol.v1.Prediction;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads records and refuses those that no row can take. */
final class Admission {

  private final Reference reference;

  Admission(Reference reference) {
    this.reference = reference;
  }

  /** A usable label event. */
  LabelEvent label(byte @Nullable [] key, byte @Nullable [] value) throws UnusableRecordException {
    LabelEvent event = parse(LabelEvent.parser(), value);
    checkKey(key, event.getId());
    if (event.getDeleted()) {
      return event;
    }
    int classes = event.getLabelSpaceVersion();
    checkLabelSpace(classes);
    BitSet named = new BitSet(classes);
    checkClasses(event.getPresentList(), classes, named);
    checkClasses(event.getAbsentList(), classes, named);
    checkClasses(event.getRetractedList(), classes, named);
    return event;
  }

  /** A usable prediction. */
  Prediction prediction(byte @Nullable [] key, byte @Nullable [] value)
      throws UnusableRecordException {
    Prediction prediction = parse(Prediction.parser(), value);
    checkKey(key, prediction.getId());
    if (prediction.getPurpose() == Prediction.Purpose.UNRECOGNIZED) {
      throw new UnusableRecordException(
          BROKEN_PROTOBUF, "no prediction has purpose " + prediction.getPurposeValue());
    }
    int classes = prediction.getLabelSpaceVersion();
    if (classes == 0 || prediction.getProbabilitiesCount() != classes) {
      throw new UnusableRecordException(
          WRONG_CLASS_COUNT,
          "%d probabilities for a label space of %d classes"
              .formatted(prediction.getProbabilitiesCount(), classes));
    }
    checkLabelSpace(classes);
    checkNumbers(prediction);
    return prediction;
  }

  private static <T> T parse(Parser<T> parser, byte @Nullable [] value)
      throws UnusableRecordException {
    if (value == null) {
      throw new UnusableRecordException(BROKEN_PROTOBUF, "no value; deletions come as records");
    }
    try {
      return parser.parseFrom(value);
    } catch (InvalidProtocolBufferException e) {
      throw new UnusableRecordException(BROKEN_PROTOBUF, String.valueOf(e.getMessage()));
    }
  }

  private static void checkKey(byte @Nullable [] key, String id) throws UnusableRecordException {
    if (id.isEmpty()) {
      throw new UnusableRecordException(EMPTY_ID, "the record names no image");
    }
    if (!Arrays.equals(key, id.getBytes(UTF_8))) {
      throw new UnusableRecordException(KEY_MISMATCH, "the key is not the image id " + id);
    }
  }

  private void checkLabelSpace(int version) throws UnusableRecordException {
    if (version < 0 || reference.labelSpace(version).isEmpty()) {
      throw new UnusableRecordException(
          UNKNOWN_CLASS, "nobody published a label space of %d classes".formatted(version));
    }
  }

  private static void checkClasses(List<Integer> indices, int classes, BitSet named)
      throws UnusableRecordException {
    BitSet before = (BitSet) named.clone();
    for (int k : indices) {
      if (k < 0 || k >= classes) {
        throw new UnusableRecordException(
            UNKNOWN_CLASS,
            "class index %s in a label space of %d classes"
                .formatted(Integer.toUnsignedString(k), classes));
      }
      if (before.get(k)) {
        throw new UnusableRecordException(
            CONTRADICTORY_LABELS, "two things are said of class index " + k);
      }
      named.set(k);
    }
  }

  private static void checkNumbers(Prediction prediction) throws UnusableRecordException {
    for (int k = 0; k < prediction.getProbabilitiesCount(); k++) {
      float p = prediction.getProbabilities(k);
      // written so that NaN is refused
      if (!(p >= 0 && p <= 1)) {
        throw new UnusableRecordException(
            BAD_PROBABILITY, "probability %s of class index %d".formatted(p, k));
      }
    }
    if (!Double.isFinite(prediction.getEprGradient())) {
      throw new UnusableRecordException(
          BAD_PROBABILITY, "EPR gradient " + prediction.getEprGradient());
    }
  }
}
