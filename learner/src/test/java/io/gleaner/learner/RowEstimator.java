package io.gleaner.learner;

import com.google.protobuf.ByteString;
import io.gleaner.objective.QuantisedLogits;
import io.gleaner.objective.RoleEstimates;
import io.gleaner.protocol.v1.Prediction;
import io.gleaner.protocol.v1.Sample;
import io.gleaner.protocol.v1.SoftLabels;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** The label-estimator's arithmetic without its stage: answers each prediction with soft labels. */
final class RowEstimator {
  private static final float GIVEN = (float) Math.log(0.995 / 0.005);

  private final RoleEstimates estimates = new RoleEstimates();
  private final Map<String, Row> rows = new HashMap<>();
  private final float prior;

  private static final class Row {
    final byte[] observed = new byte[DrawnSamples.CLASSES];
    final float[] logits = new float[DrawnSamples.CLASSES];
    long revision;
  }

  RowEstimator(double kappa) {
    double p = kappa / DrawnSamples.CLASSES;
    this.prior = (float) Math.log(p / (1 - p));
  }

  void know(Sample sample) {
    Row row = new Row();
    Arrays.fill(row.logits, prior);
    for (int k : sample.getPresentList()) {
      row.observed[k] = 1;
      row.logits[k] = GIVEN;
    }
    for (int k : sample.getAbsentList()) {
      row.observed[k] = 2;
      row.logits[k] = -GIVEN;
    }
    rows.put(sample.getId(), row);
  }

  /** Labels as they would be after every one of them was turned into its opposite. */
  static SoftLabels inverted(Sample truth, long revision) {
    byte[] observed = new byte[DrawnSamples.CLASSES];
    byte[] codes = new byte[DrawnSamples.CLASSES];
    Arrays.fill(observed, (byte) 1);
    for (int k : truth.getPresentList()) {
      observed[k] = 2;
    }
    for (int k = 0; k < codes.length; k++) {
      codes[k] = QuantisedLogits.nearest(observed[k] == 1 ? GIVEN : -GIVEN);
    }
    return SoftLabels.newBuilder()
        .setId(truth.getId())
        .setObserved(ByteString.copyFrom(observed))
        .setEstimates(ByteString.copyFrom(codes))
        .setRevision(revision)
        .setLabelSpaceVersion(codes.length)
        .build();
  }

  SoftLabels answer(Prediction prediction) {
    Row row = Objects.requireNonNull(rows.get(prediction.getId()));
    float[] probabilities = new float[DrawnSamples.CLASSES];
    for (int k = 0; k < probabilities.length; k++) {
      probabilities[k] = prediction.getProbabilities(k);
    }
    estimates.update(row.logits, row.observed, probabilities, prediction.getEprGradient());
    byte[] codes = new byte[DrawnSamples.CLASSES];
    for (int k = 0; k < codes.length; k++) {
      codes[k] = QuantisedLogits.nearest(row.logits[k]);
    }
    return SoftLabels.newBuilder()
        .setId(prediction.getId())
        .setObserved(ByteString.copyFrom(row.observed))
        .setEstimates(ByteString.copyFrom(codes))
        .setRevision(++row.revision)
        .setLineage(prediction.getLineage())
        .setStep(prediction.getStep())
        .setLabelSpaceVersion(codes.length)
        .build();
  }
}
