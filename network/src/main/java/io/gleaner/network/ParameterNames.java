package io.gleaner.network;

import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Names a block's parameters as torchvision does: path of the children, then weight, bias, ... */
final class ParameterNames {

  /** DJL prefixes each child's name with its two-digit position. */
  private static final int POSITION_DIGITS = 2;

  private ParameterNames() {}

  /** Every parameter below {@code block}, running statistics included, in forward order. */
  static Map<String, Parameter> of(String prefix, Block block) {
    Map<String, Parameter> named = new LinkedHashMap<>();
    collect(prefix, block, named);
    return Collections.unmodifiableMap(named);
  }

  private static void collect(String prefix, Block block, Map<String, Parameter> into) {
    for (Pair<String, Parameter> parameter : block.getDirectParameters()) {
      into.put(prefix + name(parameter.getValue()), parameter.getValue());
    }
    for (Pair<String, Block> child : block.getChildren()) {
      String name = child.getKey().substring(POSITION_DIGITS);
      collect(prefix + name + ".", child.getValue(), into);
    }
  }

  private static String name(Parameter parameter) {
    return switch (parameter.getType()) {
      case WEIGHT, GAMMA -> "weight";
      case BIAS, BETA -> "bias";
      case RUNNING_MEAN -> "running_mean";
      case RUNNING_VAR -> "running_var";
      case OTHER -> parameter.getName();
    };
  }
}
