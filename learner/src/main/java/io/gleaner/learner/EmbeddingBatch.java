package io.gleaner.learner;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;

/** A batch's embeddings, as a Java array and in memory that PyTorch reads without a copy. */
final class EmbeddingBatch {
  private final Embeddings embeddings;
  private final Shape embedding;
  private final int capacity;
  private final float[] matrix;
  private final ByteBuffer memory;
  private final FloatBuffer floats;
  private int rows;

  EmbeddingBatch(Embeddings embeddings, int capacity) {
    this.embeddings = embeddings;
    this.embedding = embeddings.shape();
    this.capacity = capacity;
    this.matrix = new float[Math.multiplyExact(capacity, embeddings.length())];
    this.memory =
        ByteBuffer.allocateDirect(matrix.length * Float.BYTES).order(ByteOrder.nativeOrder());
    this.floats = memory.asFloatBuffer();
  }

  void fill(List<String> ids) {
    rows = ids.size();
    embeddings.read(ids, matrix);
    floats.put(0, matrix, 0, rows * embeddings.length());
  }

  /** How many images it can take. */
  int capacity() {
    return capacity;
  }

  int rows() {
    return rows;
  }

  /** Row-major; not to be changed. */
  float[] matrix() {
    return matrix;
  }

  /** The same as {@link #matrix()}, in native byte order, from its start on. */
  ByteBuffer memory() {
    return memory.clear();
  }

  /** [B, embedding], owned by {@code step}; holds until the next {@link #fill}. */
  NDArray toArray(NDManager step) {
    memory.clear().limit(rows * embeddings.length() * Float.BYTES);
    return step.create(memory, new Shape(rows).addAll(embedding), DataType.FLOAT32);
  }
}
