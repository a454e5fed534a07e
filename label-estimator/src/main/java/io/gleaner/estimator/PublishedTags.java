package io.gleaner.estimator;

/**
 * When an image's tags were published last.
 *
 * @param revision under which they were published
 * @param millis the time they carry
 */
record PublishedTags(long revision, long millis) {}
