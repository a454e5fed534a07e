package io.gleaner.app.bench;

import io.gleaner.app.bench.Meanwhile.Turn;
import io.gleaner.app.broker.Broker;
import io.gleaner.app.broker.BrokerConfig;
import io.gleaner.protocol.Configuration;
import io.gleaner.protocol.LabelSpaceTopic;
import io.gleaner.protocol.TopicCatalog;
import io.gleaner.protocol.v1.ModelRecord;
import io.gleaner.protocol.v1.Prediction.Purpose;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** One size of {@code gleaner bench estimator}: a broker, a label-estimator, a bare topology. */
final class EstimatorBench implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Some seconds' work of either topology. */
  private static final long TURN_BYTES = 400_000_000;

  private static final int MOST_PER_TURN = 200_000;

  /** As many images get scores: what those take does not depend on how many there are. */
  private static final int MOST_SCORED = 10_000;

  private static final String CHANGELOG = "gleaner.label-estimator-rows-changelog";

  private final Path data;
  private final PredictionSource source;
  private final Broker broker;
  private final Feed feed;
  private final SplittableRandom random = new SplittableRandom(5);
  private long step;

  EstimatorBench(Path data, PredictionSource source) {
    this.data = data;
    this.source = source;
    broker = Broker.started(BrokerConfig.loopback(data));
    Configuration configuration = configuration(Map.of());
    TopicCatalog.createMissing(configuration, PATIENCE);
    try (LabelSpaceTopic labelSpace = new LabelSpaceTopic(configuration)) {
      labelSpace.append(IntStream.range(0, source.classes()).mapToObj(k -> "class-" + k).toList());
    }
    feed = new Feed(configuration);
    feed.send(
        configuration.topics().models(),
        "priors/1",
        ModelRecord.newBuilder().setPriors(source.priors()).build());
    feed.release();
  }

  private Configuration configuration(Map<String, ?> more) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("label-estimator.history.steps", 4);
    settings.put("kafka.bootstrap.servers", broker.bootstrapServers());
    settings.put("data-dir", data.toString());
    settings.put("topics.partitions", 1);
    settings.put("label-estimator.queries.per-hour", 0);
    settings.putAll(more);
    return Configuration.load(Optional.empty(), settings, Map.of());
  }

  EstimatorResult run(int rounds) {
    List<Turn> turns = new ArrayList<>();
    List<Turn> bareTurns = new ArrayList<>();
    Configuration configuration = configuration(Map.of());
    double rowBytes = 0;
    try (RunningEstimator estimator = new RunningEstimator(configuration);
        BareTopology bare = new BareTopology(configuration)) {
      label(estimator, configuration.topics().labels());
      trainEach(estimator);
      trainEach(bare);
      for (int round = 0; round <= rounds; round++) {
        Turn turn = turn(estimator);
        rowBytes = ChangelogSize.meanValue(configuration, CHANGELOG);
        bare.rowBytes((int) Math.round(rowBytes));
        Turn bareTurn = turn(bare);
        System.err.printf(
            "%d images, turn %d: %.0f predictions/s, bare %.0f records/s%n",
            source.images(), round, turn.perSecond(), bareTurn.perSecond());
        // the first turn warms up
        if (round > 0) {
          turns.add(turn);
          bareTurns.add(bareTurn);
        }
      }
    }
    double withHistory = (double) CompactedStore.bytes(stores(), "rows") / source.images();
    double unscored = (double) CompactedStore.bytes(stores(), "scores") / source.images();
    rewriteWithoutHistory();
    return new EstimatorResult(
        source.classes(),
        source.images(),
        rowBytes,
        Medians.of(turns, Turn::perSecond),
        Medians.of(bareTurns, Turn::perSecond),
        Medians.ofRatios(turns, bareTurns, Turn::perSecond),
        Medians.of(turns, Turn::cpuMicros),
        Medians.of(bareTurns, Turn::cpuMicros),
        turns,
        bareTurns,
        (double) CompactedStore.bytes(stores(), "rows") / source.images(),
        withHistory,
        bytesOfScores(unscored));
  }

  /**
   * What the store of scores takes for an image that has them.
   *
   * @param unscored bytes of one without: it has its last tags there
   */
  private double bytesOfScores(double unscored) {
    double rest = unscored * (source.images() - scored());
    return (CompactedStore.bytes(stores(), "scores") - rest) / scored();
  }

  private Path stores() {
    return data.resolve("label-estimator");
  }

  private int scored() {
    return Math.min(source.images(), MOST_SCORED);
  }

  private void label(RunningEstimator estimator, String topic) {
    for (int image = 0; image < source.images(); image++) {
      feed.send(topic, source.id(image), source.label(image));
    }
    feed.release();
    Meanwhile.await(estimator::labels, source.images());
  }

  private void trainEach(Measured topology) {
    long before = topology.records();
    for (int image = 0; image < source.images(); image++) {
      train(topology, image);
    }
    feed.release();
    Meanwhile.await(topology::records, before + source.images());
  }

  private Turn turn(Measured topology) {
    long before = topology.records();
    int count = (int) Math.min(MOST_PER_TURN, TURN_BYTES / (4L * source.classes()));
    for (int i = 0; i < count; i++) {
      train(topology, random.nextInt(source.images()));
    }
    feed.release();
    return Meanwhile.turn(topology::records, before, before + count);
  }

  private void train(Measured topology, int image) {
    feed.send(topology.topic(), source.id(image), source.predict(image, ++step, Purpose.TRAIN));
  }

  /** Steps every row once more with nothing remembered, and scores some. */
  private void rewriteWithoutHistory() {
    Configuration configuration = configuration(Map.of("label-estimator.history.steps", 0));
    try (RunningEstimator estimator = new RunningEstimator(configuration)) {
      trainEach(estimator);
      for (int image = 0; image < scored(); image++) {
        feed.send(estimator.topic(), source.id(image), source.predict(image, step, Purpose.SCORE));
      }
      feed.release();
      Meanwhile.await(estimator::scores, scored());
    }
  }

  @Override
  public void close() {
    feed.close();
    broker.close();
  }
}
