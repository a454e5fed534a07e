package io.gleaner.network;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Parameters and running statistics by name, and PyTorch's batch counters, which nothing uses but
 * whoever wrote them.
 */
final class NetworkState {

  private final Map<String, Parameter> parameters;
  private final Map<String, Tensor> counters = new HashMap<>();

  NetworkState(Map<String, Parameter> parameters) {
    this.parameters = parameters;
  }

  Map<String, Tensor> save() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    parameters.forEach((name, parameter) -> save(name, parameter, tensors));
    return tensors;
  }

  private void save(String name, Parameter parameter, Map<String, Tensor> into) {
    into.put(name, copy(parameter.getArray()));
    String counter = StateCheck.counter(name).orElse("");
    Tensor count = counters.get(counter);
    if (count != null) {
      into.put(counter, count);
    }
  }

  private static Tensor copy(NDArray array) {
    return new Tensor(Tensor.FLOAT32, array.getShape().getShape(), array.toByteBuffer());
  }

  /** Replaces all of {@code into} and the counters, or nothing if something does not fit. */
  void load(Map<String, Tensor> tensors, Map<String, Parameter> into)
      throws InvalidWeightsException {
    List<StateCheck.Match> matches = StateCheck.match(into, tensors);
    matches.forEach(match -> set(match.parameter().getArray(), match.tensor()));
    counters.clear();
    counters.putAll(tensors);
    counters.keySet().removeAll(into.keySet());
  }

  private static void set(NDArray array, Tensor tensor) {
    // The array takes this buffer as its memory on the CPU, so it must be one that nobody else has.
    ByteBuffer own = ByteBuffer.allocateDirect(tensor.byteSize()).order(ByteOrder.nativeOrder());
    own.put(tensor.bytes()).flip();
    array.set(own);
  }
}
