package io.gleaner.serving;

import io.gleaner.protocol.v1.ModelVersion;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * An image's tags, as the HTTP answer shows them.
 *
 * @param model which one scored
 * @param tags best score first
 */
record Tagged(Version model, List<Tag> tags) {
  /** A model version; status tells PROMOTED from UNGATED. */
  record Version(long lineage, long step, String status) {}

  /**
   * One class.
   *
   * @param score the model's probability
   * @param threshold from which score on the class counts as present
   */
  record Tag(String name, float score, float threshold, boolean present) {}

  /**
   * The tags of one row of scores: all that are present, and the best others up to a number.
   *
   * @param untuned threshold of classes for which the model names none
   * @param limit how many tags are wanted; more if more are present
   */
  static Tagged of(ModelVersion about, float[] scores, ClassNames names, float untuned, int limit) {
    List<Tag> tags = new ArrayList<>(scores.length);
    for (int k = 0; k < scores.length; k++) {
      boolean tuned = k < about.getThresholdsCount() && !Float.isNaN(about.getThresholds(k));
      float threshold = tuned ? about.getThresholds(k) : untuned;
      tags.add(new Tag(names.name(k), scores[k], threshold, scores[k] >= threshold));
    }
    tags.sort(Comparator.comparingDouble((Tag tag) -> -tag.score()));
    List<Tag> shown = new ArrayList<>();
    for (Tag tag : tags) {
      if (tag.present() || shown.size() < limit) {
        shown.add(tag);
      }
    }
    return new Tagged(
        new Version(about.getLineage(), about.getStep(), about.getStatus().name()), shown);
  }
}
