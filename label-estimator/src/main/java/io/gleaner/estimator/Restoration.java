package io.gleaner.estimator;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreListener;

/** Which stores are being rebuilt from their changelogs. */
final class Restoration implements StateRestoreListener {

  private final Set<TopicPartition> underWay = ConcurrentHashMap.newKeySet();

  int underWay() {
    return underWay.size();
  }

  @Override
  public void onRestoreStart(TopicPartition partition, String store, long from, long to) {
    underWay.add(partition);
  }

  @Override
  public void onBatchRestored(TopicPartition partition, String store, long end, long restored) {
    // only beginning and end count
  }

  @Override
  public void onRestoreEnd(TopicPartition partition, String store, long restored) {
    underWay.remove(partition);
  }

  @Override
  public void onRestoreSuspended(TopicPartition partition, String store, long restored) {
    underWay.remove(partition);
  }
}
