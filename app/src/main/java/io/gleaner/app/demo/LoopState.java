package io.gleaner.app.demo;

import io.gleaner.protocol.v1.ModelVersion;
import io.gleaner.protocol.v1.QualityReport;
import io.gleaner.protocol.v1.TagRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the loop has said of itself so far, on the topics that anybody may read. */
final class LoopState {

  private static final Comparator<ModelVersion> BY_AGE =
      Comparator.comparingLong(ModelVersion::getLineage).thenComparingLong(ModelVersion::getStep);

  private final Map<String, TagRecord> tags = new HashMap<>();
  private final Map<String, List<QualityReport>> figures = new HashMap<>();
  private final List<String> rejected = new ArrayList<>();
  private Optional<ModelVersion> judged = Optional.empty();
  private Optional<ModelVersion> served = Optional.empty();

  synchronized void tag(String id, TagRecord record) {
    tags.put(id, record);
  }

  synchronized void untag(String id) {
    tags.remove(id);
  }

  synchronized void quality(QualityReport report) {
    if (!report.getUnknownBecause().isEmpty()) {
      return;
    }
    figures.computeIfAbsent(report.getFigure(), figure -> new ArrayList<>()).add(report);
  }

  synchronized void model(ModelVersion model) {
    switch (model.getStatus()) {
      case PROMOTED, UNGATED -> {
        judged = newer(judged, model);
        served = newer(served, model);
      }
      case REJECTED -> judged = newer(judged, model);
      default -> {
        // A candidate is not judged yet: another record of the same model follows.
      }
    }
  }

  private static Optional<ModelVersion> newer(Optional<ModelVersion> known, ModelVersion model) {
    return Optional.of(known.filter(old -> BY_AGE.compare(old, model) > 0).orElse(model));
  }

  synchronized void rejection(String what) {
    rejected.add(what);
  }

  /** How many images have tags that rest on a model's score; labels alone do not count. */
  synchronized int tagged() {
    return (int) tags.values().stream().filter(LoopState::isScored).count();
  }

  /** Whether a record's tags rest on a model's score. */
  static boolean isScored(TagRecord record) {
    return record.getLineage() > 0;
  }

  /** The newest tags of each image. */
  synchronized Map<String, TagRecord> tags() {
    return Map.copyOf(tags);
  }

  /** What was reported of a figure, in the order in which it was published. */
  synchronized List<QualityReport> figure(String name) {
    return List.copyOf(figures.getOrDefault(name, List.of()));
  }

  /** The newest report of a figure. */
  synchronized Optional<QualityReport> latest(String name) {
    List<QualityReport> points = figures.getOrDefault(name, List.of());
    return points.isEmpty() ? Optional.empty() : Optional.of(points.get(points.size() - 1));
  }

  /** The newest model that has been judged, whatever the verdict. */
  synchronized Optional<ModelVersion> judgedModel() {
    return judged;
  }

  /** The newest model that is fit to serve. */
  synchronized Optional<ModelVersion> servedModel() {
    return served;
  }

  /** What was rejected, one line a record. */
  synchronized List<String> rejected() {
    return List.copyOf(rejected);
  }
}
