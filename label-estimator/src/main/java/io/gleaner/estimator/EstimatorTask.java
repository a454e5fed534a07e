package io.gleaner.estimator;

import io.gleaner.evaluation.drift.DriftEvent;
import io.gleaner.protocol.LabelSpace;
import io.gleaner.protocol.Topics;
import io.gleaner.protocol.v1.LabelEvent;
import io.gleaner.protocol.v1.Prediction;
import io.gleaner.protocol.v1.TagRecord;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** One task: reads records, lets {@link Estimation} change rows, publishes what follows. */
final class EstimatorTask {

  private final ProcessorContext<byte[], byte[]> context;
  private final EstimatorMeters meters;
  private final String labels;
  private final Rows rows;
  private final Reference reference;
  private final Admission admission;
  private final Estimation estimation;
  private final Publication publication;
  private final QueryBudget budget;
  private final OpenQueries openQueries;
  private final Duration patience;
  private final Outlets outlets;
  private final SizeLimits limits;
  private final double halfLife;
  private @Nullable TaskFigures figures;
  private long kappaVersion;
  private double kappa = Double.NaN;

  EstimatorTask(
      ProcessorContext<byte[], byte[]> context,
      LabelEstimatorConfig config,
      Topics topics,
      Patience referenceWait,
      EstimatorMeters meters) {
    this.context = context;
    this.meters = meters;
    this.labels = topics.labels();
    this.reference = GlobalReference.of(context, referenceWait);
    this.rows =
        new Rows(
            context.getStateStore(EstimatorTopology.ROWS),
            context.getStateStore(EstimatorTopology.SCORES),
            new RowCodec(config.rules().sparsity(), reference));
    this.admission = new Admission(reference);
    this.estimation = new Estimation(config.rules(), reference);
    this.publication = new Publication(config.rules(), reference);
    this.budget =
        new QueryBudget(
            context.getStateStore(EstimatorTopology.QUERY_BUDGET), config.queryLimits());
    this.patience = config.queryLimits().patience();
    this.openQueries =
        new OpenQueries(context.getStateStore(EstimatorTopology.OPEN_QUERIES), patience);
    this.outlets = new Outlets(context, topics);
    this.limits = new SizeLimits(config.largestRecord());
    this.halfLife = config.halfLife();
  }

  void process(Record<byte[], byte[]> record) {
    RecordMetadata origin = context.recordMetadata().orElseThrow();
    meters.received();
    openQueries.expire(record.timestamp()).forEach(query -> expire(query, record.timestamp()));
    try {
      if (origin.topic().equals(labels)) {
        say(record, admission.label(record.key(), record.value()));
      } else {
        predict(record, admission.prediction(record.key(), record.value()));
      }
    } catch (UnusableRecordException e) {
      meters.rejected(e.reason());
      outlets.reject(record, origin, e);
    }
  }

  private void say(Record<byte[], byte[]> record, LabelEvent event) throws UnusableRecordException {
    ImageId image = ImageId.of(event.getId());
    Rows.Stored stored = rows.read(record.key());
    Outcome outcome = estimation.apply(stored.row(), image, event);
    settle(record, image, stored, outcome);
    take(FigureEvents.said(stored.row(), outcome, record.timestamp()), outcome);
  }

  private void predict(Record<byte[], byte[]> record, ImagePrediction prediction)
      throws UnusableRecordException {
    ImageId image = ImageId.of(prediction.id());
    long millis = record.timestamp();
    boolean trains = prediction.purpose() == Prediction.Purpose.TRAIN;
    Rows.Stored stored = trains ? rows.readForTraining(record.key()) : rows.read(record.key());
    Outcome outcome = estimation.apply(stored.row(), image, prediction, millis, budget.at(millis));
    settle(record, image, stored, outcome);
    Estimates estimates = outcome.row().estimates();
    if (outcome.effect() == Effect.TRAINED && estimates != null) {
      figures().trained(stored.row(), estimates, kappa(prediction.priorVersion()));
    } else if (!trains) {
      take(FigureEvents.scored(prediction, stored.row(), outcome), outcome);
    }
  }

