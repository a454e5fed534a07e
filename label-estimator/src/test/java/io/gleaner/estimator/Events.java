package io.gleaner.estimator;

import com.google.protobuf.InvalidProtocolBufferException;
import com.typesafe.config.ConfigFactory;
import io.gleaner.protocol.v1.LabelEvent;
import io.gleaner.protocol.v1.Prediction;
import io.gleaner.protocol.v1.Prediction.Purpose;
import io.gleaner.protocol.v1.Role;
import java.util.List;

/** Records as ingest, learner and serving write them. */
final class Events {

  static final String IMAGE = "images/0001";

  private Events() {}

  static LabelEstimatorConfig config() {
    return LabelEstimatorConfig.from(
        ConfigFactory.parseString(
                """
                gleaner.label-estimator {
                  reference-wait = 0 s, history.steps = 4
                  queries { min-value = 1.0, per-hour = 5, audit.share = 0 }
                }
                """)
            .withFallback(ConfigFactory.defaultReferenceUnresolved())
            .resolve()
            .getConfig("gleaner.label-estimator"));
  }

  static LabelEvent.Builder label(String source, long millis, int classes) {
    return LabelEvent.newBuilder()
        .setId(IMAGE)
        .setSource(source)
        .setTimeMillis(millis)
        .setLabelSpaceVersion(classes);
  }

  static LabelEvent present(String source, long millis, int classes, Integer... indices) {
    return label(source, millis, classes).addAllPresent(List.of(indices)).build();
  }

  static LabelEvent absent(String source, long millis, int classes, Integer... indices) {
    return label(source, millis, classes).addAllAbsent(List.of(indices)).build();
  }

  static LabelEvent retracted(String source, long millis, int classes, Integer... indices) {
    return label(source, millis, classes).addAllRetracted(List.of(indices)).build();
  }

  static LabelEvent holdout(long millis, int classes, Integer... present) {
    return label("curator", millis, classes)
        .setRole(Role.HOLDOUT)
        .addAllPresent(List.of(present))
        .build();
  }

  static LabelEvent deletion(long millis) {
    return LabelEvent.newBuilder().setId(IMAGE).setTimeMillis(millis).setDeleted(true).build();
  }

  static Prediction train(long lineage, long step, float... probabilities) {
    return prediction(Purpose.TRAIN, lineage, step, probabilities).setPriorVersion(1).build();
  }

  static Prediction score(long lineage, long step, float... probabilities) {
    return prediction(Purpose.SCORE, lineage, step, probabilities).build();
  }

  /** A prediction as the stage reads it. */
  static ImagePrediction read(Prediction prediction) {
    try {
      return ImagePrediction.parse(prediction.toByteArray());
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  static Prediction.Builder prediction(
      Purpose purpose, long lineage, long step, float... probabilities) {
    Prediction.Builder prediction =
        Prediction.newBuilder()
            .setId(IMAGE)
            .setPurpose(purpose)
            .setLineage(lineage)
            .setStep(step)
            .setLabelSpaceVersion(probabilities.length);
    for (float p : probabilities) {
      prediction.addProbabilities(p);
    }
    return prediction;
  }
}
