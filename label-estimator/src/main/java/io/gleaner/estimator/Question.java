package io.gleaner.estimator;

/**
 * What is to be asked about an image: either the class whose answer would teach most, or one that a
 * random audit drew.
 *
 * @param value what the answer to a chosen one is worth, in units of the class prior; 0 for an
 *     audit
 * @param belief the probability asked about
 * @param auditPropensity the chance with which a random audit drew this class of this image, in (0,
 *     1]; 0 if it was chosen
 */
public record Question(int classIndex, double value, double belief, double auditPropensity) {

  static Question chosen(int classIndex, double value, double belief) {
    return new Question(classIndex, value, belief, 0);
  }

  boolean audit() {
    return auditPropensity > 0;
  }
}
