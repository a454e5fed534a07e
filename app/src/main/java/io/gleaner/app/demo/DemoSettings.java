package io.gleaner.app.demo;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * How the demo differs from the defaults: {@code demo.conf} beside this class' resources.
 *
 * @param images how many pictures are drawn if the command line does not say
 * @param perSecond pictures sent a second
 * @param epochs passes over the training pictures, from which the number of steps follows
 * @param stages settings of the stages, by key without {@code gleaner.}
 */
record DemoSettings(int images, double perSecond, double epochs, Map<String, Object> stages) {

  /** How training pictures are labelled. */
  enum Labelling {
    /** One positive of each picture. */
    SINGLE_POSITIVE,
    /** Every class of each picture, present or absent. */
    EVERY_LABEL
  }

  static DemoSettings of(Labelling labelling) {
    Config file = ConfigFactory.parseResources("demo.conf").resolve();
    Map<String, Object> stages = new LinkedHashMap<>();
    put(stages, file.getConfig("gleaner"));
    if (labelling == Labelling.EVERY_LABEL) {
      put(stages, file.getConfig("every-label.gleaner"));
    }
    return new DemoSettings(
        file.getInt("demo.images"),
        file.getDouble("demo.images-per-second"),
        file.getDouble("demo.epochs"),
        stages);
  }

  private static void put(Map<String, Object> stages, Config config) {
    config.entrySet().forEach(e -> stages.put(e.getKey(), e.getValue().unwrapped()));
  }

  /** Settings for so many pictures: training ends after the epochs, and the rate follows it. */
  Map<String, Object> stagesFor(int trainingImages, long seed, int httpPort) {
    long steps = Math.max(1, Math.round(epochs * trainingImages / batchSize()));
    Map<String, Object> all = new LinkedHashMap<>(stages);
    all.put("learner.max-steps", steps);
    all.put("learner.schedule.steps", steps);
    all.put("learner.seed", seed);
    all.put("serving.port", httpPort);
    return all;
  }

  /** The objective's name with its parameters, for people. */
  String objective() {
    StringBuilder text = new StringBuilder(String.valueOf(stages.get("learner.objective.name")));
    String prefix = "learner.objective.parameters.";
    stages.forEach(
        (key, value) -> {
          if (key.startsWith(prefix)) {
            text.append(' ').append(key.substring(prefix.length())).append('=').append(value);
          }
        });
    Object eta = stages.get("label-estimator.eta");
    return eta == null ? text.toString() : text.append(" eta=").append(eta).toString();
  }

  private double batchSize() {
    return ((Number) Objects.requireNonNull(stages.get("learner.batch-size"))).doubleValue();
  }
}
