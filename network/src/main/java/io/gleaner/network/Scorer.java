package io.gleaner.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Random;

/**
 * Scores pictures with a network of its own, beside training and other scorers. Confined to one
 * thread at a time.
 */
public final class Scorer implements AutoCloseable {

  /** How many numbers of an image's features are given on, for watching drift. */
  public static final int PROJECTION = 32;

  /** Never to change: projections are compared across processes and versions. */
  private static final long PROJECTION_SEED = 0x6C65_616E_6572L;

  private final Network network;
  private final NDArray projection;

  /**
   * Takes the network over: nobody else may use it, and closing the scorer closes it.
   *
   * @param network whose state is scored with
   */
  public Scorer(Network network) {
    this.network = network;
    this.projection = projection(network);
  }

  /** Gaussian, scaled so that a projection's numbers are as large as the features. */
  private static NDArray projection(Network network) {
    Random random = new Random(PROJECTION_SEED);
    float[] values = new float[network.features() * PROJECTION];
    double deviation = 1 / Math.sqrt(network.features());
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    return network.manager().create(values, new Shape(network.features(), PROJECTION));
  }

  public NetworkSpec spec() {
    return network.spec();
  }

  /**
   * Scores from now on with other parameters of the same network.
   *
   * @throws InvalidWeightsException if they do not fit; the old ones stay then
   */
  public void load(Map<String, Tensor> state) throws InvalidWeightsException {
    network.load(state);
  }

  /**
   * Scores a batch.
   *
   * @param probabilities receives B·K probabilities, row-major; may be longer
   */
  public void score(PixelBatch batch, float[] probabilities) {
    score(batch, probabilities, new float[0]);
  }

  /**
   * Scores a batch and projects its pooled features.
   *
   * @param probabilities receives B·K probabilities, row-major; may be longer
   * @param projections receives B·{@value #PROJECTION} numbers, row-major; empty if not wanted
   */
  public void score(PixelBatch batch, float[] probabilities, float[] projections) {
    // Grad mode belongs to the thread, and a scorer may be handed from one thread to another.
    JniUtils.setGradMode(false);
    try (NDManager step = network.manager().newSubManager()) {
      NDList outputs = network.forward(batch.toArray(step), false);
      read(Activation.sigmoid(outputs.get(0)), probabilities);
      if (projections.length > 0) {
        read(network.pooled(outputs.get(1)).matMul(projection), projections);
      }
    }
  }

  /**
   * Scores embeddings that were computed before with the same backbone, see {@link Network#embed}.
   *
   * @param embeddings row-major, {@code images} of them, in native byte order, from the buffer's
   *     start on; on the CPU a direct one is not copied
   * @param probabilities receives B·K probabilities, row-major; may be longer
   */
  public void classify(ByteBuffer embeddings, int images, float[] probabilities) {
    JniUtils.setGradMode(false);
    Shape shape = new Shape(images).addAll(network.embeddingShape());
    int bytes = Math.toIntExact(shape.size() * Float.BYTES);
    try (NDManager step = network.manager().newSubManager()) {
      NDArray input = step.create(embeddings.slice(0, bytes), shape, DataType.FLOAT32);
      read(Activation.sigmoid(network.classify(input, false)), probabilities);
    }
  }

  private static void read(NDArray array, float[] into) {
    array.toByteBuffer(true).asFloatBuffer().get(into, 0, Math.toIntExact(array.size()));
  }

  @Override
  public void close() {
    network.close();
  }
}
