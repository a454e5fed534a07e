package io.gleaner.learner;

/**
 * What a step takes, in seconds.
 *
 * @param processor of all threads of the process, the virtual machine's own included
 */
record StepTime(double wall, double processor) {}
