package io.gleaner.learner;

import io.gleaner.protocol.v1.ClassPriors;
import io.gleaner.protocol.v1.ModelVersion.Status;
import io.gleaner.protocol.v1.QualityReport;

/**
 * The learner's figures as they stand at one moment.
 *
 * @param status what was decided on the checkpoint of that moment
 */
record LearnerReports(Training training, long timeMillis, Status status) {

  QualityReport figure(String name, double value, long support) {
    return QualityReport.newBuilder()
        .setFigure(name)
        .setValue(value)
        .setSupport(support)
        .setWindowStartMillis(timeMillis)
        .setWindowEndMillis(timeMillis)
        .setLineage(training.lineage())
        .setStep(training.step())
        .setSource("learner")
        .setStatus(status)
        .build();
  }

  static ClassPriors priors(Training training) {
    float[] priors = training.priors();
    ClassPriors.Builder record =
        ClassPriors.newBuilder()
            .setVersion(training.priorVersion())
            .setKappa(training.kappa())
            .setLabelSpaceVersion(priors.length);
    for (float prior : priors) {
      record.addProbabilities(prior);
    }
    return record.build();
  }
}
