package io.gleaner.estimator;

import java.util.Arrays;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** The rows of one task, in two stores: scores lie apart, where training does not touch them. */
final class Rows {

  private final KeyValueStore<Bytes, byte[]> rows;
  private final KeyValueStore<Bytes, byte[]> scores;
  private final RowCodec codec;

  Rows(KeyValueStore<Bytes, byte[]> rows, KeyValueStore<Bytes, byte[]> scores, RowCodec codec) {
    this.rows = rows;
    this.scores = scores;
    this.codec = codec;
  }

  /** A row as it was read, with the bytes of its scores if there are any and they were read. */
  static final class Stored {

    private final Row row;
    private final byte @Nullable [] scoring;

    private Stored(Row row, byte @Nullable [] scoring) {
      this.row = row;
      this.scoring = scoring;
    }

    Row row() {
      return row;
    }
  }

  /** An image's whole row. */
  Stored read(byte[] image) {
    Bytes key = Bytes.wrap(image);
    byte[] scoring = scores.get(key);
    return new Stored(codec.decode(rows.get(key), scoring), scoring);
  }

  /** An image's row without its scores, which are left alone by {@link #write}. */
  Stored readForTraining(byte[] image) {
    return new Stored(codec.decode(rows.get(Bytes.wrap(image)), null), null);
  }

  /** Stores what changed of a row since it was read. */
  @SuppressWarnings("NullAway") // Kafka takes null for a deletion
  void write(byte[] image, Stored before, Row row) {
    Bytes key = Bytes.wrap(image);
    rows.put(key, codec.encode(row));
    byte[] scoring = ScoringCodec.encode(row);
    if (!Arrays.equals(scoring, before.scoring)) {
      scores.put(key, scoring);
    }
  }
}
