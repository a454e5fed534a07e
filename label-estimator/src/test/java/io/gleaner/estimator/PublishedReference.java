package io.gleaner.estimator;

import io.gleaner.protocol.LabelSpace;
import io.gleaner.protocol.v1.ClassPriors;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Reference data in memory: what was published is there at once, what was not never comes. */
final class PublishedReference implements Reference {

  private final Map<Long, Priors> priors = new HashMap<>();
  private final Map<ModelStep, ScoringModel> models = new HashMap<>();
  private final LabelSpace labelSpace;

  PublishedReference(int classes) {
    labelSpace = LabelSpace.of(IntStream.range(0, classes).mapToObj(k -> "class-" + k).toList());
  }

  PublishedReference priors(long version, float... probabilities) {
    ClassPriors.Builder record = ClassPriors.newBuilder().setVersion(version);
    for (float p : probabilities) {
      record.addProbabilities(p);
    }
    priors.put(version, Priors.of(record.build()));
    return this;
  }

  PublishedReference evenPriors(long version, float probability) {
    ClassPriors record =
        ClassPriors.newBuilder()
            .addAllProbabilities(Collections.nCopies(labelSpace.size(), probability))
            .build();
    priors.put(version, Priors.of(record));
    return this;
  }

  void publish(long version, Priors more) {
    priors.put(version, more);
  }

  /** A version is deleted from the topic of models. */
  void lose(long version) {
    priors.remove(version);
  }

  PublishedReference model(long lineage, long step, Float... thresholds) {
    models.put(new ModelStep(lineage, step), new ScoringModel(List.of(thresholds), priors(1)));
    return this;
  }

  @Override
  public Priors priors(long version) {
    Priors known = priors.get(version);
    if (known == null) {
      throw new MissingReferenceException("no class priors " + version);
    }
    return known;
  }

  @Override
  public boolean hasPriors(long version) {
    return priors.containsKey(version);
  }

  @Override
  public ScoringModel model(ModelStep model) {
    return models.getOrDefault(model, ScoringModel.silent());
  }

  @Override
  public Optional<LabelSpace> labelSpace(int version) {
    return version <= labelSpace.version() ? Optional.of(labelSpace) : Optional.empty();
  }
}
