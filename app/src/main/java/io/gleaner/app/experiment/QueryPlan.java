package io.gleaner.app.experiment;

/**
 * When questions are asked.
 *
 * @param answers in all rounds together
 * @param epochsBefore passes over the training images before the first round
 * @param epochsBetween passes after each round
 */
record QueryPlan(int answers, int rounds, int epochsBefore, int epochsBetween) {

  int epochs() {
    return epochsBefore + rounds * epochsBetween;
  }

  /** Steps in all, for schedules of the learning rate. */
  long steps(int images, int batchSize) {
    return new Plan.Epochs(epochs()).steps(images, batchSize);
  }

  /** How many answers there are after a round, from 1. */
  int answersThrough(int round) {
    return (int) ((long) answers * round / rounds);
  }
}
