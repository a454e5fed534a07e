package io.gleaner.evaluation;

/** Classes by how often they were seen in training, for long-tailed data. */
public enum FrequencyGroup {
  HEAD,
  MEDIUM,
  TAIL;

  /** Fewer training images than these make a tail class (VOC-LT and COCO-LT, Wu et al. 2020). */
  public static final long DEFAULT_MEDIUM_FROM = 20;

  /** More training images than these make a head class (VOC-LT and COCO-LT, Wu et al. 2020). */
  public static final long DEFAULT_HEAD_ABOVE = 100;

  /**
   * The group of a class.
   *
   * @param images on how many training images it is present
   * @param mediumFrom below it lies the tail
   * @param headAbove above it lies the head
   */
  public static FrequencyGroup of(long images, long mediumFrom, long headAbove) {
    if (mediumFrom > headAbove) {
      throw new IllegalArgumentException(
          "tail below %d and head above %d overlap".formatted(mediumFrom, headAbove));
    }
    if (images > headAbove) {
      return HEAD;
    }
    return images < mediumFrom ? TAIL : MEDIUM;
  }
}
