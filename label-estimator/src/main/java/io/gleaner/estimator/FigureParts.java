package io.gleaner.estimator;

import io.gleaner.evaluation.AuditedScores;
import io.gleaner.evaluation.SourceConflicts;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A task's figures as named values, none of them near the limit of a record: audited scores go by
 * blocks of classes. Each begins with the format's version. What may be added up with another
 * task's is published under the task's name; the rest is for its own restart.
 *
 * <pre>
 * meta        classes, newest model
 * fading/b    block b of the fading audited scores
 * newest/b    block b of those of the newest model
 * baseline    images that drift is judged by, and the model that scored them
 * ages        {@link TagAges}
 * said        {@link SourceConflicts}
 * totals      {@link Totals}
 * </pre>
 */
final class FigureParts {

  static final String META = "meta";
  static final String FADING = "fading/";
  static final String NEWEST = "newest/";
  static final String BASELINE = "baseline";
  static final String AGES = "ages";
  static final String SAID = "said";
  static final String TOTALS = "totals";

  /** At most some 320 KB: 242 bins of five numbers, nine octets each, a class. */
  static final int CLASSES_A_BLOCK = 32;

  /** How many sources are told apart. */
  static final int SOURCES = 50;

  private static final int FORMAT = 1;

  private FigureParts() {}

  /** Something that writes itself. */
  interface Part {
    void write(DataOutput out) throws IOException;
  }

  static byte[] bytes(Part part) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(FORMAT);
      part.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  /** Something that is read. */
  interface Reader<T> {
    T read(DataInputStream in) throws IOException;
  }

  /**
   * Reads a value.
   *
   * @throws RowFormatException if it is of another format or ends early
   */
  static <T> T read(byte[] value, Reader<T> reader) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(value))) {
      int format = in.readByte();
      if (format != FORMAT) {
        throw new RowFormatException(
            "figures of format %d; this version reads format %d: run the newer version"
                .formatted(format, FORMAT));
      }
      return reader.read(in);
    } catch (IOException e) {
      throw new RowFormatException("figures cannot be read: " + e.getMessage());
    }
  }

  /** Classes and newest model of {@link #META}. */
  record Meta(int classes, ModelStep model) {

    void write(DataOutput out) throws IOException {
      out.writeInt(classes);
      QualityEventCodec.write(model, out);
    }

    static Meta of(byte[] value) {
      return read(value, in -> new Meta(in.readInt(), QualityEventCodec.model(in)));
    }
  }

  /** How many images of a model {@link #BASELINE} holds. */
  record Baseline(ModelStep model, long images) {

    void write(DataOutput out) throws IOException {
      QualityEventCodec.write(model, out);
      out.writeLong(images);
    }

    static Baseline of(byte[] value) {
      return read(value, in -> new Baseline(QualityEventCodec.model(in), in.readLong()));
    }
  }

  static int blocks(int classes) {
    return (classes + CLASSES_A_BLOCK - 1) / CLASSES_A_BLOCK;
  }

  static byte[] block(AuditedScores scores, int block) {
    int from = block * CLASSES_A_BLOCK;
    int to = Math.min(scores.classes(), from + CLASSES_A_BLOCK);
    return bytes(out -> scores.write(from, to, out));
  }

  /** Adds a block to what is there. */
  static void addBlock(byte[] value, AuditedScores to) {
    read(
        value,
        in -> {
          to.add(in);
          return to;
        });
  }

  static void addSaid(byte[] value, SourceConflicts to) {
    read(
        value,
        in -> {
          to.add(in);
          return to;
        });
  }
}
