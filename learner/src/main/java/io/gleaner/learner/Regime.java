package io.gleaner.learner;

import com.typesafe.config.Config;
import io.gleaner.protocol.ConfigurationException;

/** Whether the backbone is trained or only the head on its features. */
public sealed interface Regime {

  /**
   * Whether the backbone is frozen in this step.
   *
   * @param step from 1
   */
  boolean frozen(long step);

  /** Whether images are kept as pixels, beside their features if there are any. */
  boolean keepsPixels();

  /** The head alone: an image's features are computed once and kept instead of its pixels. */
  record Linear() implements Regime {
    @Override
    public boolean frozen(long step) {
      return true;
    }

    @Override
    public boolean keepsPixels() {
      return false;
    }
  }

  /** Everything, from the first step. */
  record FineTune() implements Regime {
    @Override
    public boolean frozen(long step) {
      return false;
    }

    @Override
    public boolean keepsPixels() {
      return true;
    }
  }

  /**
   * The head alone first, so that its random weights do not spoil a pretrained backbone (Kumar et
   * al., Fine-Tuning can Distort Pretrained Features, ICLR 2022). The optimiser and its schedule
   * begin anew with the second part.
   *
   * @param switchAfter steps of the first part, above 0
   */
  record LinearThenFineTune(long switchAfter) implements Regime {
    public LinearThenFineTune {
      if (switchAfter < 1) {
        throw new ConfigurationException(
            "gleaner.learner.switch-after is %d, but must be at least 1".formatted(switchAfter));
      }
    }

    @Override
    public boolean frozen(long step) {
      return step <= switchAfter;
    }

    @Override
    public boolean keepsPixels() {
      return true;
    }
  }

  /** Reads {@code regime} and {@code switch-after}. */
  static Regime from(Config section) {
    String name = section.getString("regime");
    return switch (name) {
      case "linear" -> new Linear();
      case "fine-tune" -> new FineTune();
      case "linear-then-fine-tune" -> new LinearThenFineTune(section.getLong("switch-after"));
      default ->
          throw new ConfigurationException(
              "gleaner.learner.regime is '%s', but must be one of: linear, fine-tune, linear-then-fine-tune"
                  .formatted(name));
    };
  }
}
