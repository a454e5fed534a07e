package io.gleaner.app.experiment;

import io.gleaner.objective.RoleEstimates;
import io.gleaner.protocol.v1.Prediction;
import io.gleaner.protocol.v1.SoftLabels;
import java.util.List;
import java.util.SplittableRandom;

/**
 * ROLE's estimates as published (Cole et al., CVPR 2021, and its code): a table of logits that Adam
 * moves together with the classifier, ten times as fast, from a uniform start between 0.4 and 0.6.
 * Adam is dense: rows outside the batch go on moving by their moments, so every image costs
 * something at every step. For comparison with {@link EstimatorRows}.
 */
final class JointAdam implements Estimates {

  private static final double LR_MULT = 10;
  private static final double START_MOST = 0.6;
  private static final double LOG_EPSILON = 1e-5;
  private static final float BETA1 = 0.9f;
  private static final float BETA2 = 0.999f;
  private static final float EPSILON = 1e-8f;

  private final RoleEstimates gradient =
      new RoleEstimates(1, Double.POSITIVE_INFINITY, LOG_EPSILON);
  private final double learningRate;
  private final LabelMatrix observed;
  private final float[] table;
  private final float[] first;
  private final float[] second;
  private final SoftLabelMessages messages;
  private long steps;

  /**
   * Draws the start.
   *
   * @param learningRate of the classifier
   */
  JointAdam(double learningRate, Dataset data, long seed) {
    this.learningRate = LR_MULT * learningRate;
    this.observed = data.observed();
    double most = Start.logit(START_MOST);
    SplittableRandom random = new SplittableRandom(seed);
    this.table = Start.table(data, k -> most * (2 * random.nextDouble() - 1));
    this.first = new float[table.length];
    this.second = new float[table.length];
    this.messages = new SoftLabelMessages(observed, table);
  }

  @Override
  public List<SoftLabels> before(List<String> ids) {
    return ids.stream().map(id -> messages.of(ImageIds.row(id))).toList();
  }

  @Override
  public List<SoftLabels> after(List<Prediction> predictions) {
    if (predictions.isEmpty()) {
      return List.of();
    }
    steps++;
    decay(first, BETA1);
    decay(second, BETA2);
    predictions.forEach(prediction -> add(prediction, predictions.size()));
    move();
    return List.of();
  }

  private static void decay(float[] moment, float beta) {
    for (int i = 0; i < moment.length; i++) {
      moment[i] *= beta;
    }
  }

  private void add(Prediction prediction, int size) {
    int image = ImageIds.row(prediction.getId());
    int classes = observed.classes();
    for (int k = 0; k < classes; k++) {
      int i = image * classes + k;
      double moved =
          gradient.step(
              table[i],
              observed.code(image, k),
              prediction.getProbabilities(k),
              prediction.getEprGradient());
      float g = (float) ((table[i] - moved) / size / classes);
      first[i] += (1 - BETA1) * g;
      second[i] += (1 - BETA2) * g * g;
    }
  }

  private void move() {
    float rate = (float) (learningRate / (1 - Math.pow(BETA1, (double) steps)));
    float correction = (float) (1 / Math.sqrt(1 - Math.pow(BETA2, (double) steps)));
    for (int i = 0; i < table.length; i++) {
      table[i] -= rate * first[i] / ((float) Math.sqrt(second[i]) * correction + EPSILON);
    }
  }

  @Override
  public void logits(int image, float[] into) {
    System.arraycopy(table, image * into.length, into, 0, into.length);
  }
}
