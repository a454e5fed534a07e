package io.gleaner.serving.page;

import io.gleaner.protocol.v1.LabelQuery;
import io.gleaner.protocol.v1.ModelVersion;
import io.gleaner.protocol.v1.QualityReport;
import io.gleaner.protocol.v1.Sample;
import io.gleaner.protocol.v1.TagRecord;
import io.gleaner.protocol.v1.TagRecord.Observation;
import io.gleaner.serving.page.QueriesView.QueryView;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the page shows, gathered from the topics: bounded in memory however long it runs.
 * Thread-safe; one thread feeds it, HTTP's threads look.
 */
public final class LivePage {
  private static final int IMAGES = 24;
  private static final int QUERIES = 12;

  private final Function<String, Optional<TagRecord>> tags;
  private final Clock clock;
  private final Rates rates;
  private final Gallery gallery;
  private final QualityFigures figures = new QualityFigures();
  private final DriftsSeen drifts = new DriftsSeen();
  private final WaitingQueries queries = new WaitingQueries();
  private final ModelsSeen models = new ModelsSeen();

  /**
   * An empty page.
   *
   * @param tags gives the current tags of an image
   * @param pictureBytes bound on the JPEGs kept, newest first
   */
  public LivePage(Function<String, Optional<TagRecord>> tags, long pictureBytes, Clock clock) {
    this.tags = tags;
    this.clock = clock;
    this.rates = new Rates(clock.millis());
    this.gallery = new Gallery(pictureBytes);
  }

  /**
   * Takes an image, or its deletion.
   *
   * @param millis when it came
   */
  public synchronized void sample(Sample sample, long millis) {
    if (sample.getDeleted()) {
      gallery.remove(sample.getId());
      queries.accept(sample.getId(), null);
      return;
    }
    rates.image(millis);
    byte[] jpeg = sample.getJpeg().toByteArray();
    gallery.add(new Gallery.Picture(sample.getId(), jpeg, sample.getRole(), millis));
  }

  /** Counts a record of {@code tags} written then. */
  public synchronized void tagged(long millis) {
    rates.tags(millis);
  }

  /** Takes a quality figure, or that something drifts. */
  public synchronized void quality(QualityReport report) {
    if (report.hasDrift() || report.hasDriftBaseline()) {
      drifts.accept(report);
    } else {
      figures.accept(report);
    }
  }

  /** Takes what is said of a model. */
  public synchronized void model(ModelVersion model) {
    models.accept(model);
  }

  /**
   * Takes an image's label query.
   *
   * @param query null if it is withdrawn
   */
  public synchronized void query(String image, @Nullable LabelQuery query) {
    queries.accept(image, query);
  }

  /** The query with that id, if it still waits. */
  public synchronized Optional<LabelQuery> waiting(String image, String queryId) {
    return queries.find(image, queryId);
  }

  /** Forgets a query that was answered here; its withdrawal follows some time later. */
  public synchronized void answered(LabelQuery query) {
    if (queries.find(query.getId(), query.getQueryId()).isPresent()) {
      queries.accept(query.getId(), null);
    }
  }

  /** An image's JPEG, if it is still at hand. */
  public synchronized Optional<byte[]> jpeg(String image) {
    return gallery.picture(image).map(Gallery.Picture::jpeg);
  }

  /** Everything there is to show, by section; each can become JSON. */
  public synchronized Map<String, Object> sections() {
    Map<String, Object> sections = new LinkedHashMap<>();
    sections.put("models", models.view());
    sections.put("figures", figures.view());
    sections.put("classes", figures.groups());
    sections.put("drifts", drifts.view());
    sections.put("rates", rates.view(clock.millis()));
    sections.put("images", images());
    sections.put("queries", new QueriesView(queries.count(), nextQueries()));
    return sections;
  }

  private List<ImageView> images() {
    return gallery.newest(IMAGES).stream()
        .map(picture -> ImageView.of(picture, tags.apply(picture.id())))
        .toList();
  }

  private List<QueryView> nextQueries() {
    List<QueryView> next = new ArrayList<>();
    for (LabelQuery query : queries.inOrder()) {
      Optional<Gallery.Picture> picture = gallery.picture(query.getId());
      if (picture.isPresent() && isOpen(query)) {
        next.add(QueryView.of(query, picture.get().millis()));
      }
      if (next.size() == QUERIES) {
        return next;
      }
    }
    return next;
  }

  /** Whoever else said meanwhile what the class is, his word is in the tags. */
  private boolean isOpen(LabelQuery query) {
    return WaitingQueries.isAudit(query) || !isObserved(query);
  }

  private boolean isObserved(LabelQuery query) {
    return tags.apply(query.getId()).stream()
        .flatMap(record -> record.getTagsList().stream())
        .filter(tag -> tag.getName().equals(query.getClassName()))
        .anyMatch(tag -> tag.getObserved() != Observation.UNKNOWN);
  }
}
