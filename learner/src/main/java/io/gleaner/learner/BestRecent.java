package io.gleaner.learner;

import io.gleaner.network.CheckpointName;
import io.gleaner.network.Tensor;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The served model that candidates are compared with. Which one it is stands in topic {@code
 * models}, so that a restart and an operator's word find it; where nothing there holds any more, it
 * is the best of the newest served ones on the holdout images of now.
 */
final class BestRecent {
  private static final Logger LOG = LoggerFactory.getLogger(BestRecent.class);
  private static final int COMPARED = 4;

  private final Training training;
  private final Checkpoints checkpoints;
  private final ModelHistory models;
  private final HoldoutEvaluation evaluation;
  private @Nullable Model model;

  private record Model(CheckpointName name, Map<String, Tensor> weights) {}

  BestRecent(
      Training training,
      Checkpoints checkpoints,
      ModelHistory models,
      HoldoutEvaluation evaluation) {
    this.training = training;
    this.checkpoints = checkpoints;
    this.models = models;
    this.evaluation = evaluation;
  }

  /** Its name, as things stand in {@code models}. */
  Optional<CheckpointName> name() {
    follow();
    return Optional.ofNullable(model).map(Model::name);
  }

  /** Its mAP on the holdout images of now, in [0, 1]; NaN if there is none. */
  double map() {
    follow();
    return model == null ? Double.NaN : evaluation.evaluate(model.weights()).map();
  }

  /** From now on another one, whose record says so. */
  void becomes(CheckpointName name, Map<String, Tensor> weights) {
    model = new Model(name, weights);
  }

  private void follow() {
    Optional<CheckpointName> said = models.bestRecent();
    if (model != null && said.filter(model.name()::equals).isPresent()) {
      return;
    }
    Optional<Model> read = said.flatMap(this::read);
    model = read.or(this::bestOfNewest).orElse(null);
    if (model != null) {
      LOG.info("Candidates are compared with {}", model.name());
    }
  }

  private Optional<Model> bestOfNewest() {
    List<Model> newest =
        models.served().stream().map(this::read).flatMap(Optional::stream).limit(COMPARED).toList();
    Model best = null;
    double bestMap = Double.NaN;
    for (Model candidate : newest) {
      double map = evaluation.evaluate(candidate.weights()).map();
      if (best == null || map > bestMap) {
        best = candidate;
        bestMap = map;
      }
    }
    return Optional.ofNullable(best);
  }

  private Optional<Model> read(CheckpointName name) {
    if (!checkpoints.exists(name)) {
      return Optional.empty();
    }
    try {
      Map<String, Tensor> saved = checkpoints.parameters(name, models.sha256(name));
      Optional<Map<String, Tensor>> weights = GrownWeights.of(saved, training.averagedWeights());
      if (weights.isEmpty()) {
        LOG.warn("No comparison with {}: it is of another network", name);
      }
      return weights.map(fitting -> new Model(name, fitting));
    } catch (IOException e) {
      LOG.warn("No comparison with {}: {}", name, e.getMessage());
      return Optional.empty();
    }
  }
}
