package io.gleaner.estimator;

/**
 * The question about an image that waits for an answer; at most one.
 *
 * @param revision of the row that asked; makes the question's id unique
 * @param auditPropensity the chance with which a random audit drew this class of this image, in (0,
 *     1]; 0 if it was chosen
 */
record OpenQuery(int classIndex, long revision, double auditPropensity) {

  /** Id by which an answer may name the question. */
  String id(String image) {
    return image + "/" + classIndex + "/" + revision;
  }

  boolean audit() {
    return auditPropensity > 0;
  }
}
