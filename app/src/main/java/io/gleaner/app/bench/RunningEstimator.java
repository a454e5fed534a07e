package io.gleaner.app.bench;

import io.gleaner.estimator.LabelEstimator;
import io.gleaner.estimator.LabelEstimatorConfig;
import io.gleaner.protocol.Configuration;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/** The label-estimator as its stage runs it. */
final class RunningEstimator implements Measured {

  private final String predictions;
  private final LabelEstimator estimator;
  private final Counter said;
  private final Counter trained;
  private final Counter scored;

  RunningEstimator(Configuration configuration) {
    MeterRegistry meters = new SimpleMeterRegistry();
    predictions = configuration.topics().predictions();
    estimator =
        new LabelEstimator(
            LabelEstimatorConfig.from(configuration.section("label-estimator")),
            configuration,
            meters);
    estimator.start();
    Meanwhile.await(() -> estimator.ready() ? 1 : 0, 1);
    said = effect(meters, "said");
    trained = effect(meters, "trained");
    scored = effect(meters, "scored");
  }

  private static Counter effect(MeterRegistry meters, String effect) {
    return meters.get("gleaner.estimator.events").tag("effect", effect).counter();
  }

  @Override
  public String topic() {
    return predictions;
  }

  @Override
  public long records() {
    return (long) trained.count();
  }

  /** How many label events it has taken in. */
  long labels() {
    return (long) said.count();
  }

  /** How many SCORE predictions it has taken in. */
  long scores() {
    return (long) scored.count();
  }

  @Override
  public void close() {
    estimator.close();
  }
}
