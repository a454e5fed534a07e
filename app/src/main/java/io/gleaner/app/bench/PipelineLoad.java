package io.gleaner.app.bench;

/**
 * What {@link PipelineBench} sends through the stages.
 *
 * @param images sent at once, for the top rate
 * @param learner whether the learner goes on training meanwhile
 */
record PipelineLoad(int images, boolean learner) {

  /** How many are sent at half the top rate: it takes as long as the top rate's. */
  int paced() {
    return Math.max(1, images / 2);
  }
}
