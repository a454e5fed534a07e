package io.gleaner.serving;

import io.gleaner.protocol.LabelSpace;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The newest class names: refreshed by one thread, read by all. Only ever grows. */
final class ClassNames {
  private final Supplier<Optional<LabelSpace>> topic;
  private volatile LabelSpace known = LabelSpace.of(List.of());

  /**
   * Reads from a source.
   *
   * @param topic gives the label space as it is now; empty if there is none yet
   */
  ClassNames(Supplier<Optional<LabelSpace>> topic) {
    this.topic = topic;
  }

  /**
   * Looks for new names if there are fewer than a model needs.
   *
   * @return whether there are enough now
   */
  boolean cover(int classes) {
    if (known.size() < classes) {
      topic.get().ifPresent(newest -> known = newest);
    }
    return known.size() >= classes;
  }

  String name(int index) {
    return known.name(index);
  }
}
