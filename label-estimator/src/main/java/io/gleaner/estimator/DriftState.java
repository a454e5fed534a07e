package io.gleaner.estimator;

import io.gleaner.evaluation.drift.DriftDetector;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * A drift detector's state in the store of figures: deflated, as most of its bins are empty, and in
 * pieces below the limit of a record.
 */
final class DriftState {

  private static final String PIECES = "drift/pieces";
  private static final String PIECE = "drift/";
  private static final int PIECE_BYTES = 1 << 18;

  private final FigureStore store;

  DriftState(FigureStore store) {
    this.store = store;
  }

  void write(DriftDetector detector) {
    byte[] state = deflated(detector.toBytes());
    int pieces = (state.length + PIECE_BYTES - 1) / PIECE_BYTES;
    for (int i = 0; i < pieces; i++) {
      int from = i * PIECE_BYTES;
      int length = Math.min(PIECE_BYTES, state.length - from);
      store.write(PIECE + i, FigureParts.bytes(out -> out.write(state, from, length)));
    }
    store.write(PIECES, FigureParts.bytes(out -> out.writeInt(pieces)));
  }

  private static byte[] deflated(byte[] bytes) {
    ByteArrayOutputStream deflated = new ByteArrayOutputStream();
    Deflater fast = new Deflater(Deflater.BEST_SPEED);
    try (DeflaterOutputStream out = new DeflaterOutputStream(deflated, fast)) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    } finally {
      fast.end();
    }
    return deflated.toByteArray();
  }

  /** Lets a detector go on where it was written, if one was. */
  void restore(DriftDetector detector) {
    byte[] count = store.part(PIECES);
    if (count == null) {
      return;
    }
    ByteArrayOutputStream state = new ByteArrayOutputStream();
    int pieces = FigureParts.read(count, in -> in.readInt());
    for (int i = 0; i < pieces; i++) {
      byte[] piece = store.part(PIECE + i);
      if (piece == null) {
        throw new RowFormatException("the store of figures has no " + PIECE + i);
      }
      state.writeBytes(FigureParts.read(piece, in -> in.readAllBytes()));
    }
    try (InflaterInputStream in =
        new InflaterInputStream(new ByteArrayInputStream(state.toByteArray()))) {
      detector.restore(in.readAllBytes());
    } catch (IOException e) {
      throw new RowFormatException("the drift detector's state is damaged: " + e.getMessage());
    }
  }
}
