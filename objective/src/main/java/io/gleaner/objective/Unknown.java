package io.gleaner.objective;

/** What an unknown label counts as where an objective has no better idea of it. */
public enum Unknown {
  /** Nothing: neither value nor gradient. */
  IGNORED,
  /** An absent one ("assume negative"). */
  ABSENT,
  /** An absent one with weight 1/(K − 1) ("weak negatives"). */
  WEAKLY_ABSENT;

  /** Whether a label counts as absent, for objectives without weights. */
  boolean absent(byte observed) {
    return observed == LabelBatch.ABSENT || (observed == LabelBatch.UNKNOWN && this != IGNORED);
  }
}
