package io.gleaner.estimator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.MessageLite;
import io.gleaner.protocol.LabelSpace;
import io.gleaner.protocol.Rejection;
import io.gleaner.protocol.RejectionReason;
import io.gleaner.protocol.Topics;
import io.gleaner.protocol.v1.ClassPriors;
import io.gleaner.protocol.v1.LabelEvent;
import io.gleaner.protocol.v1.LabelQuery;
import io.gleaner.protocol.v1.ModelRecord;
import io.gleaner.protocol.v1.ModelVersion;
import io.gleaner.protocol.v1.Prediction;
import io.gleaner.protocol.v1.QualityReport;
import io.gleaner.protocol.v1.SoftLabels;
import io.gleaner.protocol.v1.TagRecord;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EstimatorTopologyTest {

  private static final Topics TOPICS = new Topics("test.");
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  private static final byte[] KEY = Events.IMAGE.getBytes(UTF_8);

  @TempDir Path directory;

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final RocksDbMemory.Budget memory = new RocksDbMemory.Budget(1 << 24);
  private TopologyTestDriver driver;
  private TestInputTopic<byte[], byte[]> labels;
  private TestInputTopic<byte[], byte[]> predictions;
  private TestInputTopic<String, byte[]> models;
  private TestInputTopic<String, byte[]> labelSpaces;

  @BeforeEach
  @SuppressWarnings("NullAway.Init")
  void open() {
    Properties properties = new Properties();
    properties.put(StreamsConfig.STATE_DIR_CONFIG, directory.toString());
    properties.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, RocksDbMemory.class);
    properties.put(RocksDbMemory.BUDGET, memory);
    driver =
        new TopologyTestDriver(
            EstimatorTopology.of(Events.config(), TOPICS, new EstimatorMeters(meters)),
            properties,
            START);
    labels = bytesInto(TOPICS.labels());
    predictions = bytesInto(TOPICS.predictions());
    models =
        driver.createInputTopic(TOPICS.models(), new StringSerializer(), new ByteArraySerializer());
    labelSpaces =
        driver.createInputTopic(
            TOPICS.labelSpace(), new StringSerializer(), new ByteArraySerializer());
    labelSpaces.pipeInput(
        "label-space", LabelSpace.of(List.of("dog", "cat", "ibex")).toRecord().toByteArray());
  }

  private TestInputTopic<byte[], byte[]> bytesInto(String topic) {
    return driver.createInputTopic(
        topic, new ByteArraySerializer(), new ByteArraySerializer(), START, Duration.ofMillis(1));
  }

  @AfterEach
  void close() {
    driver.close();
    memory.close();
  }

  private void publishPriors() {
    ClassPriors priors =
        ClassPriors.newBuilder()
            .setVersion(1)
            .addAllProbabilities(Collections.nCopies(3, 0.1f))
            .build();
    models.pipeInput("priors/1", ModelRecord.newBuilder().setPriors(priors).build().toByteArray());
  }

  private void publishModel(long step, ModelVersion.Status status, Float... thresholds) {
    ModelVersion model =
        ModelVersion.newBuilder()
            .setLineage(1)
            .setStep(step)
            .setPriorVersion(1)
            .setStatus(status)
            .addAllThresholds(List.of(thresholds))
            .build();
    models.pipeInput(
        "model/1/" + step, ModelRecord.newBuilder().setModel(model).build().toByteArray());
  }

  private void say(LabelEvent event) {
    labels.pipeInput(KEY, event.toByteArray());
  }

  private void predict(Prediction prediction) {
    predictions.pipeInput(KEY, prediction.toByteArray());
  }

  private List<TestRecord<byte[], byte[]>> read(String topic) {
    TestOutputTopic<byte[], byte[]> output =
        driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    return output.readRecordsToList();
  }

  private double count(String name) {
    return meters.find("gleaner.estimator." + name).counters().stream()
        .mapToDouble(Counter::count)
        .sum();
  }

  @Test
  @DisplayName("labels and predictions of an image become soft labels and tags under its key")
  void shouldPublish() throws Exception {
    publishPriors();
    publishModel(5, ModelVersion.Status.PROMOTED, 0.2f, 0.8f, 0.5f);

    say(Events.present("ann", START.toEpochMilli(), 3, 0));
    predict(Events.train(1, 3, 0.9f, 0.2f, 0.2f));
    predict(Events.score(1, 5, 0.9f, 0.7f, 0.6f));

    List<TestRecord<byte[], byte[]>> softLabels = read(TOPICS.softLabels());
    assertThat(softLabels).hasSize(2).allMatch(record -> record.key().length == KEY.length);
    SoftLabels trained = SoftLabels.parseFrom(softLabels.get(1).value());
    assertThat(trained.getStep()).isEqualTo(3);
    List<TestRecord<byte[], byte[]>> tags = read(TOPICS.tags());
    assertThat(tags).hasSize(2);
    TagRecord scored = TagRecord.parseFrom(tags.get(1).value());
    assertThat(scored.getTagsList())
        .extracting(TagRecord.Tag::getName)
        .containsExactly("dog", "cat", "ibex");
    assertThat(scored.getTagsList())
        .extracting(TagRecord.Tag::getPresent)
        .containsExactly(true, false, true);
    assertThat(scored.getTags(1).getThreshold()).isEqualTo(0.8f);
    assertThat(scored.getRevision()).isGreaterThan(trained.getRevision());
  }

  @Test
  @DisplayName("a class without a threshold of its own is judged by the fixed one")
  void shouldFallBackToTheFixedThreshold() throws Exception {
    publishPriors();
    publishModel(5, ModelVersion.Status.PROMOTED, 0.2f, Float.NaN);

    predict(Events.score(1, 5, 0.4f, 0.4f, 0.6f));

    TagRecord record = TagRecord.parseFrom(read(TOPICS.tags()).get(0).value());
    assertThat(record.getTagsList())
        .extracting(TagRecord.Tag::getThreshold)
        .containsExactly(0.2f, 0.5f, 0.5f);
    assertThat(record.getTagsList())
        .extracting(TagRecord.Tag::getPresent)
        .containsExactly(true, false, true);
  }

  @Test
  @DisplayName("tags say whose word counts, and the row keeps when they were published")
  void shouldTellByWhom() throws Exception {
    publishPriors();
    String verbose = "ann".repeat(100);
    say(Events.present(verbose, START.toEpochMilli(), 3, 0));
    say(Events.absent("bob", START.toEpochMilli() + 5, 3, 0));

    List<TestRecord<byte[], byte[]>> tags = read(TOPICS.tags());
    TagRecord first = TagRecord.parseFrom(tags.get(0).value());
    TagRecord second = TagRecord.parseFrom(tags.get(1).value());
    assertThat(first.getTags(0).getObservedBy()).isEqualTo(verbose.substring(0, 63) + "…");
    assertThat(second.getTags(0).getObservedBy()).isEqualTo("bob");
    assertThat(second.getTags(1).getObservedBy()).isEmpty();
    byte[] scoring =
        driver.<Bytes, byte[]>getKeyValueStore(EstimatorTopology.SCORES).get(Bytes.wrap(KEY));
    assertThat(ScoringCodec.decode(scoring, Row.NEW).published())
        .isEqualTo(new PublishedTags(second.getRevision(), second.getTimeMillis()));
  }

  @Test
  @DisplayName("published records carry CloudEvents headers")
  void shouldAddHeaders() {
    say(Events.present("ann", START.toEpochMilli(), 3, 0));

    var headers = read(TOPICS.softLabels()).get(0).headers();
    assertThat(new String(headers.lastHeader("ce_type").value(), UTF_8))
        .isEqualTo("io.gleaner.soft-labels.v1");
    assertThat(new String(headers.lastHeader("ce_id").value(), UTF_8))
        .isEqualTo(Events.IMAGE + "/1");
  }

  @Test
  @DisplayName("a deletion becomes tombstones, and late predictions stay without effect")
  void shouldErase() {
    publishPriors();
    say(Events.present("ann", START.toEpochMilli(), 3, 0));
    read(TOPICS.tags());
    read(TOPICS.softLabels());

    say(Events.deletion(START.toEpochMilli() + 1_000_000));
    predict(Events.train(1, 3, 0.9f, 0.2f, 0.2f));

    assertThat(read(TOPICS.tags())).singleElement().matches(record -> record.value() == null);
    assertThat(read(TOPICS.softLabels())).singleElement().matches(record -> record.value() == null);
  }

  @Test
  @DisplayName("a question is published, and withdrawn by a tombstone when it is answered")
  void shouldAsk() throws Exception {
    publishPriors();
    publishModel(5, ModelVersion.Status.UNGATED);
    say(Events.present("ann", START.toEpochMilli(), 3, 0));
    predict(Events.score(1, 5, 0.9f, 0.5f, 0.1f));

    List<TestRecord<byte[], byte[]>> asked = read(TOPICS.labelQueries());
    assertThat(asked).hasSize(1);
    LabelQuery query = LabelQuery.parseFrom(asked.get(0).value());
    assertThat(query.getClassName()).isEqualTo("cat");
    assertThat(query.getValue()).isCloseTo(0.5 / 0.1, within(0.01));

    say(Events.absent("bob", START.toEpochMilli() + 5, 3, 1));
    assertThat(read(TOPICS.labelQueries()))
        .singleElement()
        .matches(record -> record.value() == null);
  }

  @Test
  @DisplayName(
      "a question that somebody names without an answer is withdrawn, and counts as skipped")
  void shouldWithdrawWhatIsSkipped() throws Exception {
    publishPriors();
    publishModel(5, ModelVersion.Status.UNGATED);
    scoreUncertain("blurred");
    LabelQuery query = LabelQuery.parseFrom(read(TOPICS.labelQueries()).get(0).value());
    LabelEvent skip =
        Events.label("page", 5, 3).setId("blurred").setQueryId(query.getQueryId()).build();

    labels.pipeInput("blurred".getBytes(UTF_8), skip.toByteArray());
    labels.pipeInput("blurred".getBytes(UTF_8), skip.toByteArray());

    assertThat(read(TOPICS.labelQueries()))
        .singleElement()
        .matches(record -> record.value() == null);
    assertThat(count("queries.skipped")).isEqualTo(1);
    assertThat(count("query.answers")).isZero();
  }

  @Test
  @DisplayName("a task asks no more an hour than its budget, by the records' time")
  void shouldKeepToItsBudget() {
    publishPriors();
    publishModel(5, ModelVersion.Status.UNGATED);
    int budget = Events.config().queryLimits().chosenPerHour();

    for (int i = 0; i < budget + 10; i++) {
      scoreUncertain("image-" + i);
    }
    assertThat(read(TOPICS.labelQueries())).hasSize(budget);

    predictions.advanceTime(Duration.ofHours(1));
    scoreUncertain("an hour later");
    assertThat(read(TOPICS.labelQueries())).hasSize(1);
  }

  @Test
  @DisplayName("a question that nobody answered is withdrawn when its time is over, and once")
  void shouldExpire() throws Exception {
    publishPriors();
    publishModel(5, ModelVersion.Status.UNGATED);
    scoreUncertain("forgotten");
    predictions.advanceTime(Duration.ofHours(1));
    scoreUncertain("answered");
    List<TestRecord<byte[], byte[]>> asked = read(TOPICS.labelQueries());
    LabelQuery query = LabelQuery.parseFrom(asked.get(1).value());
    assertThat(query.getExpiresMillis() - query.getTimeMillis())
        .isEqualTo(Duration.ofHours(24).toMillis());
    labels.pipeInput("answered".getBytes(UTF_8), answer(query, "answered").toByteArray());
    assertThat(read(TOPICS.labelQueries())).extracting(TestRecord::key).hasSize(1);

    predictions.advanceTime(Duration.ofHours(22));
    scoreUncertain("before");
    predictions.advanceTime(Duration.ofHours(2));
    scoreUncertain("after");

    assertThat(read(TOPICS.labelQueries()).stream().filter(record -> record.value() == null))
        .extracting(record -> new String(record.key(), UTF_8))
        .containsExactly("forgotten");
  }

  @Test
  @DisplayName(
      "what somebody cannot tell is not asked again, the next step asks about another class")
  void shouldNotAskAgainWhatNobodyKnows() throws Exception {
    publishPriors();
    Set<String> asked = new HashSet<>();
    for (int step = 1; step <= 3; step++) {
      predict(Events.train(1, step, 0.5f, 0.5f, 0.5f));
      LabelQuery query = LabelQuery.parseFrom(read(TOPICS.labelQueries()).get(0).value());
      assertThat(asked.add(query.getClassName())).as(query.getClassName()).isTrue();
      say(Events.label("ann", step, 3).setQueryId(query.getQueryId()).build());
      assertThat(read(TOPICS.labelQueries())).extracting(TestRecord::value).containsOnlyNulls();
    }

    predict(Events.train(1, 4, 0.5f, 0.5f, 0.5f));
    predictions.advanceTime(Duration.ofDays(300));
    predict(Events.train(1, 5, 0.5f, 0.5f, 0.5f));

    assertThat(read(TOPICS.labelQueries())).isEmpty();
  }

  @Test
  @DisplayName("what nobody answered in time is asked again only after as long a time")
  void shouldNotAskAgainAtOnce() throws Exception {
    publishPriors();
    say(Events.absent("ann", 1, 3, 1, 2));
    predict(Events.train(1, 1, 0.5f, 0.5f, 0.5f));
    assertThat(read(TOPICS.labelQueries())).hasSize(1);

    predictions.advanceTime(Duration.ofHours(25));
    predict(Events.train(1, 2, 0.5f, 0.5f, 0.5f));
    assertThat(read(TOPICS.labelQueries())).extracting(TestRecord::value).containsOnlyNulls();
    predictions.advanceTime(Duration.ofHours(22));
    predict(Events.train(1, 3, 0.5f, 0.5f, 0.5f));
    assertThat(read(TOPICS.labelQueries())).isEmpty();

    predictions.advanceTime(Duration.ofHours(3));
    predict(Events.train(1, 4, 0.5f, 0.5f, 0.5f));
    List<TestRecord<byte[], byte[]>> again = read(TOPICS.labelQueries());
    assertThat(LabelQuery.parseFrom(again.get(0).value()).getClassName()).isEqualTo("dog");
  }

  private static LabelEvent answer(LabelQuery query, String id) {
    return Events.label("ann", 5, 3).setId(id).setQueryId(query.getQueryId()).addAbsent(0).build();
  }

  private void scoreUncertain(String id) {
    Prediction prediction = Events.score(1, 5, 0.5f, 0.5f, 0.5f).toBuilder().setId(id).build();
    predictions.pipeInput(id.getBytes(UTF_8), prediction.toByteArray());
  }

  @Test
  @DisplayName("each bad record is set aside with its reason; those around it go through")
  void shouldRejectBadRecords() {
    publishPriors();
    say(Events.present("ann", 1, 3, 0));

    reject(labels, KEY, new byte[] {0x0A, 0x7F}, RejectionReason.BROKEN_PROTOBUF);
    reject(labels, KEY, (byte[]) null, RejectionReason.BROKEN_PROTOBUF);
    reject(
        labels,
        "other".getBytes(UTF_8),
        Events.present("ann", 1, 3, 0),
        RejectionReason.KEY_MISMATCH);
    reject(labels, null, Events.present("ann", 1, 3, 0), RejectionReason.KEY_MISMATCH);
    reject(labels, new byte[0], LabelEvent.getDefaultInstance(), RejectionReason.EMPTY_ID);
    reject(labels, KEY, Events.present("ann", 1, 3, 3), RejectionReason.UNKNOWN_CLASS);
    reject(labels, KEY, Events.present("ann", 1, 3, -1), RejectionReason.UNKNOWN_CLASS);
    reject(labels, KEY, Events.present("ann", 1, 900, 0), RejectionReason.UNKNOWN_CLASS);
    reject(
        labels,
        KEY,
        Events.label("ann", 1, 3).addPresent(1).addAbsent(1).build(),
        RejectionReason.CONTRADICTORY_LABELS);
    reject(labels, KEY, Events.present("a".repeat(513), 1, 3, 0), RejectionReason.OVERSIZED_TEXT);
    reject(
        labels,
        "i".repeat(513).getBytes(UTF_8),
        Events.label("ann", 1, 3).setId("i".repeat(513)).build(),
        RejectionReason.OVERSIZED_ID);
    reject(predictions, KEY, new byte[] {1}, RejectionReason.BROKEN_PROTOBUF);
    reject(
        predictions,
        KEY,
        Events.train(1, 1, 0.5f, 0.5f).toBuilder().setLabelSpaceVersion(3).build(),
        RejectionReason.WRONG_CLASS_COUNT);
    reject(predictions, KEY, Events.train(1, 1), RejectionReason.WRONG_CLASS_COUNT);
    reject(predictions, KEY, Events.train(1, 1, 0.5f, 1.5f, 0.5f), RejectionReason.BAD_PROBABILITY);
    reject(
        predictions,
        KEY,
        Events.score(1, 1, 0.5f, Float.NaN, 0.5f),
        RejectionReason.BAD_PROBABILITY);

    predict(Events.train(1, 1, 0.5f, 0.5f, 0.5f));
    assertThat(read(TOPICS.softLabels())).hasSize(2);
    assertThat(count("rejected")).isEqualTo(16);
  }

  private void reject(
      TestInputTopic<byte[], byte[]> input,
      byte @Nullable [] key,
      MessageLite value,
      RejectionReason reason) {
    reject(input, key, value.toByteArray(), reason);
  }

  @SuppressWarnings("NullAway") // bad records come without key or value
  private void reject(
      TestInputTopic<byte[], byte[]> input,
      byte @Nullable [] key,
      byte @Nullable [] value,
      RejectionReason reason) {
    input.pipeInput(key, value);

    List<TestRecord<byte[], byte[]>> rejected = read(TOPICS.rejected());
    assertThat(rejected).hasSize(1);
    TestRecord<byte[], byte[]> record = rejected.get(0);
    assertThat(record.key()).isEqualTo(key);
    assertThat(record.value()).isEqualTo(value);
    assertThat(new String(record.headers().lastHeader(Rejection.REASON).value(), UTF_8))
        .isEqualTo(reason.code());
  }

  @Test
  @DisplayName("a record near the size limit is rejected by reference")
  void shouldRejectLargeRecordsByReference() {
    labels.pipeInput(KEY, new byte[Rejection.DEFAULT_MAX_BYTES]);

    TestRecord<byte[], byte[]> record = read(TOPICS.rejected()).get(0);
    assertThat(record.value()).isNull();
    assertThat(new String(record.headers().lastHeader(Rejection.SIZE).value(), UTF_8))
        .isEqualTo("1000000");
  }

  @Test
  @DisplayName("a source too many is rejected; the row it would have made too large goes on")
  void shouldBoundWhatAnImageGathers() {
    int sources = new SizeLimits(Events.config().largestRecord()).sources();
    for (int i = 0; i < sources; i++) {
      say(Events.present("source-" + i, 1, 3, 0));
    }
    read(TOPICS.softLabels());

    reject(labels, KEY, Events.absent("late", 2, 3, 1), RejectionReason.TOO_MANY_LABELS);
    say(Events.absent("source-0", 2, 3, 1));

    assertThat(read(TOPICS.softLabels())).hasSize(1);
    assertThat(count("rejected")).isEqualTo(1);
    assertThat(count("events") + count("rejected")).isEqualTo(count("records"));
  }

  @Test
  @DisplayName(
      "what would be published larger than its topic takes is rejected, and nothing stored")
  void shouldRefuseOversizedTags() {
    String name = "x".repeat(Events.config().largestRecord());
    labelSpaces.pipeInput(
        "label-space", LabelSpace.of(List.of("dog", "cat", "ibex", name)).toRecord().toByteArray());
    say(Events.present("ann", 1, 3, 0));
    byte[] before = row();

    reject(labels, KEY, Events.present("ann", 2, 4, 3), RejectionReason.OVERSIZED_OUTPUT);

    assertThat(row()).isEqualTo(before);
    say(Events.present("ann", 3, 3, 1));
    assertThat(read(TOPICS.tags())).hasSize(2);
  }

  private byte[] row() {
    return driver.<Bytes, byte[]>getKeyValueStore(EstimatorTopology.ROWS).get(Bytes.wrap(KEY));
  }

  @Test
  @DisplayName(
      "a prediction that names priors nobody published is rejected, whatever its row needs")
  void shouldRejectWithoutPriors() {
    reject(predictions, KEY, Events.train(1, 1, 0.5f, 0.5f, 0.5f), RejectionReason.UNKNOWN_PRIORS);
    publishPriors();
    predict(Events.train(1, 1, 0.5f, 0.5f, 0.5f));
    assertThat(read(TOPICS.softLabels())).hasSize(1);
    Prediction orphan = Events.train(1, 2, 0.5f, 0.5f, 0.5f).toBuilder().setPriorVersion(9).build();
    reject(predictions, KEY, orphan, RejectionReason.UNKNOWN_PRIORS);

    predict(Events.train(1, 3, 0.5f, 0.5f, 0.5f));

    assertThat(read(TOPICS.softLabels())).hasSize(1);
    assertThat(count("events") + count("rejected")).isEqualTo(count("records"));
  }

  @Test
  @DisplayName("thresholds of a model not yet measured are not used")
  void shouldWaitForThresholds() throws Exception {
    publishPriors();
    publishModel(5, ModelVersion.Status.CANDIDATE, 0.1f, 0.1f, 0.1f);

    predict(Events.score(1, 5, 0.4f, 0.4f, 0.6f));

    TagRecord tags = TagRecord.parseFrom(read(TOPICS.tags()).get(0).value());
    assertThat(tags.getTags(0).getThreshold()).isEqualTo(0.5f);
  }

  @Test
  @DisplayName("a label space that changes classes in use, or garbage, is passed over")
  void shouldProtectTheLabelSpace() throws Exception {
    labelSpaces.pipeInput(
        "label-space",
        LabelSpace.of(List.of("cat", "dog", "ibex", "yak")).toRecord().toByteArray());
    labelSpaces.pipeInput("label-space", new byte[] {1, 2, 3});
    models.pipeInput("priors/1", new byte[] {1, 2, 3});

    say(Events.present("ann", 1, 3, 0));

    TagRecord tags = TagRecord.parseFrom(read(TOPICS.tags()).get(0).value());
    assertThat(tags.getTags(0).getName()).isEqualTo("dog");
  }

  @Test
  @DisplayName("a label space that grew pads the tags of images spoken of in it")
  void shouldGrow() throws Exception {
    say(Events.present("ann", 1, 3, 0));
    labelSpaces.pipeInput(
        "label-space",
        LabelSpace.of(List.of("dog", "cat", "ibex", "yak")).toRecord().toByteArray());

    say(Events.present("ann", 2, 4, 3));

    TagRecord tags = TagRecord.parseFrom(read(TOPICS.tags()).get(1).value());
    assertThat(tags.getTagsList())
        .extracting(TagRecord.Tag::getPresent)
        .containsExactly(true, false, false, true);
    assertThat(tags.getTags(3).getName()).isEqualTo("yak");
  }

  @Test
  @DisplayName("quality reports the expected positives of the rows trained since the last")
  void shouldReportQuality() throws Exception {
    publishPriors();
    say(Events.present("ann", 1, 3, 0));
    predict(Events.train(1, 1, 0.9f, 0.1f, 0.1f));

    // the tasks' figures go to be added up, which is done at the next turn
    driver.advanceWallClockTime(Events.config().qualityInterval());
    driver.advanceWallClockTime(Events.config().qualityInterval());

    List<TestRecord<byte[], byte[]>> records = read(TOPICS.quality());
    QualityReport report = QualityReport.parseFrom(records.get(0).value());
    assertThat(report.getFigure()).isEqualTo("expected-positives");
    assertThat(report.getValue()).isCloseTo(0.995 + 0.1 + 0.1, within(0.03));
    assertThat(report.getSupport()).isEqualTo(1);
    assertThat(new String(records.get(0).key(), UTF_8))
        .isEqualTo("expected-positives/" + START.toEpochMilli());
    assertThat(report.getSource()).isEqualTo("label-estimator");

    driver.advanceWallClockTime(Events.config().qualityInterval());
    assertThat(read(TOPICS.quality())).isEmpty();
  }

  @Test
  @DisplayName("records are events and rejections, scored ones published or suppressed tags")
  void shouldBalanceItsCounters() {
    publishPriors();
    publishModel(1, ModelVersion.Status.UNGATED);
    publishModel(2, ModelVersion.Status.UNGATED);
    say(Events.present("ann", 1, 3, 0));
    say(Events.present("ann", 1, 3, 0));
    predict(Events.train(1, 1, 0.9f, 0.1f, 0.1f));
    predict(Events.train(1, 1, 0.9f, 0.1f, 0.1f));
    predict(Events.score(1, 1, 0.9f, 0.1f, 0.1f));
    predict(Events.score(1, 2, 0.91f, 0.1f, 0.1f));
    labels.pipeInput(KEY, new byte[] {1});
    say(Events.deletion(2));
    predict(Events.score(1, 2, 0.91f, 0.1f, 0.1f));

    assertThat(count("records")).isEqualTo(9);
    assertThat(count("events") + count("rejected")).isEqualTo(9);
    assertThat(effect(Effect.UNCHANGED)).isEqualTo(1);
    assertThat(effect(Effect.NOT_NEWER)).isEqualTo(1);
    assertThat(effect(Effect.SCORED)).isEqualTo(2);
    assertThat(effect(Effect.ERASED)).isEqualTo(1);
    assertThat(tags("suppressed")).isEqualTo(1);
    assertThat(tags("published")).isEqualTo(2);
  }

  private double effect(Effect effect) {
    return meters.get("gleaner.estimator.events").tag("effect", effect.tag()).counter().count();
  }

  private double tags(String fate) {
    return meters.get("gleaner.estimator.tags").tag("fate", fate).counter().count();
  }
}
