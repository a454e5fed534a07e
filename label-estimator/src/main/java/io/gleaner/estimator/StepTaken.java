package io.gleaner.estimator;

import java.util.List;

/** A TRAIN prediction that was applied, and the classes whose estimates it moved most. */
record StepTaken(ModelStep model, List<Move> moves) {

  /**
   * One class's estimate before and after, as codes of {@link
   * io.gleaner.objective.QuantisedLogits}.
   */
  record Move(int classIndex, byte from, byte to) {}
}
