package io.gleaner.serving;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gleaner.protocol.RejectionReason;
import io.gleaner.protocol.v1.ModelVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Scores the number an "image" spells; K classes get number/1, /2, … Its step is its version. */
final class FakeModel implements Model {
  static final int CLASSES = 2;
  static final int CAPACITY = 4;

  private final ModelVersion about;
  private final List<Float> batch = new ArrayList<>();
  private final AtomicBoolean closed = new AtomicBoolean();

  FakeModel(long lineage, long step) {
    this(ModelVersion.newBuilder().setLineage(lineage).setStep(step).build());
  }

  FakeModel(ModelVersion about) {
    this.about = about;
  }

  boolean closed() {
    return closed.get();
  }

  @Override
  public ModelVersion about() {
    return about;
  }

  @Override
  public ServedVersion version() {
    return ServedVersion.of(about);
  }

  @Override
  public int classes() {
    return CLASSES;
  }

  @Override
  public int capacity() {
    return CAPACITY;
  }

  @Override
  public void add(byte[] jpeg) throws BadImageException {
    requireOpen();
    try {
      // Real JPEGs, as HTTP makes them, have no number: any will do.
      batch.add(jpeg.length > 100 ? 0.5f : Float.parseFloat(new String(jpeg, UTF_8)));
    } catch (NumberFormatException e) {
      throw new BadImageException(RejectionReason.UNDECODABLE_IMAGE, "no number", e);
    }
    if (batch.size() > CAPACITY) {
      throw new IllegalStateException("batch overflow");
    }
  }

  @Override
  public void score(float[] probabilities, float[] projections) {
    requireOpen();
    for (int i = 0; i < batch.size(); i++) {
      for (int k = 0; k < CLASSES; k++) {
        probabilities[i * CLASSES + k] = batch.get(i) / (k + 1);
      }
      projections[i * PROJECTION] = batch.get(i);
    }
    batch.clear();
  }

  private void requireOpen() {
    if (closed.get()) {
      throw new IllegalStateException("model " + version() + " is used after it was closed");
    }
  }

  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      throw new IllegalStateException("model " + version() + " is closed twice");
    }
  }
}
