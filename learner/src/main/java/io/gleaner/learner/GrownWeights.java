package io.gleaner.learner;

import io.gleaner.network.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Weights of a checkpoint made before classes were added, made to fit the network of now. */
final class GrownWeights {
  private GrownWeights() {}

  /**
   * Fills the rows that the checkpoint has not yet from the weights of now.
   *
   * @return as many tensors as {@code now}, of its shapes; empty if some other thing than rows is
   *     missing or too much
   */
  static Optional<Map<String, Tensor>> of(Map<String, Tensor> saved, Map<String, Tensor> now) {
    if (!saved.keySet().equals(now.keySet())) {
      return Optional.empty();
    }
    Map<String, Tensor> grown = new LinkedHashMap<>();
    for (Map.Entry<String, Tensor> entry : now.entrySet()) {
      Tensor before = saved.get(entry.getKey());
      Tensor wanted = entry.getValue();
      if (before == null || !fits(before.shape(), wanted.shape())) {
        return Optional.empty();
      }
      grown.put(entry.getKey(), grow(before, wanted));
    }
    return Optional.of(grown);
  }

  private static Tensor grow(Tensor before, Tensor wanted) {
    if (Arrays.equals(before.shape(), wanted.shape())) {
      return before;
    }
    float[] rows = before.toFloats();
    float[] values = wanted.toFloats();
    System.arraycopy(rows, 0, values, 0, rows.length);
    return Tensor.of(values, wanted.shape());
  }

  /** Whether one shape is the other but for fewer rows: they are only ever appended, first axis. */
  static boolean fits(long[] saved, long[] now) {
    return saved.length == now.length
        && saved.length > 0
        && saved[0] <= now[0]
        && Arrays.equals(saved, 1, saved.length, now, 1, now.length);
  }
}
