package io.gleaner.serving;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gleaner.protocol.Configuration;
import io.gleaner.protocol.HttpAccess;
import io.gleaner.protocol.LabelSpaceTopic;
import io.gleaner.protocol.Stage;
import io.gleaner.protocol.Topics;
import io.gleaner.protocol.v1.TagRecord;
import io.gleaner.serving.page.EventFeed;
import io.gleaner.serving.page.LivePage;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scores every sample with the newest promoted model and answers over HTTP. Five threads beside
 * HTTP's: one follows {@code models} and loads, one scores {@code samples}, one scores what people
 * post, one keeps the current tags, one feeds the live page. Each scoring thread has its own copy
 * of the model.
 */
public final class Serving implements Stage {
  private static final Logger LOG = LoggerFactory.getLogger(Serving.class);
  private static final Duration STOPPING = Duration.ofSeconds(7);
  private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(10);
  private static final Duration FLUSHING = Duration.ofSeconds(1);

  private final ServingConfig config;
  private final Configuration configuration;
  private final HttpAccess access;
  private final PrometheusScrape scrape;
  private final ServingMeters meters;
  private final Tasks tasks = new Tasks();
  private final ModelSlot sampleSlot = new ModelSlot();
  private final ModelSlot requestSlot = new ModelSlot();
  private final List<AutoCloseable> resources = new ArrayList<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private @Nullable Http http;
  private @Nullable TagFollower tagFollower;

  /**
   * Prepares the stage; nothing runs yet.
   *
   * @param meters scraped at {@code /metrics} if it is Prometheus's registry or holds one; gets one
   *     beside it otherwise
   * @throws io.gleaner.protocol.ConfigurationException if it would be open to other machines
   */
  public Serving(ServingConfig config, Configuration configuration, MeterRegistry meters) {
    this.config = config;
    this.configuration = configuration;
    this.access =
        HttpAccess.of(configuration.section("access"), "gleaner.serving.host", config.host());
    this.scrape = PrometheusScrape.of(meters);
    this.meters = new ServingMeters(scrape.meters());
  }

  @Override
  public void start() {
    try {
      open();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private void open() {
    Topics topics = configuration.topics();
    KafkaClients kafka = opened(new KafkaClients(configuration, scrape.meters()));
    TagStore store = opened(new TagStore(configuration.dataDir().resolve("serving")));
    ClassNames names = new ClassNames(opened(new LabelSpaceTopic(configuration))::read);

    tagFollower =
        new TagFollower(
            kafka.consumer("tags"),
            topics.tags(),
            store,
            config.maxTagsAge(),
            meters,
            Clock.systemUTC());
    Tagging tagging = new Tagging(requestSlot, config.maxWaiting());
    LivePage page =
        new LivePage(id -> tags(store, id), config.pagePictureBytes(), Clock.systemUTC());
    EventFeed feed = new EventFeed(page::sections, config.pageClients(), SIGN_OF_LIFE);
    http =
        new Http(
            config,
            access,
            new PageRoutes(page, feed, answers(kafka, topics), config.maxPixels()),
            tagging,
            names,
            // The label-estimator's, so that an answer and its tags say the same.
            (float) configuration.config().getDouble("label-estimator.tags.threshold"),
            store,
            this::health,
            scrape,
            meters);
    http.start();
    tasks.start("serving-tags", tagFollower);
    tasks.start("serving-requests", tagging);
    tasks.start("serving-samples", scoringLoop(kafka, topics));
    tasks.start("serving-models", modelFollower(kafka, topics, names));
    if (config.pageClients() > 0) {
      tasks.start(
          "serving-page", new PageFollower(kafka.consumer("page"), topics, page, feed, meters));
    }
  }

  private Answers answers(KafkaClients kafka, Topics topics) {
    Producer<byte[], byte[]> producer = kafka.answering("answers", config.requestTimeout());
    resources.add(() -> producer.close(FLUSHING));
    return new Answers(producer, topics.submissions(), config.requestTimeout(), Clock.systemUTC());
  }

  private static Optional<TagRecord> tags(TagStore store, String id) {
    try {
      Optional<byte[]> record = store.get(id);
      return record.isEmpty() ? Optional.empty() : Optional.of(TagRecord.parseFrom(record.get()));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the store holds no tag record for " + id, e);
    }
  }

  private ScoringLoop scoringLoop(KafkaClients kafka, Topics topics) {
    Producer<byte[], byte[]> producer = kafka.producer("predictions");
    resources.add(() -> producer.close(FLUSHING));
    BatchScorer scorer = new BatchScorer(producer, topics, meters, Clock.systemUTC());
    return new ScoringLoop(
        kafka.member("samples", topics.prefix() + "serving", config.maxPollRecords()),
        topics.samples(),
        sampleSlot,
        scorer,
        new Rescoring(kafka.seeking("rescore"), scorer, meters, config.rescoreWindow()),
        meters,
        config.liveBatchesPerWindow());
  }

  private ModelFollower modelFollower(KafkaClients kafka, Topics topics, ClassNames names) {
    return new ModelFollower(
        kafka.consumer("models"),
        topics.models(),
        new CheckpointLoader(checkpoints(), config.device(), config.script(), config.batchSize()),
        names,
        List.of(sampleSlot, requestSlot),
        meters);
  }

  private Path checkpoints() {
    return config
        .checkpoints()
        .or(this::learnersCheckpoints)
        .map(Path::of)
        .orElse(configuration.dataDir().resolve("checkpoints"))
        .toAbsolutePath();
  }

  private Optional<String> learnersCheckpoints() {
    String key = "learner.checkpoints";
    return configuration.config().hasPath(key)
        ? Optional.of(configuration.config().getString(key)).filter(path -> !path.isEmpty())
        : Optional.empty();
  }

  private <T extends AutoCloseable> T opened(T resource) {
    resources.add(resource);
    return resource;
  }

  /**
   * The port HTTP listens on.
   *
   * @throws IllegalStateException before {@link #start}
   */
  public int port() {
    if (http == null) {
      throw new IllegalStateException("serving is not started");
    }
    return http.port();
  }

  private Health health() {
    List<String> waitingFor = new ArrayList<>();
    if (sampleSlot.inUse() == null || requestSlot.inUse() == null) {
      waitingFor.add("a promoted model");
    }
    if (tagFollower == null || !tagFollower.caughtUp()) {
      waitingFor.add("the current tags");
    }
    ServedVersion version = sampleSlot.inUse();
    boolean live = tasks.running();
    return new Health(
        live, live && waitingFor.isEmpty(), version == null ? "" : version.toString(), waitingFor);
  }

  @Override
  public boolean ready() {
    return health().ready();
  }

  @Override
  public String status() {
    Health health = health();
    if (!health.live()) {
      return "stopped";
    }
    return health.ready()
        ? "scoring with model %s, %s".formatted(health.model(), meters.line())
        : "waiting for " + String.join(" and ", health.waitingFor());
  }

  @Override
  public CompletableFuture<Void> termination() {
    return tasks.termination();
  }

  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    if (http != null) {
      // First, so that requests under way still find somebody to answer them.
      release(http);
    }
    tasks.stop(STOPPING);
    release(sampleSlot::close);
    release(requestSlot::close);
    for (int i = resources.size() - 1; i >= 0; i--) {
      release(resources.get(i));
    }
    tasks.ended();
  }

  private static void release(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      LOG.warn("could not release all of serving", e);
    }
  }
}
