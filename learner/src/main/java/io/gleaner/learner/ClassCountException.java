package io.gleaner.learner;

/** Soft labels with estimates of classes beyond those of their observed codes. */
final class ClassCountException extends IllegalArgumentException {
  ClassCountException(int observed, int estimates) {
    super("%d observed codes but %d estimates".formatted(observed, estimates));
  }
}
