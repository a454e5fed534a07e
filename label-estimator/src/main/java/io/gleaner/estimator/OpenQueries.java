package io.gleaner.estimator;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Until when each open query of a task waits for its answer, by the records' own time. What is
 * asked stands in the rows; this spares looking through them for what has expired. As many entries
 * as are asked while one waits, so looking through them all is cheap where one opens or closes.
 */
final class OpenQueries {

  /**
   * A query that nobody answered in time.
   *
   * @param revision of the row that asked
   */
  record Expired(Bytes image, long revision) {}

  private final KeyValueStore<Bytes, byte[]> store;
  private final long patience;
  private long earliest;

  OpenQueries(KeyValueStore<Bytes, byte[]> store, Duration patience) {
    this.store = store;
    this.patience = patience.toMillis();
    this.earliest = findEarliest();
  }

  /** Remembers the query of an image, in place of its last. */
  void opened(byte[] image, long revision, long millis) {
    long expiry = millis + patience;
    store.put(
        Bytes.wrap(image),
        ByteBuffer.allocate(2 * Long.BYTES).putLong(expiry).putLong(revision).array());
    earliest = findEarliest();
  }

  /** Forgets an image's query, which is answered or void. */
  void closed(byte[] image) {
    if (store.delete(Bytes.wrap(image)) != null) {
      earliest = findEarliest();
    }
  }

  /** Forgets and returns what waited until this time, in the order of the images' ids. */
  List<Expired> expire(long millis) {
    if (millis < earliest) {
      return List.of();
    }
    List<Expired> expired = new ArrayList<>();
    try (KeyValueIterator<Bytes, byte[]> entries = store.all()) {
      while (entries.hasNext()) {
        KeyValue<Bytes, byte[]> entry = entries.next();
        ByteBuffer value = ByteBuffer.wrap(entry.value);
        if (value.getLong() <= millis) {
          expired.add(new Expired(entry.key, value.getLong()));
        }
      }
    }
    expired.forEach(query -> store.delete(query.image()));
    earliest = findEarliest();
    return expired;
  }

  private long findEarliest() {
    long least = Long.MAX_VALUE;
    try (KeyValueIterator<Bytes, byte[]> entries = store.all()) {
      while (entries.hasNext()) {
        least = Math.min(least, ByteBuffer.wrap(entries.next().value).getLong());
      }
    }
    return least;
  }
}
