package io.gleaner.app.experiment;

/** In which order images are trained on. */
sealed interface Plan {

  /** Steps in all, for schedules of the learning rate. */
  long steps(int images, int batchSize);

  /**
   * Passes over the training images, each in a new random order; after each one it is measured, and
   * the best by validation counts. Where the learner's sampler is class-aware, all passes after the
   * first are as many steps of images that it draws.
   */
  record Epochs(int count) implements Plan {
    @Override
    public long steps(int images, int batchSize) {
      return (long) count * ((images + batchSize - 1) / batchSize);
    }
  }

  /**
   * One pass: images arrive one after the other, as fast as they are trained on, and some of those
   * that came before are replayed. Measured once, at the end.
   *
   * @param replays for each arrival
   * @param buffer how many images are kept for replay, 0 for all
   */
  record Stream(double replays, int buffer, Arrival arrival) implements Plan {
    @Override
    public long steps(int images, int batchSize) {
      return (long) Math.ceil(images * (1 + replays) / batchSize);
    }
  }

  /** In which order images arrive. */
  enum Arrival {
    /** Every order is equally likely. */
    SHUFFLED,
    /** All images of a class (by its first label that is given) after one another. */
    BY_CLASS
  }
}
