package io.gleaner.evaluation.simulation;

import java.util.List;

/** Images with a fixed scorer's probabilities and every label. Arrays are not to be changed. */
public final class ScoredImages {
  private final LabelledFeatures images;
  private final float[][] probabilities;

  private ScoredImages(LabelledFeatures images, float[][] probabilities) {
    this.images = images;
    this.probabilities = probabilities;
  }

  public static ScoredImages of(LabelledFeatures images, LinearScorer scorer) {
    float[][] probabilities = new float[images.images()][];
    for (int i = 0; i < probabilities.length; i++) {
      probabilities[i] = scorer.score(images.features(i));
    }
    return new ScoredImages(images, probabilities);
  }

  /** The same images, but for one class with these probabilities, one an image. */
  ScoredImages told(int label, float[] column) {
    float[][] changed = new float[probabilities.length][];
    for (int i = 0; i < changed.length; i++) {
      changed[i] = probabilities[i].clone();
      changed[i][label] = column[i];
    }
    return new ScoredImages(images, changed);
  }

  public int count() {
    return probabilities.length;
  }

  public List<String> names() {
    return images.names();
  }

  public float[] probabilities(int image) {
    return probabilities[image];
  }

  public boolean[] present(int image) {
    return images.present(image);
  }

  public float[] features(int image) {
    return images.features(image);
  }

  public double prevalence(int label) {
    return images.prevalence(label);
  }
}
