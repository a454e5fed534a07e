package io.gleaner.estimator;

import io.gleaner.evaluation.Staleness;
import io.gleaner.protocol.Topics;
import io.gleaner.protocol.v1.QualityReport;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the newest parts of all tasks' figures and publishes what they add up to. One task: the
 * topic of parts has one partition.
 */
final class FigureMerger implements Processor<byte[], byte[], byte[], byte[]> {

  /** Totals and time of the last report; no task is named so. */
  private static final Bytes REPORTED = Bytes.wrap("reported".getBytes(StandardCharsets.UTF_8));

  private final LabelEstimatorConfig config;
  private final Topics topics;
  private final Patience patience;
  private final QualityMeters meters;
  private @Nullable Work work;

  FigureMerger(
      LabelEstimatorConfig config, Topics topics, Patience patience, QualityMeters meters) {
    this.config = config;
    this.topics = topics;
    this.patience = patience;
    this.meters = meters;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    Work begun = new Work(context, topics, patience, meters);
    context.schedule(config.qualityInterval(), PunctuationType.WALL_CLOCK_TIME, begun::report);
    work = begun;
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    if (work == null) {
      throw new IllegalStateException("a record came before the task was initialised");
    }
    work.take(record);
  }

  @Override
  public void close() {
    meters.showNothing();
  }

  private static final class Work {
    private final KeyValueStore<Bytes, byte[]> store;
    private final QualityMeters meters;
    private final Reference reference;
    private final Outlets outlets;
    private final ServedModels models;

    /** As they were added up; null once parts came since. */
    private @Nullable TagAges ages;

    Work(
        ProcessorContext<byte[], byte[]> context,
        Topics topics,
        Patience patience,
        QualityMeters meters) {
      this.store = context.getStateStore(EstimatorTopology.MERGED);
      this.meters = meters;
      this.reference = GlobalReference.of(context, patience);
      this.outlets = new Outlets(context, topics);
      this.models = new ServedModels(context.getStateStore(ReferenceStores.MODELS));
      if (store.get(REPORTED) == null) {
        reported(new Totals(), context.currentSystemTimeMs());
      }
    }

    void take(Record<byte[], byte[]> part) {
      store.put(Bytes.wrap(part.key()), part.value());
      ages = null;
    }

    /** Of what did not change only the ages: tags grow older without any event. */
    void report(long now) {
      Reported last = FigureParts.read(store.get(REPORTED), Reported::read);
      QualityReports reports = new QualityReports(meters, this::name, last.millis(), now);
      TagAges known = ages;
      if (known != null) {
        publish(reports.of(staleness(known, now)), last.totals(), now);
        return;
      }
      Map<String, Map<String, byte[]>> parts = parts();
      if (!parts.isEmpty()) {
        MergedFigures merged = MergedFigures.of(parts);
        Totals since = merged.totals().since(last.totals());
        publish(reports.of(merged, since, staleness(merged.ages(), now)), merged.totals(), now);
        ages = merged.ages();
      }
    }

    private Staleness staleness(TagAges known, long now) {
      return known.staleness(models.newest(TagAges.MOST_MODELS), now);
    }

    private void publish(List<QualityReport> reports, Totals totals, long now) {
      reports.forEach(outlets::report);
      reported(totals, now);
    }

    private Map<String, Map<String, byte[]>> parts() {
      Map<String, Map<String, byte[]>> parts = new TreeMap<>();
      try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
        while (all.hasNext()) {
          KeyValue<Bytes, byte[]> part = all.next();
          String key = new String(part.key.get(), StandardCharsets.UTF_8);
          int end = key.indexOf('/');
          if (end > 0) {
            parts
                .computeIfAbsent(key.substring(0, end), task -> new HashMap<>())
                .put(key.substring(end + 1), part.value);
          }
        }
      }
      return parts;
    }

    private String name(int index) {
      return reference
          .labelSpace(index + 1)
          .map(space -> space.name(index))
          .orElse("class " + index);
    }

    private void reported(Totals totals, long millis) {
      store.put(REPORTED, FigureParts.bytes(out -> new Reported(totals, millis).write(out)));
    }
  }

  /** What the last report counted until. */
  private record Reported(Totals totals, long millis) {

    void write(DataOutput out) throws IOException {
      totals.write(out);
      out.writeLong(millis);
    }

    static Reported read(DataInput in) throws IOException {
      return new Reported(Totals.read(in), in.readLong());
    }
  }
}
