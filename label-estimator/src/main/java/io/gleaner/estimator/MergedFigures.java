package io.gleaner.estimator;

import io.gleaner.evaluation.AuditedScores;
import io.gleaner.evaluation.SourceConflicts;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.streams.processor.TaskId;
import org.jspecify.annotations.Nullable;

/** All tasks' figures together. */
final class MergedFigures {

  private final TagAges ages = new TagAges();
  private final SourceConflicts said = new SourceConflicts(FigureParts.SOURCES);
  private final Totals totals = new Totals();
  private final TreeMap<Integer, Long> baselines = new TreeMap<>();
  private @Nullable AuditedScores fading;
  private @Nullable AuditedScores newest;
  private ModelStep model = ModelStep.NONE;

  /**
   * Adds up parts.
   *
   * @param parts by task, then by the part's name
   */
  static MergedFigures of(Map<String, Map<String, byte[]>> parts) {
    MergedFigures merged = new MergedFigures();
    int classes = 0;
    for (Map<String, byte[]> task : parts.values()) {
      byte[] meta = task.get(FigureParts.META);
      if (meta != null) {
        FigureParts.Meta known = FigureParts.Meta.of(meta);
        classes = Math.max(classes, known.classes());
        merged.model = known.model().isNewerThan(merged.model) ? known.model() : merged.model;
      }
    }
    if (classes > 0) {
      merged.fading = new AuditedScores(classes);
      merged.newest = new AuditedScores(classes);
    }
    parts.values().forEach(merged::add);
    parts.forEach((task, ofTask) -> merged.addBaseline(TaskId.parse(task).partition(), ofTask));
    return merged;
  }

  /** A partition whose images the newest model has not scored yet has none of its images. */
  private void addBaseline(int partition, Map<String, byte[]> task) {
    byte[] value = task.get(FigureParts.BASELINE);
    if (value != null) {
      FigureParts.Baseline baseline = FigureParts.Baseline.of(value);
      baselines.put(partition, baseline.model().equals(model) ? baseline.images() : 0);
    }
  }

  private void add(Map<String, byte[]> task) {
    byte[] meta = task.get(FigureParts.META);
    boolean current = meta != null && FigureParts.Meta.of(meta).model().equals(model);
    task.forEach((name, value) -> add(name, value, current));
  }

  private void add(String name, byte[] value, boolean current) {
    AuditedScores images = fading;
    AuditedScores imagesOfNewest = newest;
    if (name.equals(FigureParts.AGES)) {
      ages.merge(FigureParts.read(value, TagAges::read));
    } else if (name.equals(FigureParts.SAID)) {
      FigureParts.addSaid(value, said);
    } else if (name.equals(FigureParts.TOTALS)) {
      totals.merge(FigureParts.read(value, Totals::read));
    } else if (name.startsWith(FigureParts.FADING) && images != null) {
      FigureParts.addBlock(value, images);
    } else if (name.startsWith(FigureParts.NEWEST) && imagesOfNewest != null && current) {
      FigureParts.addBlock(value, imagesOfNewest);
    }
  }

  TagAges ages() {
    return ages;
  }

  SourceConflicts said() {
    return said;
  }

  /** Since the beginning. */
  Totals totals() {
    return totals;
  }

  /** Null until an image has arrived. */
  @Nullable AuditedScores fading() {
    return fading;
  }

  /** Of the newest model alone; null until an image has arrived. */
  @Nullable AuditedScores newest() {
    return newest;
  }

  /** By how many images of the newest model each partition judges drift. */
  SortedMap<Integer, Long> baselines() {
    return baselines;
  }

  ModelStep model() {
    return model;
  }
}
