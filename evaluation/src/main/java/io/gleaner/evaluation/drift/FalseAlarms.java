package io.gleaner.evaluation.drift;

/**
 * How many alarms are accepted where nothing moves, over all streams together.
 *
 * @param alarms at most so many are expected
 * @param images in a row of so many images, for losses of so many audits
 */
public record FalseAlarms(double alarms, long images) {
  /** One in 200,000 images. */
  public static final FalseAlarms DEFAULT = new FalseAlarms(0.5, 100_000);

  public FalseAlarms {
    if (!(alarms > 0) || images < 1) {
      throw new IllegalArgumentException(
          "%s alarms in %d images: both must be above 0".formatted(alarms, images));
    }
  }

  /**
   * The evidence that streams need which together stake 1 on each image and raise a part of the
   * accepted alarms.
   */
  double threshold(double part) {
    return images / (alarms * part);
  }
}
