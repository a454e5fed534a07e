package io.gleaner.estimator;

import io.gleaner.protocol.LabelSpace;
import java.util.Optional;

/**
 * What operators and the learner published that rows depend on. Answers depend on the question
 * alone, never on when it is asked: who asks for something not there yet, waits.
 */
interface Reference {

  /**
   * The class priors of a version.
   *
   * @throws MissingReferenceException if they do not come within the time allowed
   */
  Priors priors(long version);

  /** Whether the class priors of a version come within the time allowed. */
  boolean hasPriors(long version);

  /**
   * What a sparse row of so many classes stands at: π of a version as codes, in an array of the
   * caller's own.
   *
   * @throws MissingReferenceException if they do not come within the time allowed
   */
  default byte[] standing(long version, int classes) {
    return priors(version).codes(classes);
  }

  /** The model of a SCORE prediction; a silent one if it does not come within the time allowed. */
  ScoringModel model(ModelStep model);

  /** The label space of a version, or a later one; empty if it does not come in time. */
  Optional<LabelSpace> labelSpace(int version);
}
