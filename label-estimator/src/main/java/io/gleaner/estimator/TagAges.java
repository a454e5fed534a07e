package io.gleaner.estimator;

import io.gleaner.estimator.QualityEvent.ScoredAt;
import io.gleaner.evaluation.Staleness;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How many images stand at scores of which model and of which minute, exactly, whatever is scored
 * again or deleted. Bounded: beyond the newest {@value #MOST_MODELS} models all count as one, the
 * oldest; minutes become hours after a day, and hours days after 60 days. Mergeable.
 */
final class TagAges {

  static final int MOST_MODELS = 256;
  private static final long HOURS_AFTER = TimeUnit.DAYS.toMinutes(1);
  private static final long DAYS_AFTER = TimeUnit.DAYS.toMinutes(60);
  private static final long HOUR = TimeUnit.HOURS.toMinutes(1);
  private static final long DAY = TimeUnit.DAYS.toMinutes(1);

  private final NavigableMap<ModelStep, Long> models = new TreeMap<>();
  private final NavigableMap<Long, Long> minutes = new TreeMap<>();
  private ModelStep oldest = ModelStep.NONE;
  private long hoursBefore;
  private long daysBefore;

  /** An image's newest scores changed. */
  void move(@Nullable ScoredAt before, @Nullable ScoredAt after) {
    add(before, -1);
    add(after, 1);
  }

  private void add(@Nullable ScoredAt scored, long images) {
    if (scored == null) {
      return;
    }
    ModelStep model = oldest.isNewerThan(scored.model()) ? oldest : scored.model();
    // a model without images stays: those of older ones are one version further behind
    models.merge(model, images, Long::sum);
    long minute = TimeUnit.MILLISECONDS.toMinutes(scored.millis());
    minutes.merge(bucket(minute), images, TagAges::sum);
  }

  private static @Nullable Long sum(long one, long other) {
    return one + other == 0 ? null : one + other;
  }

  private long bucket(long minute) {
    if (minute < daysBefore) {
      return minute / DAY * DAY;
    }
    return minute < hoursBefore ? minute / HOUR * HOUR : minute;
  }

  /** Makes what is old coarser. */
  void coarsen(long nowMillis) {
    long now = TimeUnit.MILLISECONDS.toMinutes(nowMillis);
    hoursBefore = Math.max(hoursBefore, (now - HOURS_AFTER) / HOUR * HOUR);
    daysBefore = Math.max(daysBefore, (now - DAYS_AFTER) / DAY * DAY);
    for (long minute : minutes.headMap(hoursBefore, false).keySet().toArray(Long[]::new)) {
      long bucket = bucket(minute);
      if (bucket != minute) {
        long images = minutes.remove(minute);
        minutes.merge(bucket, images, TagAges::sum);
      }
    }
    while (models.size() > MOST_MODELS) {
      long images = models.pollFirstEntry().getValue();
      oldest = models.firstKey();
      models.merge(oldest, images, Long::sum);
    }
  }

  void merge(TagAges other) {
    other.models.forEach((model, images) -> models.merge(model, images, Long::sum));
    other.minutes.forEach((minute, images) -> minutes.merge(minute, images, TagAges::sum));
  }

  /**
   * The ages now.
   *
   * @param served models that could score by now, whether they have or not
   */
  Staleness staleness(Set<ModelStep> served, long nowMillis) {
    Staleness staleness = new Staleness();
    NavigableSet<ModelStep> known = new TreeSet<>(served);
    known.addAll(models.keySet());
    long behind = 0;
    for (ModelStep model : known.descendingSet()) {
      staleness.addVersions(behind++, Math.max(0, models.getOrDefault(model, 0L)));
    }
    long now = TimeUnit.MILLISECONDS.toMinutes(nowMillis);
    minutes.forEach(
        (minute, images) ->
            staleness.addMinutes((double) Math.max(0, now - minute), Math.max(0, images)));
    return staleness;
  }

  void write(DataOutput out) throws IOException {
    QualityEventCodec.write(oldest, out);
    out.writeLong(hoursBefore);
    out.writeLong(daysBefore);
    out.writeInt(models.size());
    for (Map.Entry<ModelStep, Long> one : models.entrySet()) {
      QualityEventCodec.write(one.getKey(), out);
      out.writeLong(one.getValue());
    }
    out.writeInt(minutes.size());
    for (Map.Entry<Long, Long> one : minutes.entrySet()) {
      out.writeLong(one.getKey());
      out.writeLong(one.getValue());
    }
  }

  static TagAges read(DataInput in) throws IOException {
    TagAges ages = new TagAges();
    ages.oldest = QualityEventCodec.model(in);
    ages.hoursBefore = in.readLong();
    ages.daysBefore = in.readLong();
    int models = in.readInt();
    for (int i = 0; i < models; i++) {
      ages.models.put(QualityEventCodec.model(in), in.readLong());
    }
    int minutes = in.readInt();
    for (int i = 0; i < minutes; i++) {
      ages.minutes.put(in.readLong(), in.readLong());
    }
    return ages;
  }
}
