package io.gleaner.estimator;

import static io.gleaner.protocol.RejectionReason.BAD_PROBABILITY;
import static io.gleaner.protocol.RejectionReason.BROKEN_PROTOBUF;
import static io.gleaner.protocol.RejectionReason.CONTRADICTORY_LABELS;
import static io.gleaner.protocol.RejectionReason.EMPTY_ID;
import static io.gleaner.protocol.RejectionReason.KEY_MISMATCH;
import static io.gleaner.protocol.RejectionReason.OVERSIZED_ID;
import static io.gleaner.protocol.RejectionReason.OVERSIZED_TEXT;
import static io.gleaner.protocol.RejectionReason.UNKNOWN_CLASS;
import static io.gleaner.protocol.RejectionReason.UNKNOWN_PRIORS;
import static io.gleaner.protocol.RejectionReason.WRONG_CLASS_COUNT;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gleaner.protocol.ShortText;
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
    LabelEvent event = parse(value, LabelEvent::parseFrom);
    checkKey(key, event.getId());
    if (event.getDeleted()) {
      return event;
    }
    if (ShortText.isTooLong(event.getSource())) {
      throw new UnusableRecordException(
          OVERSIZED_TEXT,
          "source %s is longer than %d bytes"
              .formatted(ShortText.brief(event.getSource()), ShortText.MAX_BYTES));
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
  ImagePrediction prediction(byte @Nullable [] key, byte @Nullable [] value)
      throws UnusableRecordException {
    ImagePrediction prediction = parse(value, ImagePrediction::parse);
    checkKey(key, prediction.id());
    if (prediction.purpose() == Prediction.Purpose.UNRECOGNIZED) {
      throw new UnusableRecordException(BROKEN_PROTOBUF, "a prediction of no known purpose");
    }
    int classes = prediction.labelSpaceVersion();
    if (classes == 0 || prediction.classes() != classes) {
      throw new UnusableRecordException(
          WRONG_CLASS_COUNT,
          "%d probabilities for a label space of %d classes"
              .formatted(prediction.classes(), classes));
    }
    checkLabelSpace(classes);
    checkNumbers(prediction);
    checkPriors(prediction);
    return prediction;
  }

  /** Reads a record from its bytes. */
  private interface Parser<T> {
    T parse(byte[] bytes) throws InvalidProtocolBufferException;
  }

  private static <T> T parse(byte @Nullable [] value, Parser<T> parser)
      throws UnusableRecordException {
    if (value == null) {
      throw new UnusableRecordException(BROKEN_PROTOBUF, "no value; deletions come as records");
    }
    try {
      return parser.parse(value);
    } catch (InvalidProtocolBufferException e) {
      throw new UnusableRecordException(BROKEN_PROTOBUF, String.valueOf(e.getMessage()));
    }
  }

  private static void checkKey(byte @Nullable [] key, String id) throws UnusableRecordException {
    if (id.isEmpty()) {
      throw new UnusableRecordException(EMPTY_ID, "the record names no image");
    }
    if (ShortText.isTooLong(id)) {
      throw new UnusableRecordException(
          OVERSIZED_ID,
          "id %s is longer than %d bytes".formatted(ShortText.brief(id), ShortText.MAX_BYTES));
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

  /** Whether the row needs them or not, so that it does not depend on the row what is refused. */
  private void checkPriors(ImagePrediction prediction) throws UnusableRecordException {
    if (prediction.purpose() == Prediction.Purpose.TRAIN
        && !reference.hasPriors(prediction.priorVersion())) {
      throw new UnusableRecordException(
          UNKNOWN_PRIORS,
          "nobody published class priors %d, which the prediction names"
              .formatted(prediction.priorVersion()));
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

  private static void checkNumbers(ImagePrediction prediction) throws UnusableRecordException {
    float[] probabilities = prediction.probabilities();
    float least = 0;
    float most = 1;
    // NaN if any is; without a branch, so that it can be compiled to vector instructions
    for (float p : probabilities) {
      least = Math.min(least, p);
      most = Math.max(most, p);
    }
    if (!(least >= 0 && most <= 1)) {
      refuse(probabilities);
    }
    if (!Double.isFinite(prediction.eprGradient())) {
      throw new UnusableRecordException(
          BAD_PROBABILITY, "EPR gradient " + prediction.eprGradient());
    }
  }

  private static void refuse(float[] probabilities) throws UnusableRecordException {
    for (int k = 0; k < probabilities.length; k++) {
      float p = probabilities[k];
      // written so that NaN is refused
      if (!(p >= 0 && p <= 1)) {
        throw new UnusableRecordException(
            BAD_PROBABILITY, "probability %s of class index %d".formatted(p, k));
      }
    }
  }
}
