package io.gleaner.network;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Objects;

/** What lies below a network's head, as checkpoints record it. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Backbone.Convolutional.class, name = "convolutional"),
  @JsonSubTypes.Type(value = Backbone.TorchScript.class, name = "torchscript"),
  @JsonSubTypes.Type(value = Backbone.Features.class, name = "features")
})
public sealed interface Backbone {

  private static void requireInputSize(int inputSize) {
    if (inputSize < Convolutional.MIN_INPUT_SIZE || inputSize > Convolutional.MAX_INPUT_SIZE) {
      throw new IllegalArgumentException(
          "input size is %d pixels, but must be between %d and %d"
              .formatted(inputSize, Convolutional.MIN_INPUT_SIZE, Convolutional.MAX_INPUT_SIZE));
    }
  }

  /**
   * A convolutional network on square pictures.
   *
   * @param name {@code small}, {@code mobilenet_v2}, {@code resnet18}, {@code resnet34}, {@code
   *     resnet50} or {@code resnet101}
   * @param inputSize S, the side of the square input in pixels, 16 to 2,048
   */
  record Convolutional(String name, int inputSize) implements Backbone {

    /** Past it a batch would not fit in memory in any sensible setup. */
    private static final int MAX_INPUT_SIZE = 2_048;

    private static final int MIN_INPUT_SIZE = 16;

    public Convolutional {
      Objects.requireNonNull(name, "name");
      requireInputSize(inputSize);
    }
  }

  /**
   * A frozen network that its owner exported as TorchScript, from normalised pixels [B, 3, S, S] to
   * a feature map [B, C, h, w]. The file is a program: only its digest is recorded, and each
   * process runs it only if its own {@link OperatorScript} allows that.
   *
   * @param sha256 of the file, 64 lower-case hexadecimal digits
   * @param inputSize S, the side of the square input in pixels, 16 to 2,048
   */
  record TorchScript(String sha256, int inputSize) implements Backbone {

    public TorchScript {
      FileDigest.requireSha256(sha256);
      requireInputSize(inputSize);
    }
  }

  /**
   * None: the head is given features that were computed before.
   *
   * @param dimension F, how many numbers an image has, at least 1
   */
  record Features(int dimension) implements Backbone {

    public Features {
      if (dimension < 1) {
        throw new IllegalArgumentException(
            "an image needs at least one feature, not " + dimension + ": set their number");
      }
    }
  }
}
