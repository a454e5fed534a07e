package io.gleaner.network;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names that the library timm gives to a MobileNetV2's tensors, and torchvision's for them: the
 * network is the same, but timm counts its blocks stage by stage and names their layers. Its
 * ResNets have torchvision's names.
 */
final class TimmNames {

  /** Only timm's MobileNetV2 has it. */
  private static final String STEM = "conv_stem.weight";

  /** Stage, block of the stage, layer of the block. */
  private static final Pattern BLOCK = Pattern.compile("blocks\\.(\\d)\\.(\\d)\\.(\\w+)\\.");

  /** A tensor outside the blocks. */
  private static final Pattern OUTSIDE = Pattern.compile("(\\w+)\\.");

  private static final Map<String, String> AROUND =
      Map.of(
          "conv_stem", "features.0.0.",
          "bn1", "features.0.1.",
          "conv_head", "features.18.0.",
          "bn2", "features.18.1.",
          "classifier", "classifier.1.");

  /** The first stage does not expand: filter, project. */
  private static final Map<String, String> FIRST_STAGE =
      Map.of("conv_dw", "0.0", "bn1", "0.1", "conv_pw", "1", "bn2", "2");

  /** The others expand, filter, project. */
  private static final Map<String, String> OTHER_STAGES =
      Map.of(
          "conv_pw", "0.0",
          "bn1", "0.1",
          "conv_dw", "1.0",
          "bn2", "1.1",
          "conv_pwl", "2",
          "bn3", "3");

  private TimmNames() {}

  /**
   * The same tensors under torchvision's names.
   *
   * @param tensors under either's; a name that is neither's is left as it is
   */
  static Map<String, Tensor> toTorchvision(Map<String, Tensor> tensors) {
    if (!tensors.containsKey(STEM)) {
      return tensors;
    }
    Map<String, Tensor> renamed = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> renamed.put(toTorchvision(name), tensor));
    return renamed;
  }

  private static String toTorchvision(String name) {
    Matcher block = BLOCK.matcher(name);
    if (block.lookingAt()) {
      int stage = Integer.parseInt(block.group(1));
      String layer = (stage == 0 ? FIRST_STAGE : OTHER_STAGES).get(block.group(3));
      int index = MobileNetV2.firstBlock(stage) + Integer.parseInt(block.group(2));
      return layer == null
          ? name
          : "features.%d.conv.%s.%s".formatted(index, layer, name.substring(block.end()));
    }
    Matcher outside = OUTSIDE.matcher(name);
    String prefix = outside.lookingAt() ? AROUND.get(outside.group(1)) : null;
    return prefix == null ? name : prefix + name.substring(outside.end());
  }
}
