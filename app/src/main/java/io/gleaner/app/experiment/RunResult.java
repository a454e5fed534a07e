package io.gleaner.app.experiment;

/**
 * What one training came to, at the epoch with the best validation mAP.
 *
 * @param epoch from 1; 1 for a stream
 * @param validationMap in percent
 * @param test what the chosen weights make of the test images
 * @param estimateMap in percent, NaN without estimates
 * @param trainingGap Δp over the labels given, as the network stood in the steps of the last epoch
 * @param seconds training took, without the measuring
 * @param trained images, with repetitions
 */
record RunResult(
    double learningRate,
    long seed,
    int epoch,
    double validationMap,
    Scores test,
    double estimateMap,
    double trainingGap,
    double seconds,
    long trained) {}
