package io.gleaner.app.demo;

import com.typesafe.config.Config;
import io.gleaner.app.demo.DemoSettings.Labelling;
import io.gleaner.app.demo.HiddenTruth.Estimates;
import io.gleaner.app.demo.MeanPrecision.Interval;
import io.gleaner.app.stage.ManagementServer;
import io.gleaner.protocol.Configuration;
import io.gleaner.protocol.HttpAccess;
import io.gleaner.protocol.v1.ModelVersion;
import io.gleaner.protocol.v1.QualityReport;
import io.gleaner.protocol.v1.TagRecord;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/** One run of the loop over the demo's pictures, from the first submission to the last tag. */
final class DemoRun implements AutoCloseable {

  /** What a run ends with: the figures, and how two of them went. */
  record Outcome(
      DemoReport report, List<QualityReport> holdoutMap, List<QualityReport> probabilityGap) {}

  static final String HOLDOUT_MAP = "holdout-map";
  static final String PROBABILITY_GAP = "probability-gap";
  private static final long LOOK_MILLIS = 100;

  private final PictureSet pictures;
  private final Labelling labelling;
  private final DemoSettings settings;
  private final StatusLine status;
  private final PrometheusMeterRegistry meters;
  private final long seed;
  private final long startNanos = System.nanoTime();
  private final Loop loop;
  private final ManagementServer explanations;
  private final LoopObserver observer;
  private final PictureFeed feed;
  private final AuditAnnotator annotator;
  private final long targetSteps;
  private final Rate rate = new Rate();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean closing;

  DemoRun(
      Path dataDir,
      PictureSet pictures,
      long seed,
      int httpPort,
      Labelling labelling,
      StatusLine status,
      PrometheusMeterRegistry meters,
      Clock clock) {
    this.pictures = pictures;
    this.labelling = labelling;
    this.settings = DemoSettings.of(labelling);
    this.status = status;
    this.meters = meters;
    this.seed = seed;
    Map<String, Object> stages = settings.stagesFor(pictures.trainingCount(), seed, httpPort);
    this.loop = Loop.start(dataDir, stages, PictureSet.classNames(), meters);
    this.targetSteps = loop.configuration().section("learner").getLong("max-steps");
    this.explanations = explanations();
    this.observer = new LoopObserver(loop.configuration());
    observer.start();
    PictureSubmissions submissions =
        new PictureSubmissions(
            pictures, labelling == Labelling.EVERY_LABEL, loop.configuration().topics());
    this.feed =
        new PictureFeed(pictures, submissions, settings.perSecond(), loop.configuration(), clock);
    feed.start();
    this.annotator = AuditAnnotator.of(submissions, loop.configuration(), clock);
    annotator.start();
  }

  /** Where the label-estimator answers why an image is tagged as it is. */
  private ManagementServer explanations() {
    Config own = loop.configuration().section("label-estimator").getConfig("management");
    HttpAccess access =
        HttpAccess.of(
            loop.configuration().section("access"),
            "gleaner.label-estimator.management.host",
            own.getString("host"));
    return ManagementServer.start(own, access, loop.stage("label-estimator").orElseThrow(), meters);
  }

  /** Host and port for {@code gleaner explain --at}. */
  String explanationsAt() {
    return URI.create(explanations.url()).getAuthority();
  }

  /** Where the live page is. */
  URI page() {
    return URI.create("http://127.0.0.1:%d/".formatted(loop.httpPort()));
  }

  /**
   * Waits until every picture is tagged by the final model and measures it.
   *
   * @throws StageFailedException if a stage stops meanwhile
   */
  Outcome await() throws InterruptedException {
    while (!allSent() || !trained()) {
      check();
      status.show(line());
      Thread.sleep(LOOK_MILLIS);
    }
    ModelVersion served = settled();
    return measured(served, settling().awaitAudits(this::check));
  }

  /** Returns when the run is closed, by a signal. */
  void awaitClose() throws InterruptedException {
    closed.await();
  }

  private void check() throws InterruptedException {
    if (closing) {
      throw new InterruptedException("the demo is being stopped");
    }
    loop.liveness().check();
    failed("observer", observer.ended());
    failed("annotator", annotator.ended());
  }

  private static void failed(String part, CompletableFuture<Void> end) {
    if (end.isCompletedExceptionally()) {
      throw new StageFailedException(part, end.handle((done, cause) -> cause).join());
    }
  }

