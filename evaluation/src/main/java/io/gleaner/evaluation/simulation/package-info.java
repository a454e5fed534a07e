/**
 * Streams with hidden truth, made from frozen features of labelled images: what quality figures and
 * drift detectors are held against. Everything follows from a seed.
 */
@NullMarked
package io.gleaner.evaluation.simulation;

import org.jspecify.annotations.NullMarked;
