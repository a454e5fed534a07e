package io.gleaner.serving.page;

import io.gleaner.protocol.v1.Role;
import io.gleaner.protocol.v1.TagRecord;
import io.gleaner.protocol.v1.TagRecord.Observation;
import io.gleaner.protocol.v1.TagRecord.Tag;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An image with its tags, for the page.
 *
 * @param millis when it came; with the id it names the picture
 * @param model which scored it; empty before the first score
 * @param tags the most telling ones, best first
 */
record ImageView(String id, long millis, boolean holdout, String model, List<TagView> tags) {
  private static final int MOST_TAGS = 6;

  /**
   * One class of an image.
   *
   * @param observed what somebody said of it: present, absent or nothing
   * @param observedBy whose word that is; empty if nobody said anything
   * @param present Gleaner's verdict
   */
  record TagView(
      String name,
      @Nullable Float score,
      @Nullable Float estimate,
      String observed,
      String observedBy,
      boolean present) {

    static TagView of(Tag tag) {
      return new TagView(
          tag.getName(),
          tag.hasScore() ? tag.getScore() : null,
          tag.hasEstimate() ? tag.getEstimate() : null,
          switch (tag.getObserved()) {
            case PRESENT -> "present";
            case ABSENT -> "absent";
            case UNKNOWN, UNRECOGNIZED -> "";
          },
          tag.getObservedBy(),
          tag.getPresent());
    }
  }

  private static final Comparator<Tag> MOST_TELLING =
      Comparator.comparing((Tag tag) -> tag.getObserved() == Observation.PRESENT)
          .thenComparing(Tag::getPresent)
          .thenComparing(tag -> Math.max(tag.getScore(), tag.getEstimate()))
          .reversed();

  static ImageView of(Gallery.Picture picture, Optional<TagRecord> tags) {
    return new ImageView(
        picture.id(),
        picture.millis(),
        picture.role() == Role.HOLDOUT,
        tags.filter(record -> record.getLineage() > 0)
            .map(record -> record.getLineage() + "/" + record.getStep())
            .orElse(""),
        tags.map(ImageView::mostTelling).orElse(List.of()));
  }

  private static List<TagView> mostTelling(TagRecord record) {
    return record.getTagsList().stream()
        .sorted(MOST_TELLING)
        .limit(MOST_TAGS)
        .map(TagView::of)
        .toList();
  }
}
