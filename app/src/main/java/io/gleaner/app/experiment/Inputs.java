package io.gleaner.app.experiment;

import io.gleaner.learner.LearnerConfig;
import io.gleaner.learner.Training;

/** What the network sees of images: how they get into a training, and how they are scored. */
interface Inputs {

  /**
   * Gives an image to a training.
   *
   * @param observed codes of its labels, [K]
   */
  void arrive(Training training, int image, byte[] observed);

  /**
   * Scores images with the weights that serving would get now.
   *
   * @param config of the training
   * @return probabilities [N, K], row-major
   */
  float[] score(Training training, LearnerConfig config, int[] images);
}
