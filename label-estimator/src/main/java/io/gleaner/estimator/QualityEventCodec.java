package io.gleaner.estimator;

import io.gleaner.estimator.QualityEvent.Arrived;
import io.gleaner.estimator.QualityEvent.Audited;
import io.gleaner.estimator.QualityEvent.Rescored;
import io.gleaner.estimator.QualityEvent.Said;
import io.gleaner.estimator.QualityEvent.ScoredAt;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The bytes of a {@link QualityEvent}: its kind, then its parts in order. */
final class QualityEventCodec {

  private static final int ARRIVED = 1;
  private static final int AUDITED = 2;
  private static final int RESCORED = 3;
  private static final int SAID = 4;

  private QualityEventCodec() {}

  static void write(QualityEvent event, DataOutput out) throws IOException {
    if (event instanceof Arrived arrived) {
      out.writeByte(ARRIVED);
      write(arrived, out);
    } else if (event instanceof Audited audited) {
      out.writeByte(AUDITED);
      write(audited, out);
    } else if (event instanceof Rescored rescored) {
      out.writeByte(RESCORED);
      write(rescored.before(), out);
      write(rescored.after(), out);
    } else if (event instanceof Said said) {
      out.writeByte(SAID);
      out.writeUTF(said.source());
      out.writeInt(said.labels());
      out.writeInt(said.conflicts());
    }
  }

  private static void write(Arrived arrived, DataOutput out) throws IOException {
    Arrival arrival = arrived.arrival();
    write(arrival.model(), out);
    out.writeLong(arrival.millis());
    out.writeInt(arrival.logits().length);
    out.write(arrival.logits());
    out.writeInt(arrived.projection().values().length);
    for (float value : arrived.projection().values()) {
      out.writeFloat(value);
    }
  }

  private static void write(Audited audited, DataOutput out) throws IOException {
    out.writeInt(audited.label());
    out.writeBoolean(audited.present());
    out.writeFloat(audited.score());
    out.writeDouble(audited.propensity());
    write(audited.model(), out);
    out.writeLong(audited.millis());
  }

  private static void write(@Nullable ScoredAt scored, DataOutput out) throws IOException {
    out.writeBoolean(scored != null);
    if (scored != null) {
      write(scored.model(), out);
      out.writeLong(scored.millis());
    }
  }

  static void write(ModelStep model, DataOutput out) throws IOException {
    out.writeLong(model.lineage());
    out.writeLong(model.step());
  }

  static ModelStep model(DataInput in) throws IOException {
    return new ModelStep(in.readLong(), in.readLong());
  }

  static QualityEvent read(DataInput in) throws IOException {
    int kind = in.readByte();
    return switch (kind) {
      case ARRIVED -> arrived(in);
      case AUDITED ->
          new Audited(
              in.readInt(),
              in.readBoolean(),
              in.readFloat(),
              in.readDouble(),
              model(in),
              in.readLong());
      case RESCORED -> new Rescored(scored(in), scored(in));
      case SAID -> new Said(in.readUTF(), in.readInt(), in.readInt());
      default ->
          throw new RowFormatException(
              "an event of kind %d in the store of figures: run the newer version".formatted(kind));
    };
  }

  private static Arrived arrived(DataInput in) throws IOException {
    ModelStep model = model(in);
    long millis = in.readLong();
    byte[] logits = new byte[in.readInt()];
    in.readFully(logits);
    float[] projection = new float[in.readInt()];
    for (int j = 0; j < projection.length; j++) {
      projection[j] = in.readFloat();
    }
    return new Arrived(new Arrival(logits, model, millis, true), Projection.of(projection));
  }

  private static @Nullable ScoredAt scored(DataInput in) throws IOException {
    return in.readBoolean() ? new ScoredAt(model(in), in.readLong()) : null;
  }
}
