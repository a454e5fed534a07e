package io.gleaner.learner;

/** A sample names a class index that its own label space does not have. */
final class UnknownClassException extends IllegalArgumentException {
  UnknownClassException(int index, int classes) {
    super("class index %d outside the label space of %d classes".formatted(index, classes));
  }
}
