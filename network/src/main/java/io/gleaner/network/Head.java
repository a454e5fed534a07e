package io.gleaner.network;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What turns the backbone's features into logits, as checkpoints record it. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "name")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Head.Linear.class, name = "linear"),
  @JsonSubTypes.Type(value = Head.Hidden.class, name = "hidden")
})
public sealed interface Head {

  /** One linear layer on the pooled features. */
  record Linear() implements Head {}

  /**
   * One hidden layer with ReLU on the pooled features.
   *
   * @param width of the hidden layer, at least 1
   * @param dropout part of the hidden layer that a training pass leaves out, 0 to below 1
   */
  record Hidden(int width, double dropout) implements Head {

    public Hidden {
      if (width < 1) {
        throw new IllegalArgumentException("a hidden layer cannot be " + width + " wide");
      }
      requireDropout(dropout);
    }
  }

  private static void requireDropout(double dropout) {
    if (!(dropout >= 0 && dropout < 1)) {
      throw new IllegalArgumentException("dropout is " + dropout + ", but must be in [0, 1)");
    }
  }
}
