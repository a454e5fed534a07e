package io.gleaner.ingest;

import io.gleaner.protocol.RejectionReason;
import io.gleaner.protocol.v1.ImageSubmission;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A submission as far as it can be worked on without the label space, on any thread. */
sealed interface Prepared {

  /** A sound submission, its image normalised if it has one. */
  record Submitted(ImageSubmission submission, Instant time, @Nullable NormalisedImage image)
      implements Prepared {}

  /** The id is to be deleted everywhere. */
  record Deleted(String id, Instant time) implements Prepared {}

  /** It cannot be used. */
  record Refused(RejectionReason reason, String detail) implements Prepared {}
}
