package io.gleaner.app.experiment;

import io.gleaner.learner.LearnerConfig;
import io.gleaner.learner.Training;
import io.gleaner.protocol.v1.Role;
import java.util.IdentityHashMap;

/** Features that were computed before. */
final class FeatureInputs implements Inputs {

  private final FeatureMatrix features;
  // Validation and test are scored again and again.
  private final IdentityHashMap<int[], float[]> gathered = new IdentityHashMap<>();

  FeatureInputs(FeatureMatrix features) {
    this.features = features;
  }

  @Override
  public void arrive(Training training, int image, byte[] observed) {
    training.accept(ImageIds.of(image), features.row(image), Role.TRAIN, observed);
  }

  @Override
  public float[] score(Training training, LearnerConfig config, int[] images) {
    float[] rows = gathered.computeIfAbsent(images, features::rows);
    return training.score(training.averagedWeights(), rows);
  }
}