  /** κ of the priors that the newest TRAIN prediction names; mostly the same as before. */
  private double kappa(long version) {
    if (version != kappaVersion || Double.isNaN(kappa)) {
      kappa = reference.priors(version).kappa();
      kappaVersion = version;
    }
    return kappa;
  }

  private void take(List<QualityEvent> events, Outcome outcome) {
    for (QualityEvent event : events) {
      for (DriftEvent drift : figures().take(event)) {
        Arrival arrival = outcome.row().arrival();
        ModelStep model = arrival == null ? ModelStep.NONE : arrival.model();
        meters.quality().drifted(drift.stream().kind());
        outlets.drift(DriftReports.of(drift, model, context.taskId().partition(), this::className));
      }
    }
    if (outcome.tags()) {
      figures().published();
    }
  }

  private String className(int index) {
    return reference.labelSpace(index + 1).map(space -> space.name(index)).orElse("class " + index);
  }

  /** Read from the store once it is whole. */
  private TaskFigures figures() {
    TaskFigures known = figures;
    if (known == null) {
      known =
          new TaskFigures(
              new FigureStore(context.getStateStore(EstimatorTopology.FIGURES)), halfLife);
      figures = known;
    }
    return known;
  }

  /** Withdraws a query that nobody answered, unless another one took its place. */
  private void expire(OpenQueries.Expired expired, long millis) {
    byte[] key = expired.image().get();
    Rows.Stored stored = rows.readForTraining(key);
    OpenQuery query = stored.row().query();
    if (query != null && query.revision() == expired.revision()) {
      long askAgain = millis + patience.toMillis();
      rows.write(key, stored, stored.row().askedInVain(askAgain, millis));
      outlets.erase(Outlets.LABEL_QUERIES, key, millis);
      meters.expired();
    }
  }

  private void settle(
      Record<byte[], byte[]> record, ImageId image, Rows.Stored before, Outcome outcome)
      throws UnusableRecordException {
    Row row = outcome.row();
    long millis = record.timestamp();
    // refused before anything is written
    limits.checkGrowth(before.row().ledger(), row.ledger());
    TagRecord tags = outcome.tags() ? publication.tags(image, row, names(row), millis) : null;
    if (tags != null) {
      limits.checkValue(Outlets.TAGS, tags);
    }
    if (outcome.effect().changesRow()) {
      rows.write(record.key(), before, tags == null ? row : row.publishedAt(millis));
    }
    meters.settled(outcome);
    publish(record.key(), image, outcome, tags, millis);
  }

  private void publish(
      byte[] key, ImageId image, Outcome outcome, @Nullable TagRecord tags, long millis) {
    Row row = outcome.row();
    String eventId = image.id() + "/" + row.revision();
    if (outcome.withdrawn()) {
      openQueries.closed(key);
      outlets.erase(Outlets.LABEL_QUERIES, key, millis);
    }
    if (outcome.erased()) {
      outlets.erase(Outlets.SOFT_LABELS, key, millis);
      outlets.erase(Outlets.TAGS, key, millis);
    }
    if (outcome.softLabels()) {
      outlets.publish(
          Outlets.SOFT_LABELS, key, publication.softLabels(image, row), eventId, millis);
    }
    if (tags != null) {
      outlets.publish(Outlets.TAGS, key, tags, eventId, millis);
    }
    Question question = outcome.question();
    OpenQuery query = row.query();
    if (question != null && query != null) {
      budget.spend(question, millis);
      openQueries.opened(key, query.revision(), millis);
      outlets.publish(
          Outlets.LABEL_QUERIES,
          key,
          Publication.query(image, query, question, names(row), millis, patience),
          query.id(image.id()),
          millis);
    }
  }

  private LabelSpace names(Row row) {
    return reference
        .labelSpace(row.classes())
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "the label space shrank below the "
                        + row.classes()
                        + " classes of a stored row: restore the topic of the label space"));
  }

  /** Publishes what changed of the figures, to be added up with those of other tasks. */
  void report(long now) {
    String task = context.taskId() + "/";
    figures().write(now).forEach((name, value) -> outlets.part(task + name, value, now));
  }
}
