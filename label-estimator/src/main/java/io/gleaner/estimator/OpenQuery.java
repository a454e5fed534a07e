package io.gleaner.estimator;

/**
 * The question about an image that waits for an answer; at most one.
 *
 * @param revision of the row that asked; makes the question's id unique
 */
record OpenQuery(int classIndex, long revision) {

  /** Id by which an answer may name the question. */
  String id(String image) {
    return image + "/" + classIndex + "/" + revision;
  }
}
