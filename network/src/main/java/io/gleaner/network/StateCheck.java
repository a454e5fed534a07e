package io.gleaner.network;

import ai.djl.nn.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compares tensors with the parameters they are meant for. PyTorch's files count the training
 * batches of each batch normalisation too; nothing uses that number, so it may be there or not.
 */
final class StateCheck {

  private StateCheck() {}

  private static final String STATISTIC = "running_var";
  private static final String COUNTER = "num_batches_tracked";
  private static final String COUNTER_TYPE = "I64";

  /** The counter that goes with a running statistic of this name, if it is one. */
  static Optional<String> counter(String parameter) {
    return parameter.endsWith("." + STATISTIC)
        ? Optional.of(
            parameter.substring(0, parameter.length() - STATISTIC.length()).concat(COUNTER))
        : Optional.empty();
  }

  /** A parameter and the tensor that fits it. */
  record Match(Parameter parameter, Tensor tensor) {}

  static List<Match> match(Map<String, Parameter> parameters, Map<String, Tensor> tensors)
      throws InvalidWeightsException {
    List<Match> matches = new ArrayList<>(parameters.size());
    for (Map.Entry<String, Parameter> entry : parameters.entrySet()) {
      matches.add(match(entry.getKey(), entry.getValue(), tensors.get(entry.getKey())));
    }
    Set<String> counters = new HashSet<>();
    parameters.keySet().forEach(name -> counter(name).ifPresent(counters::add));
    for (Map.Entry<String, Tensor> tensor : tensors.entrySet()) {
      String name = tensor.getKey();
      if (counters.contains(name)) {
        requireCounter(name, tensor.getValue());
      } else if (!parameters.containsKey(name)) {
        throw new InvalidWeightsException("weights hold '" + name + "', which the network has not");
      }
    }
    return matches;
  }

  private static void requireCounter(String name, Tensor tensor) throws InvalidWeightsException {
    if (!tensor.dtype().equals(COUNTER_TYPE) || tensor.shape().length > 0) {
      throw new InvalidWeightsException(
          "weights hold '%s' as %s, but a counter is one %s".formatted(name, tensor, COUNTER_TYPE));
    }
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
