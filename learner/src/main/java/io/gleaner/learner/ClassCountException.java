package io.gleaner.learner;

/** Soft labels whose observed codes and estimates are not of the same number. */
final class ClassCountException extends IllegalArgumentException {
  ClassCountException(int observed, int estimates) {
    super("%d observed codes but %d estimates".formatted(observed, estimates));
  }
}
