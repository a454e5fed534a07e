package io.gleaner.app.bench;

import io.gleaner.protocol.v1.ClassPriors;
import io.gleaner.protocol.v1.LabelEvent;
import io.gleaner.protocol.v1.Prediction;
import java.util.SplittableRandom;

/**
 * Labels and predictions like those of a large collection: class frequencies fall as 1/rank, about
 * ten classes of an image are relevant (three in a small label space), one of them observed; the
 * model finds the relevant ones likely and the others about as likely as their priors. The same for
 * the same arguments.
 */
final class PredictionSource {

  private static final int PATTERNS = 64;
  private static final int SMALL = 500;
  private static final long LABELLED_AT = 1_780_000_000_000L;
  private static final double MOST = 0.3;

  private final int classes;
  private final int images;
  private final float[] priors;
  private final float[][] patterns = new float[PATTERNS][];

  PredictionSource(int classes, int images) {
    this.classes = classes;
    this.images = images;
    this.priors = priors(classes, relevant(classes));
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < PATTERNS; i++) {
      patterns[i] = new float[classes];
      for (int k = 0; k < classes; k++) {
        double spread = Math.exp(4 * (random.nextDouble() - 0.5));
        patterns[i][k] = (float) Math.min(0.99, priors[k] * spread);
      }
    }
  }

  private static int relevant(int classes) {
    return Math.min(classes, classes < SMALL ? 3 : 10);
  }

  private static float[] priors(int classes, int relevant) {
    double sum = 0;
    for (int k = 1; k <= classes; k++) {
      sum += 1.0 / k;
    }
    float[] priors = new float[classes];
    for (int k = 0; k < classes; k++) {
      priors[k] = (float) Math.min(MOST, relevant / (sum * (k + 1)));
    }
    return priors;
  }

  int classes() {
    return classes;
  }

  int images() {
    return images;
  }

  String id(int image) {
    return "image-%07d".formatted(image);
  }

  ClassPriors priors() {
    ClassPriors.Builder record = ClassPriors.newBuilder().setVersion(1);
    for (float prior : priors) {
      record.addProbabilities(prior);
    }
    return record.setLabelSpaceVersion(classes).build();
  }

  private SplittableRandom of(int image) {
    return new SplittableRandom(31L * image + 7);
  }

  /** A relevant class of an image: by rank, so that frequent ones come often. */
  private int relevantClass(SplittableRandom random) {
    return (int) Math.pow(classes, random.nextDouble()) - 1;
  }

  /** What is said of an image when it arrives: one class is present. */
  LabelEvent label(int image) {
    return LabelEvent.newBuilder()
        .setId(id(image))
        .setSource("annotators")
        .setTimeMillis(LABELLED_AT + image * 100L)
        .addPresent(relevantClass(of(image)))
        .setLabelSpaceVersion(classes)
        .build();
  }

  Prediction predict(int image, long step, Prediction.Purpose purpose) {
    Prediction.Builder prediction =
        Prediction.newBuilder()
            .setId(id(image))
            .setLineage(1)
            .setStep(step)
            .setPurpose(purpose)
            .setEprGradient(0.001)
            .setPriorVersion(1)
            .setLabelSpaceVersion(classes);
    for (float p : patterns[(int) ((31L * image + step) % PATTERNS)]) {
      prediction.addProbabilities(p);
    }
    SplittableRandom random = of(image);
    for (int i = 0; i < relevant(classes); i++) {
      prediction.setProbabilities(relevantClass(random), 0.3f + 0.06f * i);
    }
    return prediction.build();
  }
}
