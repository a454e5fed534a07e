package io.gleaner.app.experiment;

import io.gleaner.protocol.v1.Prediction;
import io.gleaner.protocol.v1.SoftLabels;
import java.util.List;

/** For objectives that read none. */
record NoEstimates() implements Estimates {

  @Override
  public List<SoftLabels> after(List<Prediction> predictions) {
    return List.of();
  }

  @Override
  public boolean any() {
    return false;
  }

  @Override
  public void logits(int image, float[] into) {
    throw new IllegalStateException("there are no estimates");
  }
}
