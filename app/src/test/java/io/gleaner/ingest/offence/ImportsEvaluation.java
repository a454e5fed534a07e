package io.gleaner.ingest.offence;

import io.gleaner.evaluation.ProbabilityGap;

/** What ingest may not do, to see that the check of the modules catches it. */
public final class ImportsEvaluation {

  private ImportsEvaluation() {}

  /** The forbidden import. */
  public static Class<?> offence() {
    return ProbabilityGap.class;
  }
}
