package io.gleaner.objective;

/** The k-th largest of an array, in linear time on average. */
final class Selection {
  private Selection() {}

  /**
   * Rearranges {@code values} from {@code from} on.
   *
   * @param k from 1 to {@code length}
   */
  static double largest(double[] values, int from, int length, int k) {
    int low = from;
    int high = from + length - 1;
    int target = from + k - 1;
    while (low < high) {
      double pivot = values[(low + high) >>> 1];
      int i = low;
      int j = high;
      while (i <= j) {
        while (values[i] > pivot) {
          i++;
        }
        while (values[j] < pivot) {
          j--;
        }
        if (i <= j) {
          double swapped = values[i];
          values[i++] = values[j];
          values[j--] = swapped;
        }
      }
      if (target <= j) {
        high = j;
      } else if (target >= i) {
        low = i;
      } else {
        return values[target];
      }
    }
    return values[target];
  }
}
