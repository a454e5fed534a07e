package io.gleaner.app.bench;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.gleaner.learner.LearnerConfig;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What {@link LearnerBench} measures.
 *
 * @param regime as {@code gleaner.learner.regime}
 * @param backbone as {@code gleaner.learner.network.backbone}; not used in regime linear
 * @param inputSize side of the pictures; not used in regime linear
 * @param head as {@code gleaner.learner.network.head}
 * @param features numbers an image has; used in regime linear alone
 * @param inMemory whether features, decoded pixels and label rows are kept in memory too; else each
 *     is read from the replay buffer
 * @param warmUp steps before the measured ones, after one pass over all images
 * @param steps measured
 * @param threads of one PyTorch operation, 0 for its own choice
 */
record LearnerBenchSettings(
    String regime,
    String backbone,
    int inputSize,
    String head,
    int features,
    int classes,
    int batch,
    int images,
    String objective,
    String optimiser,
    boolean inMemory,
    int warmUp,
    int steps,
    int threads) {

  /** Present labels an image has on average, as in COCO. */
  static final double KAPPA = 2.9;

  boolean linear() {
    return regime.equals("linear");
  }

  /**
   * The learner's settings for it.
   *
   * @param defaults section {@code gleaner.learner}
   */
  LearnerConfig learner(Config defaults) {
    Map<String, Object> changes = new LinkedHashMap<>();
    changes.put("regime", regime);
    changes.put("network.backbone", linear() ? "features" : backbone);
    changes.put("network.features", features);
    changes.put("network.input-size", inputSize);
    changes.put("network.head", head);
    changes.put("objective.name", objective);
    changes.put("optimiser.name", optimiser);
    changes.put("kappa", Math.min(KAPPA, classes));
    changes.put("batch-size", batch);
    changes.put("threads", threads);
    String cache = inMemory ? "1 TiB" : "0 B";
    changes.put("replay.feature-cache", cache);
    changes.put("replay.label-cache", cache);
    changes.put("replay.pixel-cache", cache);
    changes.put("replay.max-bytes", "1 TiB");
    return LearnerConfig.from(ConfigFactory.parseMap(changes).withFallback(defaults));
  }
}
