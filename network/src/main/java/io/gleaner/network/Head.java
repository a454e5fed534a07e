package io.gleaner.network;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What turns the backbone's features into logits, as checkpoints record it. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "name")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Head.Linear.class, name = "linear"),
  @JsonSubTypes.Type(value = Head.Hidden.class, name = "hidden"),
  @JsonSubTypes.Type(value = Head.Query2Label.class, name = "query2label")
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

  /**
   * Query2Label: a transformer whose queries, one a class, attend to the feature map (Liu et al.
   * 2021). The paper has the backbone's width, 4 heads, a feed-forward width of 8,192, 1 encoder
   * and 2 decoder layers, and dropout 0.1.
   *
   * @param width d, a multiple of 4 and of {@code heads}; 0 for as many as the feature map has
   *     channels, without a projection to it
   * @param heads of each attention, at least 1
   * @param feedForward width inside a layer's feed-forward network, at least 1
   * @param encoderLayers of self-attention over the feature map, 0 or more
   * @param decoderLayers at least 1
   * @param dropout 0 to below 1
   */
  record Query2Label(
      int width, int heads, int feedForward, int encoderLayers, int decoderLayers, double dropout)
      implements Head {

    private static final int POSITION_PARTS = 4;

    public Query2Label {
      if (width < 0 || heads < 1 || feedForward < 1 || encoderLayers < 0 || decoderLayers < 1) {
        throw new IllegalArgumentException(
            "a query2label head of width %d, %d heads, feed-forward width %d, %d encoder and %d decoder layers cannot be"
                .formatted(width, heads, feedForward, encoderLayers, decoderLayers));
      }
      requireWidth(width, heads);
      requireDropout(dropout);
    }

    static void requireWidth(int width, int heads) {
      if (width % heads != 0 || width % POSITION_PARTS != 0) {
        throw new IllegalArgumentException(
            "a query2label head is %d wide, but must be a multiple of its %d heads and of %d"
                .formatted(width, heads, POSITION_PARTS));
      }
    }
  }

  private static void requireDropout(double dropout) {
    if (!(dropout >= 0 && dropout < 1)) {
      throw new IllegalArgumentException("dropout is " + dropout + ", but must be in [0, 1)");
    }
  }
}
