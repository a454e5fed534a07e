package io.gleaner.learner;

import java.util.Map;

/**
 * What a checkpoint says beside its binary files.
 *
 * @param offsets next offset to read, by topic and partition
 */
record LearnerState(
    int formatVersion, TrainingState training, Map<String, Map<Integer, Long>> offsets) {
  static final int FORMAT_VERSION = 3;

  LearnerState {
    if (formatVersion != FORMAT_VERSION) {
      throw new IllegalArgumentException(
          "learner state of format %d; this version reads format %d"
              .formatted(formatVersion, FORMAT_VERSION));
    }
  }
}