  private boolean allSent() {
    failed("picture feed", feed.finished());
    return feed.finished().isDone();
  }

  private boolean trained() {
    return observer.state().judgedModel().filter(m -> m.getStep() >= targetSteps).isPresent()
        && observer.state().servedModel().isPresent();
  }

  private ModelVersion settled() throws InterruptedException {
    ModelVersion served = observer.state().servedModel().orElseThrow();
    Settling settling = settling();
    settling.awaitScoredBy(
        served,
        pictures.count(),
        scored ->
            status.show(
                "scoring with the final model: %d of %d images"
                    .formatted(scored, pictures.count())),
        this::check);
    settling.awaitEstimator(this::check);
    return served;
  }

  private Settling settling() {
    Configuration configuration = loop.configuration();
    return new Settling(
        configuration, configuration.section("label-estimator").getString("application-id"));
  }

  private Outcome measured(ModelVersion served, int audits) {
    Map<String, TagRecord> tags = publishedTags();
    HiddenTruth truth = new HiddenTruth(pictures);
    List<QualityReport> map = observer.state().figure(HOLDOUT_MAP);
    List<QualityReport> gap = observer.state().figure(PROBABILITY_GAP);
    boolean hidden = labelling == Labelling.SINGLE_POSITIVE;
    Estimates estimates = hidden ? truth.estimates(loop.configuration()) : null;
    MeanPrecision first = MeanPrecision.of(map.get(0));
    MeanPrecision last = MeanPrecision.of(served);
    MeanPrecision ofTags = truth.holdoutMapOf(tags);
    MeanPrecision prior = truth.priorMap();
    Map<String, Interval> intervals = new TreeMap<>();
    put(intervals, "holdout_map_first", first);
    put(intervals, "holdout_map_last", last);
    put(intervals, "holdout_map_of_tags", ofTags);
    put(intervals, "prior_map", prior);
    if (estimates != null) {
      put(intervals, "estimate_map", estimates.map());
      put(intervals, "estimate_prior_map", estimates.priorMap());
    }
    DemoReport report =
        new DemoReport(
            seed,
            pictures.count(),
            audits,
            truth.tagged(tags),
            observer.state().rejected().size(),
            observer.state().judgedModel().orElseThrow().getStep(),
            (System.nanoTime() - startNanos) / 1e9,
            settings.objective(),
            first.value(),
            last.value(),
            ofTags.value(),
            prior.value(),
            null,
            estimates == null ? null : estimates.map().value(),
            estimates == null ? null : estimates.priorMap().value(),
            gap.get(gap.size() - 1).getValue(),
            intervals);
    return new Outcome(report, map, gap);
  }

  private static void put(Map<String, Interval> intervals, String name, MeanPrecision mean) {
    if (mean.interval() != null) {
      intervals.put(name, mean.interval());
    }
  }

  private Map<String, TagRecord> publishedTags() {
    LoopState published = new LoopState();
    Readers.readToEnd(
        loop.configuration(),
        loop.configuration().topics().tags(),
        record -> LoopObserver.acceptTags(record, published));
    return new HashMap<>(published.tags());
  }

  private String line() {
    LoopState state = observer.state();
    double steps = steps();
    return String.format(
        Locale.ROOT,
        "images in %d/%d  tags out %d  steps %.0f/%d (%.0f/s)  holdout mAP %s  probability gap %s  rejected %d",
        feed.sent(),
        pictures.count(),
        state.tagged(),
        steps,
        targetSteps,
        rate.perSecond(steps),
        state.servedModel().map(DemoRun::holdoutMap).orElse("–"),
        state
            .latest(PROBABILITY_GAP)
            .map(p -> String.format(Locale.ROOT, "%.2f", p.getValue()))
            .orElse("–"),
        state.rejected().size());
  }

  private double steps() {
    Gauge step = meters.find("gleaner.learner.model.step").gauge();
    return step == null ? 0 : step.value();
  }

  /** Of the model in service: a rejected one tags nothing. */
  private static String holdoutMap(ModelVersion served) {
    return served.getHoldoutMap() > 0 ? MeanPrecision.of(served).toString() : "–";
  }

  @Override
  public void close() {
    closing = true;
    feed.close();
    annotator.close();
    observer.close();
    explanations.close();
    loop.close();
    closed.countDown();
  }
}
