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
  private final boolean unseen;

  /**
   * @param logits nearest codes of {@link io.gleaner.objective.QuantisedLogits}, one a class
   * @param millis when the image was scored
   * @param unseen whether the model had not been trained through the image's sample
   */
  Arrival(byte[] logits, ModelStep model, long millis, boolean unseen) {
    this.logits = logits;
    this.model = model;
    this.millis = millis;
    this.unseen = unseen;
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

  /** Whether these scores may stand for the model's quality. */
  boolean unseen() {
    return unseen;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Arrival that
        && Arrays.equals(logits, that.logits)
        && model.equals(that.model)
        && millis == that.millis
        && unseen == that.unseen;
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
