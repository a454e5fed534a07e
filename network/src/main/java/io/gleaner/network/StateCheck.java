package io.gleaner.network;

import ai.djl.nn.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compares tensors with the parameters they are meant for. */
final class StateCheck {

  private StateCheck() {}

  /** A parameter and the tensor that fits it. */
  record Match(Parameter parameter, Tensor tensor) {}

  static List<Match> match(Map<String, Parameter> parameters, Map<String, Tensor> tensors)
      throws InvalidWeightsException {
    List<Match> matches = new ArrayList<>(parameters.size());
    for (Map.Entry<String, Parameter> entry : parameters.entrySet()) {
      matches.add(match(entry.getKey(), entry.getValue(), tensors.get(entry.getKey())));
    }
    for (String name : tensors.keySet()) {
      if (!parameters.containsKey(name)) {
        throw new InvalidWeightsException("weights hold '" + name + "', which the network has not");
      }
    }
    return matches;
  }

  private static Match match(String name, Parameter parameter, @Nullable Tensor tensor)
      throws InvalidWeightsException {
    if (tensor == null) {
      throw new InvalidWeightsException("weights lack '" + name + "', which the network needs");
    }
    if (!tensor.dtype().equals(Tensor.FLOAT32)) {
      throw new InvalidWeightsException(
          "weights hold '%s' as %s, but the network needs %s"
              .formatted(name, tensor.dtype(), Tensor.FLOAT32));
    }
    long[] expected = parameter.getArray().getShape().getShape();
    if (!Arrays.equals(expected, tensor.shape())) {
      throw new InvalidWeightsException(
          "weights hold '%s' with shape %s, but the network needs %s"
              .formatted(name, Arrays.toString(tensor.shape()), Arrays.toString(expected)));
    }
    return new Match(parameter, tensor);
  }
}
