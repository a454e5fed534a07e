package io.gleaner.ingest;

import io.gleaner.protocol.RejectionReason;
import io.gleaner.protocol.v1.LabelEvent;
import io.gleaner.protocol.v1.Sample;

/** What becomes of one submission; every submission has exactly one outcome. */
sealed interface Outcome {

  /** An image, and who said what of it. */
  record Sampled(Sample sample, LabelEvent labels) implements Outcome {}

  /** Labels of an image that came or will come by another submission, or never. */
  record LabelsOnly(LabelEvent labels) implements Outcome {}

  /** The image's deletion, on both topics. */
  record Deleted(Sample sample, LabelEvent labels) implements Outcome {}

  /** Nothing but a record in {@code rejected}. */
  record Rejected(RejectionReason reason, String detail) implements Outcome {}
}
