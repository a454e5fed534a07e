package io.gleaner.app.experiment;

import io.gleaner.evaluation.Truth;
import io.gleaner.learner.Training;
import io.gleaner.protocol.v1.ClassPriors;
import java.util.function.IntToDoubleFunction;

/** Where estimates begin. */
final class Start {

  private static final float GIVEN = logit(0.995);

  private Start() {}

  static float logit(double probability) {
    return (float) Math.log(probability / (1 - probability));
  }

  /** The class priors that a training starts unseen rows from now. */
  static ClassPriors priors(Training training) {
    ClassPriors.Builder priors = ClassPriors.newBuilder().setVersion(training.priorVersion());
    for (float prior : training.priors()) {
      priors.addProbabilities(prior);
    }
    return priors.build();
  }

  /** Of the class priors, [K]. */
  static float[] logits(ClassPriors priors) {
    float[] logits = new float[priors.getProbabilitiesCount()];
    for (int k = 0; k < logits.length; k++) {
      logits[k] = logit(priors.getProbabilities(k));
    }
    return logits;
  }

  /**
   * A table of φ, [N, K]: observed classes at 0.995 and 0.005.
   *
   * @param unknown φ of a class nobody gave, asked in the order of the table
   */
  static float[] table(Dataset data, IntToDoubleFunction unknown) {
    LabelMatrix observed = data.observed();
    int classes = observed.classes();
    float[] table = new float[Math.multiplyExact(observed.images(), classes)];
    for (int image : data.train()) {
      for (int k = 0; k < classes; k++) {
        float otherwise = (float) unknown.applyAsDouble(k);
        table[image * classes + k] =
            switch (observed.code(image, k)) {
              case Truth.PRESENT -> GIVEN;
              case Truth.ABSENT -> -GIVEN;
              default -> otherwise;
            };
      }
    }
    return table;
  }
}
