package io.gleaner.estimator;

import io.gleaner.protocol.LabelSpace;
import java.util.Optional;

/** For rows that ask for nothing. */
final class NoReference implements Reference {

  @Override
  public Priors priors(long version) {
    throw new MissingReferenceException("no class priors " + version + " here");
  }

  @Override
  public boolean hasPriors(long version) {
    return false;
  }

  @Override
  public ScoringModel model(ModelStep model) {
    return ScoringModel.silent();
  }

  @Override
  public Optional<LabelSpace> labelSpace(int version) {
    return Optional.empty();
  }
}
