package io.gleaner.serving;

import io.gleaner.serving.ServingMeters.Outcome;
import io.gleaner.serving.ServingMeters.Pass;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Picks from records in the order they were written what is worth scoring: of each id only the last
 * record, and nothing that is deleted after it.
 */
final class LatestRecords {
  private LatestRecords() {}

  /**
   * Sorts records out, the newest first, and counts and rejects what is not to be scored.
   *
   * @param records oldest first
   * @param newer ids with a newer record than any of these
   * @param met receives the records' ids, to be added to {@code newer} once all are scored
   * @return what to score, oldest first
   */
  static List<SampleRecord.Image> images(
      List<SampleRecord> records,
      SeenIds newer,
      SeenIds met,
      Pass pass,
      BatchScorer scorer,
      ServingMeters meters) {
    meters.received(pass, records.size());
    Deque<SampleRecord.Image> images = new ArrayDeque<>();
    for (int i = records.size() - 1; i >= 0; i--) {
      SampleRecord record = records.get(i);
      if (record instanceof SampleRecord.Image image) {
        if (met.add(image.id()) && !newer.contains(image.id())) {
          images.addFirst(image);
        } else {
          meters.count(pass, Outcome.SUPERSEDED);
        }
      } else if (record instanceof SampleRecord.Deletion deletion) {
        met.add(deletion.id());
        meters.count(pass, Outcome.DELETED);
      } else if (record instanceof SampleRecord.Bad bad) {
        scorer.reject(bad, pass);
      }
    }
    return new ArrayList<>(images);
  }
}
