package io.gleaner.estimator;

import java.util.Arrays;

/**
 * The first scores an image got, before anybody could learn from it: what prequential figures are
 * taken from when its labels come later. The array is shared, not copied.
 */
final class Arrival {

  private final byte[] logits;
  private final ModelStep model;
  private final long millis;

  /**
   * @param logits nearest codes of {@link io.gleaner.objective.QuantisedLogits}, one a class
   * @param millis when the image was scored
   */
  Arrival(byte[] logits, ModelStep model, long millis) {
    this.logits = logits;
    this.model = model;
    this.millis = millis;
  }

  byte[] logits() {
    return logits;
  }

  ModelStep model() {
    return model;
  }

  long millis() {
    return millis;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Arrival that
        && Arrays.equals(logits, that.logits)
        && model.equals(that.model)
        && millis == that.millis;
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(logits) + model.hashCode();
  }

  @Override
  public String toString() {
    return "Arrival[%s, %d ms]".formatted(model, millis);
  }
}
