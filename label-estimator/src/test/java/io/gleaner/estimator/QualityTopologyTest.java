package io.gleaner.estimator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.InvalidProtocolBufferException;
import com.typesafe.config.ConfigFactory;
import io.gleaner.evaluation.drift.DriftDetector;
import io.gleaner.protocol.LabelSpace;
import io.gleaner.protocol.Topics;
import io.gleaner.protocol.v1.Drift;
import io.gleaner.protocol.v1.DriftBaseline;
import io.gleaner.protocol.v1.LabelEvent;
import io.gleaner.protocol.v1.LabelQuery;
import io.gleaner.protocol.v1.ModelRecord;
import io.gleaner.protocol.v1.ModelVersion;
import io.gleaner.protocol.v1.Prediction;
import io.gleaner.protocol.v1.QualityReport;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.SplittableRandom;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images arrive, audits are answered, a class becomes common: what the topic of quality says. */
@DisplayName("Quality figures of the topology")
class QualityTopologyTest {

  private static final Topics TOPICS = new Topics("test.");
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  private static final int CLASSES = 3;
  private static final int IMAGES = 1_500;
  private static final int SHORT_HALF_LIFE = 100;

  @TempDir Path directory;

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final EstimatorMeters estimatorMeters = new EstimatorMeters(meters);
  private final List<Loop> open = new ArrayList<>();

  private static LabelEstimatorConfig config(int halfLife) {
    return LabelEstimatorConfig.from(
        ConfigFactory.parseString(
                """
                gleaner.label-estimator {
                  reference-wait = 0 s
                  quality-half-life = %d
                  queries { min-value = 100, audit { share = 1, per-hour = 1000000 } }
                }
                """
                    .formatted(halfLife))
            .withFallback(ConfigFactory.defaultReferenceUnresolved())
            .resolve()
            .getConfig("gleaner.label-estimator"));
  }

  /** One process. */
  private final class Loop {
    private final RocksDbMemory.Budget memory = new RocksDbMemory.Budget(1 << 24);
    private final TopologyTestDriver driver;

    Loop(String name) {
      this(name, 20_000);
    }

    Loop(String name, int halfLife) {
      Properties properties = new Properties();
      properties.put(StreamsConfig.STATE_DIR_CONFIG, directory.resolve(name).toString());
      properties.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, RocksDbMemory.class);
      properties.put(RocksDbMemory.BUDGET, memory);
      driver =
          new TopologyTestDriver(
              EstimatorTopology.of(config(halfLife), TOPICS, estimatorMeters), properties, START);
      open.add(this);
      TestInputTopic<String, byte[]> labelSpaces = text(TOPICS.labelSpace());
      labelSpaces.pipeInput(
          "label-space", LabelSpace.of(List.of("dog", "cat", "ibex")).toRecord().toByteArray());
      announce(1, ModelVersion.Status.UNGATED);
    }

    void announce(int step, ModelVersion.Status status) {
      ModelVersion model =
          ModelVersion.newBuilder().setLineage(1).setStep(step).setStatus(status).build();
      text(TOPICS.models())
          .pipeInput(
              "model/1/" + step, ModelRecord.newBuilder().setModel(model).build().toByteArray());
    }

    private TestInputTopic<String, byte[]> text(String topic) {
      return driver.createInputTopic(topic, new StringSerializer(), new ByteArraySerializer());
    }

    /** Images arrive and are audited; from the middle on dogs are common. */
    void feed(int from, int to) throws InvalidProtocolBufferException {
      feed(from, to, true);
    }

    void feed(int from, int to, boolean answered) throws InvalidProtocolBufferException {
      for (int i = from; i < to; i++) {
        SplittableRandom random = new SplittableRandom(i);
        String id = "image-" + i;
        boolean[] present = new boolean[CLASSES];
        Prediction.Builder prediction =
            Prediction.newBuilder()
                .setId(id)
                .setLineage(1)
                .setStep(1)
                .setLabelSpaceVersion(CLASSES)
                .setUnseen(true);
        for (int k = 0; k < CLASSES; k++) {
          present[k] = random.nextDouble() < (k == 0 && i > IMAGES / 2 ? 0.9 : 0.3);
          double logit = random.nextGaussian() + (present[k] ? 1.5 : -1.5);
          prediction.addProbabilities((float) (1 / (1 + Math.exp(-logit))));
        }
        pipe(TOPICS.predictions(), id, prediction.build().toByteArray(), i);
        if (answered) {
          answer(present, i);
        }
      }
    }

