package io.gleaner.evaluation.simulation;

import java.util.SplittableRandom;

/** A logistic regression a class on frozen features, trained by Adam; fixed once trained. */
public final class LinearScorer {
  private static final int BATCH = 32;
  private static final int EPOCHS = 10;
  private static final double RATE = 1e-3;
  private static final double FIRST_DECAY = 0.9;
  private static final double SECOND_DECAY = 0.999;

  private final float[][] weights;
  private final float[][] first;
  private final float[][] second;
  private int steps;

  private LinearScorer(int classes, int inputs) {
    weights = new float[classes][inputs + 1];
    first = new float[classes][inputs + 1];
    second = new float[classes][inputs + 1];
    for (float[] row : weights) {
      row[inputs] = -3;
    }
  }

  /** Trains on every label. */
  public static LinearScorer supervised(LabelledFeatures images, long seed) {
    boolean[][] targets = new boolean[images.images()][];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = images.present(i);
    }
    return train(images, targets, new SplittableRandom(seed));
  }

  /** Trains on one label an image and takes the others for absent. */
  public static LinearScorer assumingNegatives(
      LabelledFeatures images, SinglePositives labelling, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return train(images, labelling.draw(images, random), random);
  }

  private static LinearScorer train(
      LabelledFeatures images, boolean[][] targets, SplittableRandom random) {
    LinearScorer scorer = new LinearScorer(images.names().size(), images.features(0).length);
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      int[] order = Permutation.of(images.images(), random);
      for (int from = 0; from + BATCH <= order.length; from += BATCH) {
        scorer.step(images, targets, order, from);
      }
    }
    return scorer;
  }

  private void step(LabelledFeatures images, boolean[][] targets, int[] order, int from) {
    steps++;
    double rate =
        RATE * Math.sqrt(1 - Math.pow(SECOND_DECAY, steps)) / (1 - Math.pow(FIRST_DECAY, steps));
    for (int k = 0; k < weights.length; k++) {
      float[] gradient = new float[weights[k].length];
      for (int i = from; i < from + BATCH; i++) {
        float[] x = images.features(order[i]);
        float error = (probability(k, x) - (targets[order[i]][k] ? 1 : 0)) / BATCH;
        for (int j = 0; j < x.length; j++) {
          gradient[j] += error * x[j];
        }
        gradient[x.length] += error;
      }
      adam(k, gradient, rate);
    }
  }

  private void adam(int k, float[] gradient, double rate) {
    for (int j = 0; j < gradient.length; j++) {
      float g = gradient[j];
      first[k][j] += (float) (1 - FIRST_DECAY) * (g - first[k][j]);
      second[k][j] += (float) (1 - SECOND_DECAY) * (g * g - second[k][j]);
      weights[k][j] -= (float) (rate * first[k][j] / (Math.sqrt(second[k][j]) + 1e-8));
    }
  }

  private float probability(int k, float[] x) {
    float[] row = weights[k];
    float sum = row[x.length];
    for (int j = 0; j < x.length; j++) {
      sum += row[j] * x[j];
    }
    return (float) (1 / (1 + Math.exp(-sum)));
  }

  /** One probability a class. */
  public float[] score(float[] features) {
    float[] probabilities = new float[weights.length];
    for (int k = 0; k < probabilities.length; k++) {
      probabilities[k] = probability(k, features);
    }
    return probabilities;
  }
}
