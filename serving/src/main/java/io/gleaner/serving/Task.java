package io.gleaner.serving;

import java.util.function.BooleanSupplier;

/** What one thread of the stage does. */
interface Task {
  /**
   * Works until told otherwise.
   *
   * @param goOn asked at least every few hundred milliseconds; false ends the work
   */
  void run(BooleanSupplier goOn);

  /** Called by the same thread after {@link #run}, whether it failed or not. */
  void close();
}