    private void answer(boolean[] present, int i) throws InvalidProtocolBufferException {
      for (var question : read(TOPICS.labelQueries())) {
        LabelQuery query = LabelQuery.parseFrom(question);
        int k = List.of("dog", "cat", "ibex").indexOf(query.getClassName());
        LabelEvent.Builder event =
            LabelEvent.newBuilder()
                .setId(query.getId())
                .setSource("auditor")
                .setTimeMillis(START.toEpochMilli() + i)
                .setLabelSpaceVersion(CLASSES)
                .setQueryId(query.getQueryId());
        if (present[k]) {
          event.addPresent(k);
        } else {
          event.addAbsent(k);
        }
        pipe(TOPICS.labels(), query.getId(), event.build().toByteArray(), i);
      }
    }

    private void pipe(String topic, String key, byte[] value, int millis) {
      driver
          .createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer())
          .pipeInput(key.getBytes(UTF_8), value, START.plusMillis(millis));
    }

    private List<byte[]> read(String topic) {
      return driver
          .createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
          .readRecordsToList()
          .stream()
          .map(record -> record.value())
          .filter(value -> value != null)
          .toList();
    }

    /** What is reported at the next turn. */
    List<QualityReport> turn() throws InvalidProtocolBufferException {
      driver.advanceWallClockTime(Duration.ofSeconds(10));
      List<QualityReport> reports = new ArrayList<>();
      for (byte[] value : read(TOPICS.quality())) {
        reports.add(QualityReport.parseFrom(value));
      }
      return reports;
    }

    /** The tasks' figures go to be added up, which is done at the next turn. */
    List<QualityReport> reports() throws InvalidProtocolBufferException {
      driver.advanceWallClockTime(Duration.ofSeconds(10));
      return turn();
    }

    /** Another process with what this one's changelogs hold. */
    Loop restarted(String name) {
      Loop next = new Loop(name);
      for (String store :
          List.of(
              EstimatorTopology.ROWS,
              EstimatorTopology.SCORES,
              EstimatorTopology.FIGURES,
              EstimatorTopology.MERGED)) {
        KeyValueStore<Bytes, byte[]> from = driver.getKeyValueStore(store);
        KeyValueStore<Bytes, byte[]> to = next.driver.getKeyValueStore(store);
        try (KeyValueIterator<Bytes, byte[]> all = from.all()) {
          all.forEachRemaining(entry -> to.put(entry.key, entry.value));
        }
      }
      return next;
    }
  }

  @AfterEach
  void close() {
    for (Loop loop : open) {
      loop.driver.close();
      loop.memory.close();
    }
  }

  /** The newest of a figure. */
  private static QualityReport figure(String name, List<QualityReport> reports) {
    return reports.stream()
        .filter(report -> report.getFigure().equals(name))
        .reduce((earlier, later) -> later)
        .orElseThrow();
  }

  private static List<QualityReport> drifts(List<QualityReport> reports) {
    return reports.stream().filter(QualityReport::hasDrift).toList();
  }

  @Test
  @DisplayName("with random audits answered: mAP with its interval, per class, gauges, and drift")
  void shouldKnow() throws Exception {
    Loop loop = new Loop("one");
    loop.feed(0, IMAGES);
    List<QualityReport> reports = loop.reports();

    QualityReport map = figure("prequential-map", reports);
    assertThat(map.getUnknownBecause()).isEmpty();
    assertThat(map.getValue()).isBetween(map.getLower(), map.getUpper()).isBetween(0.7, 1.0);
    // the chance of an audit falls as the hour's are used up
    assertThat(map.getSupport()).isBetween(IMAGES - 10L, (long) IMAGES);
    assertThat(map.getPerClassList())
        .extracting(QualityReport.PerClass::getName)
        .containsExactly("dog", "cat", "ibex");
    assertThat(figure("audited-map", reports).getStep()).isEqualTo(1);
    assertThat(figure("audited-probability-gap", reports).getValue()).isBetween(-0.3, 0.3);
    assertThat(figure("tag-age-versions-p99", reports).getValue()).isZero();
    assertThat(meters.get("gleaner.estimator.prequential.map").gauge().value())
        .isEqualTo(map.getValue());
    assertThat(meters.get("gleaner.estimator.class.prevalence").tag("class", "dog").gauge().value())
        .isBetween(0.4, 0.8);

    QualityReport baseline = figure("drift-baseline", reports);
    assertThat(baseline.getValue()).isEqualTo(IMAGES);
    assertThat(baseline.getDriftBaseline().getNeeded()).isEqualTo(DriftDetector.BASELINE);
    assertThat(baseline.getDriftBaseline().getPartitionsList())
        .containsExactly(DriftBaseline.Partition.newBuilder().setImages(IMAGES).build());
    assertThat(meters.get("gleaner.estimator.drift.baseline").gauge().value()).isEqualTo(IMAGES);

    assertThat(drifts(reports))
        .anySatisfy(
            report -> {
              Drift drift = report.getDrift();
              assertThat(drift.getStream()).isEqualTo(Drift.Stream.PREVALENCE);
              assertThat(drift.getClassName()).isEqualTo("dog");
              assertThat(drift.getChange()).isEqualTo(Drift.Change.ROSE);
              assertThat(drift.getAfter()).isGreaterThan(drift.getBefore() + 0.2);
              assertThat(drift.getSinceMillis() - START.toEpochMilli())
                  .isBetween(IMAGES / 2 - 60L, IMAGES / 2 + 60L);
            });
    assertThat(meters.get("gleaner.estimator.drift").tag("stream", "prevalence").counter().count())
        .isPositive();
  }

  @Test
  @DisplayName("are the same, and so is what drifts, with a restart in the middle")
  void shouldSurviveARestart() throws Exception {
    Loop steady = new Loop("steady");
    steady.feed(0, IMAGES);
    List<QualityReport> expected = steady.reports();

    Loop first = new Loop("first");
    first.feed(0, 700);
    List<QualityReport> told = new ArrayList<>(first.reports());
    first.feed(700, 800);
    for (byte[] value : first.read(TOPICS.quality())) {
      told.add(QualityReport.parseFrom(value));
    }
    Loop second = first.restarted("second");
    second.feed(800, IMAGES);
    told.addAll(second.reports());

    assertThat(drifts(told)).isEqualTo(drifts(expected)).isNotEmpty();
    // the hour's audits are counted anew here, and their chances differ by a millionth
    for (String name : List.of("audited-calibration", "tag-age-minutes-p50", "audited-map")) {
      assertThat(figure(name, told).getValue())
          .isCloseTo(figure(name, expected).getValue(), within(1e-5));
    }
  }

  @Test
  @DisplayName("with no audit answered: why nothing is known, and no number")
  void shouldSayWhyNot() throws Exception {
    Loop loop = new Loop("one");
    Prediction prediction =
        Events.score(1, 1, 0.9f, 0.1f, 0.1f).toBuilder().setUnseen(true).build();
    loop.pipe(TOPICS.predictions(), Events.IMAGE, prediction.toByteArray(), 0);

    List<QualityReport> reports = loop.reports();

    for (String name : List.of("prequential-map", "audited-map", "audited-probability-gap")) {
      assertThat(figure(name, reports).getValue()).isNaN();
      assertThat(figure(name, reports).getUnknownBecause()).contains("random audit");
    }
    assertThat(meters.get("gleaner.estimator.prequential.map").gauge().value()).isNaN();
  }

  @Test
  @DisplayName("are not known any more ten half-lives after the last answer")
  void shouldForgetWithoutAnswers() throws Exception {
    List<String> names =
        List.of("prequential-map", "audited-probability-gap", "audited-calibration");
    Loop loop = new Loop("one", SHORT_HALF_LIFE);
    loop.feed(0, 5 * SHORT_HALF_LIFE);
    List<QualityReport> reports = loop.reports();
    for (String name : names) {
      assertThat(figure(name, reports).getUnknownBecause()).isEmpty();
    }

    loop.feed(5 * SHORT_HALF_LIFE, 15 * SHORT_HALF_LIFE, false);

    reports = loop.reports();
    for (String name : names) {
      assertThat(figure(name, reports).getValue()).isNaN();
      assertThat(figure(name, reports).getUnknownBecause()).contains("have not faded");
    }
    assertThat(meters.get("gleaner.estimator.audited.calibration").gauge().value()).isNaN();
  }

  private static List<Double> ages(List<QualityReport> reports) {
    return reports.stream()
        .filter(report -> report.getFigure().equals("tag-age-versions-p50"))
        .map(QualityReport::getValue)
        .toList();
  }

  @Test
  @DisplayName("tell that tags grow older while serving loads none of the promoted models")
  void shouldNoticeThatServingIsStuck() throws Exception {
    Loop loop = new Loop("one");
    loop.feed(0, 3, false);
    assertThat(ages(loop.reports())).endsWith(0.0);

    loop.announce(2, ModelVersion.Status.PROMOTED);
    loop.announce(3, ModelVersion.Status.CANDIDATE);
    loop.announce(4, ModelVersion.Status.REJECTED);
    loop.announce(10, ModelVersion.Status.UNGATED);
    List<QualityReport> reports = loop.turn();

    assertThat(ages(reports))
        .singleElement()
        .satisfies(age -> assertThat(age).isCloseTo(2, within(0.02)));
    assertThat(meters.get("gleaner.estimator.tag.age.versions.p50").gauge().value())
        .isCloseTo(2, within(0.02));
    Loop second = loop.restarted("second");
    for (int step : List.of(2, 10)) {
      second.announce(step, ModelVersion.Status.PROMOTED);
    }
    assertThat(ages(second.turn())).isEqualTo(ages(reports));
    loop.announce(10, ModelVersion.Status.REJECTED);
    assertThat(figure("tag-age-versions-p99", loop.turn()).getValue()).isCloseTo(1, within(0.01));
  }

  @Test
  @DisplayName("tell tags' ages at every turn, and nothing else, when nothing comes")
  void shouldAgeWithoutEvents() throws Exception {
    Loop loop = new Loop("one");
    loop.feed(0, 3, false);
    double before = figure("tag-age-minutes-p50", loop.reports()).getValue();
    loop.driver.advanceWallClockTime(Duration.ofMinutes(30));
    loop.read(TOPICS.quality());

    List<QualityReport> reports = loop.turn();

    assertThat(reports)
        .extracting(QualityReport::getFigure)
        .containsExactlyInAnyOrder(
            "tag-age-versions-p50",
            "tag-age-versions-p99",
            "tag-age-minutes-p50",
            "tag-age-minutes-p99");
    assertThat(figure("tag-age-minutes-p50", reports).getValue())
        .isCloseTo(before + 30, within(1.5));
    assertThat(meters.get("gleaner.estimator.tag.age.minutes.p50").gauge().value())
        .isCloseTo(before + 30, within(1.5));
  }

  @Test
  @DisplayName("tell each source's labels and conflicts, in the report and in series by source")
  void shouldTellSourcesApart() throws Exception {
    Loop loop = new Loop("one");
    List<LabelEvent> events =
        List.of(
            Events.present("pipeline", 10, CLASSES, 0, 1),
            Events.absent("expert", 20, CLASSES, 1),
            Events.absent("expert", 20, CLASSES, 1));
    for (LabelEvent event : events) {
      loop.pipe(TOPICS.labels(), Events.IMAGE, event.toByteArray(), 0);
    }

    QualityReport report = figure("label-conflicts", loop.reports());

    assertThat(report.getValue()).isEqualTo(2 / 3.0);
    assertThat(report.getPerSourceList())
        .containsExactly(
            QualityReport.PerSource.newBuilder()
                .setName("expert")
                .setLabels(1)
                .setConflicts(1)
                .build(),
            QualityReport.PerSource.newBuilder()
                .setName("pipeline")
                .setLabels(2)
                .setConflicts(1)
                .build());
    assertThat(bySource("labels", "pipeline")).isEqualTo(2);
    assertThat(bySource("conflicts", "pipeline")).isEqualTo(1);
    assertThat(bySource("conflicts", "expert")).isEqualTo(1);
    assertThat(bySource("conflicts", "other")).isNaN();
  }

  private double bySource(String name, String source) {
    return meters.get("gleaner.estimator.source." + name).tag("source", source).gauge().value();
  }

  @Test
  @DisplayName("leave out scores of a model that was trained on the image")
  void shouldLeaveOutWhatWasTrainedOn() throws Exception {
    Loop loop = new Loop("one");
    Prediction seen = Events.score(1, 1, 0.9f, 0.1f, 0.1f);
    loop.pipe(TOPICS.predictions(), Events.IMAGE, seen.toByteArray(), 0);

    assertThat(loop.reports())
        .extracting(QualityReport::getFigure)
        .isNotEmpty()
        .doesNotContain("prequential-map");
  }
}
