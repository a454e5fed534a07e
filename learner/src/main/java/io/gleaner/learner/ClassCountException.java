package io.gleaner.learner;

/** Soft labels that speak of classes beyond those of their label space. */
final class ClassCountException extends IllegalArgumentException {
  ClassCountException(int classes, int observed, int estimates) {
    super(
        "%d observed codes and %d estimates in a label space of %d classes"
            .formatted(observed, estimates, classes));
  }
}
