package io.gleaner.app.experiment;

import com.google.protobuf.ByteString;
import io.gleaner.objective.QuantisedLogits;
import io.gleaner.protocol.v1.SoftLabels;

/** Soft labels of a table of logits, [N, K], as the learner takes them: rounded to 8 bits. */
final class SoftLabelMessages {

  private final LabelMatrix observed;
  private final float[] table;
  private long revision;

  SoftLabelMessages(LabelMatrix observed, float[] table) {
    this.observed = observed;
    this.table = table;
  }

  /** The row of an image as it stands now, of a new revision. */
  SoftLabels of(int image) {
    int classes = observed.classes();
    byte[] codes = new byte[classes];
    for (int k = 0; k < classes; k++) {
      codes[k] = QuantisedLogits.nearest(table[image * classes + k]);
    }
    return SoftLabels.newBuilder()
        .setId(ImageIds.of(image))
        .setObserved(ByteString.copyFrom(observed.row(image)))
        .setEstimates(ByteString.copyFrom(codes))
        .setRevision(++revision)
        .setLabelSpaceVersion(classes)
        .build();
  }
}
