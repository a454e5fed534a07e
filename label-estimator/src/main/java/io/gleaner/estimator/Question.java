package io.gleaner.estimator;

/**
 * The class of an image whose answer would teach most.
 *
 * @param value entropy of the belief (bits) × −log₂ of the class prior
 * @param belief the probability asked about
 */
record Question(int classIndex, double value, double belief) {}
