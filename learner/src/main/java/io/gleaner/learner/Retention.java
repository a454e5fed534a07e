package io.gleaner.learner;

import io.gleaner.learner.Reservoir.Entry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which image a full reservoir gives up. An entry it was told of may have left since, for another
 * reservoir too: {@link Reservoir#holds} tells.
 */
sealed interface Retention permits UniformRetention, ClassBalancedRetention {

  /** Notes an image that is in the reservoir now, or shows other classes than before. */
  void added(Entry entry, Reservoir reservoir);

  /** Notes that one has left. */
  void removed(List<Entry> left);

  /** The one to give up next; null if there is none. It stays until it is removed. */
  @Nullable Entry victim(Reservoir reservoir);
}
