package io.gleaner.protocol;

import java.util.Locale;

/** Why a stage could not use a record. The code is what operators filter and count by. */
public enum RejectionReason {
  /** The value is not valid Protobuf. */
  BROKEN_PROTOBUF,
  /** The value is not valid JSON, or not the JSON of a submission. */
  BROKEN_JSON,
  /** A JSON field that a submission does not have. */
  UNKNOWN_FIELD,
  /** The content-type header names a format that is not understood. */
  UNKNOWN_CONTENT_TYPE,
  /** There is no image id. */
  EMPTY_ID,
  /** The image id is too long. */
  OVERSIZED_ID,
  /** The source's name or the query's id is too long. */
  OVERSIZED_TEXT,
  /** The record's key is not the image id. */
  KEY_MISMATCH,
  /** A class that is not in the label space. */
  UNKNOWN_CLASS,
  /** The same class is said to be both present and absent, or retracted as well. */
  CONTRADICTORY_LABELS,
  /** More labels, or labels of more sources, than are kept of one image. */
  TOO_MANY_LABELS,
  /** Neither an image nor a label nor the id of a query that there is no answer to. */
  EMPTY_SUBMISSION,
  /** Not a time, or one before 1970. */
  BAD_TIME,
  /** The time lies too far in the future. */
  TIME_IN_FUTURE,
  /** Not an image format that is understood. */
  UNSUPPORTED_IMAGE,
  /** The image's bytes cannot be decoded. */
  UNDECODABLE_IMAGE,
  /** The image ends before its last pixel. */
  TRUNCATED_IMAGE,
  /** More pixels than allowed. */
  TOO_MANY_PIXELS,
  /** More bytes than allowed. */
  TOO_MANY_BYTES,
  /** What would be sent on is larger than the topic takes. */
  OVERSIZED_OUTPUT,
  /** The URI is on no allow-list. */
  URI_NOT_ALLOWED,
  /** The URI is allowed but could not be read. */
  URI_NOT_READABLE,
  /** A version of the class priors that nobody published. */
  UNKNOWN_PRIORS,
  /** A vector's length is not the number of classes. */
  WRONG_CLASS_COUNT,
  /** A probability outside [0, 1], or not a number. */
  BAD_PROBABILITY;

  /** The code written into headers and metrics, e.g. {@code unknown-class}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
