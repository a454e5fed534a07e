package io.gleaner.app.experiment;

import io.gleaner.app.command.UsageException;

/**
 * A data set ready for training: what is true of every image, what training is told, and which
 * images are for what.
 */
final class Dataset {

  private final LabelledImages images;
  private final LabelMatrix observed;
  private final int[] train;
  private final int[] validation;
  private final int[] test;

  /**
   * Takes arrays of image rows over.
   *
   * @throws UsageException if one of the three is empty
   */
  Dataset(LabelledImages images, LabelMatrix observed, int[] train, int[] validation, int[] test) {
    this.images = images;
    this.observed = observed;
    this.train = train;
    this.validation = validation;
    this.test = test;
    if (train.length == 0 || validation.length == 0 || test.length == 0) {
      throw new UsageException(
          "%s gives %d images to train on, %d for validation and %d for the test: each must have some"
              .formatted(images.source(), train.length, validation.length, test.length));
    }
  }

  LabelledImages images() {
    return images;
  }

  /** What is true, [N, K]. */
  LabelMatrix truth() {
    return images.truth();
  }

  /** What training is told, [N, K]. */
  LabelMatrix observed() {
    return observed;
  }

  /** Rows of images to train on; not to be changed. */
  int[] train() {
    return train;
  }

  /** Rows of images by which epoch and learning rate are chosen; not to be changed. */
  int[] validation() {
    return validation;
  }

  /** Rows of images that results are measured on; not to be changed. */
  int[] test() {
    return test;
  }

  /** κ: how many classes a training image shows on average, by the whole truth. */
  double kappa() {
    return truth().meanPositives(train);
  }
}
