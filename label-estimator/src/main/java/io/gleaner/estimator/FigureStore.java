package io.gleaner.estimator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The store of a task's figures: their parts as they were written last, and a log of the events
 * since. To write all parts at every event would cost far more than the rows do; to note the event
 * costs one small record. The log's places are used again from the first once the parts are
 * written; what stands in them from before has an older number of that writing.
 */
final class FigureStore {

  private static final String EPOCH = "epoch";
  private static final byte[] LOG = "log/".getBytes(UTF_8);

  private final KeyValueStore<Bytes, byte[]> store;
  private long epoch;
  private long next;

  FigureStore(KeyValueStore<Bytes, byte[]> store) {
    this.store = store;
    byte[] known = store.get(key(EPOCH));
    this.epoch = known == null ? 0 : ByteBuffer.wrap(known).getLong();
  }

  byte @Nullable [] part(String name) {
    return store.get(key(name));
  }

  void write(String name, byte[] value) {
    store.put(key(name), value);
  }

  /** Notes an event that the parts do not have yet. */
  void note(QualityEvent event) {
    byte[] value =
        FigureParts.bytes(
            out -> {
              out.writeLong(epoch);
              QualityEventCodec.write(event, out);
            });
    store.put(place(next++), value);
  }

  /** The events since the parts were written; those noted next come after them. */
  List<QualityEvent> noted() {
    List<QualityEvent> events = new ArrayList<>();
    for (Noted noted = at(next); noted != null && noted.epoch() == epoch; noted = at(next)) {
      events.add(noted.event());
      next++;
    }
    return events;
  }

  private record Noted(long epoch, QualityEvent event) {}

  private @Nullable Noted at(long number) {
    byte[] value = store.get(place(number));
    return value == null
        ? null
        : FigureParts.read(value, in -> new Noted(in.readLong(), QualityEventCodec.read(in)));
  }

  /** All parts are written: the log begins anew. */
  void written() {
    epoch++;
    next = 0;
    store.put(key(EPOCH), ByteBuffer.allocate(Long.BYTES).putLong(epoch).array());
  }

  private static Bytes key(String name) {
    return Bytes.wrap(name.getBytes(UTF_8));
  }

  private static Bytes place(long number) {
    return Bytes.wrap(
        ByteBuffer.allocate(LOG.length + Long.BYTES).put(LOG).putLong(number).array());
  }
}
