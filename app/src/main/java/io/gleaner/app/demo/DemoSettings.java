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
public record DemoSettings(
    int images, double perSecond, double epochs, Map<String, Object> stages) {

  /** The rate rises over a quarter of the steps and falls over the rest. */
  private static final long WARM_UP_PART = 4;

  /** How training pictures are labelled. */
  public enum Labelling {
    /** One positive of each picture. */
    SINGLE_POSITIVE,
    /** Every class of each picture, present or absent. */
    EVERY_LABEL
  }

  /** The demo's settings. */
  public static DemoSettings of(Labelling labelling) {
    Config file = ConfigFactory.parseResources("demo.conf").resolve();
    Config settings = file.getConfig("gleaner");
    if (labelling == Labelling.EVERY_LABEL) {
      settings =
          file.getConfig("every-label")
              .withFallback(settings.withoutPath("learner.objective.parameters"));
    }
    Map<String, Object> stages = new LinkedHashMap<>();
    for (var entry : settings.entrySet()) {
      stages.put(entry.getKey(), entry.getValue().unwrapped());
    }
    return new DemoSettings(
        file.getInt("demo.images"),
        file.getDouble("demo.images-per-second"),
        file.getDouble("demo.epochs"),
        stages);
  }

  /** Settings for so many pictures: training ends after the epochs, and the rate follows it. */
  public Map<String, Object> stagesFor(int trainingImages, long seed, int httpPort) {
    long steps = Math.max(1, Math.round(epochs * trainingImages / batchSize()));
    Map<String, Object> all = new LinkedHashMap<>(stages);
    all.put("learner.max-steps", steps);
    all.put("learner.schedule.steps", steps);
    all.put("learner.schedule.warm-up", steps / WARM_UP_PART);
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

    if ("role".equals(stages.get("learner.objective.name"))) {
      text.append(" eta=").append(stages.get("label-estimator.eta"));
    }
    return text.toString();
  }

  private double batchSize() {
    return ((Number) Objects.requireNonNull(stages.get("learner.batch-size"))).doubleValue();
  }
}
