package io.gleaner.network;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.ParameterStore;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A backbone, global pooling (average and maximum side by side) and a head, with all of its state
 * reachable by torchvision-style names.
 *
 * <p>Not thread-safe, and never to be shared between training and scoring: batch normalisation
 * changes state in a training pass. Give a scoring thread its own copy ({@link #load} of {@link
 * #save}).
 */
public final class Network implements AutoCloseable {

  /**
   * The statistics of ImageNet that published weights are trained with, as torchvision has them.
   */
  private static final float[] MEAN = {0.485f, 0.456f, 0.406f};

  private static final float[] DEVIATION = {0.229f, 0.224f, 0.225f};
  private static final float MAX_BYTE = 255f;

  private final NetworkSpec spec;
  private final NDManager manager;
  private final Block backbone;
  private final Block head;
  private final ParameterStore store;
  private final Map<String, Parameter> parameters;
  private final int features;
  private final NDArray scale;
  private final NDArray shift;

  private Network(NetworkSpec spec, NDManager manager, long seed) {
    this.spec = spec;
    this.manager = manager;
    this.backbone = Backbones.byName(spec.backbone());
    this.head = Heads.byName(spec.head(), spec.classes());
    SeededInitialisation initialisation = new SeededInitialisation(seed);
    Shape input = new Shape(1, 3, spec.inputSize(), spec.inputSize());
    this.features = pooledSize(initialise(backbone, initialisation, input));
    initialise(head, initialisation, new Shape(1, features));
    this.store = new ParameterStore(manager, false);
    Map<String, Parameter> named = new LinkedHashMap<>();
    ParameterNames.collect("features.", backbone, named);
    ParameterNames.collect("classifier.", head, named);
    this.parameters = Collections.unmodifiableMap(named);
    this.scale = manager.create(scales(), new Shape(1, 3, 1, 1));
    this.shift = manager.create(shifts(), new Shape(1, 3, 1, 1));
  }

  /**
   * Builds a network with fresh parameters that depend on the seed alone.
   *
   * @param device {@code auto}, {@code cpu} or {@code cuda:N}
   * @throws IllegalArgumentException if the specification or device names what does not exist
   */
  public static Network create(NetworkSpec spec, String device, long seed) {
    Device resolved = Devices.resolve(device);
    NDManager manager = NDManager.newBaseManager(resolved, Devices.ENGINE);
    try {
      return new Network(spec, manager, seed);
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  private Shape initialise(Block block, SeededInitialisation initialisation, Shape input) {
    block.setInitializer(initialisation, Parameter.Type.WEIGHT);
    block.initialize(manager, DataType.FLOAT32, input);
    return block.getOutputShapes(new Shape[] {input})[0];
  }

  private static int pooledSize(Shape map) {
    return 2 * Math.toIntExact(map.get(1));
  }

  private static float[] scales() {
    float[] scales = new float[MEAN.length];
    for (int c = 0; c < scales.length; c++) {
      scales[c] = 1f / (MAX_BYTE * DEVIATION[c]);
    }
    return scales;
  }

  private static float[] shifts() {
    float[] shifts = new float[MEAN.length];
    for (int c = 0; c < shifts.length; c++) {
      shifts[c] = -MEAN[c] / DEVIATION[c];
    }
    return shifts;
  }

  public NetworkSpec spec() {
    return spec;
  }

  /** F, the number of pooled features an image has. */
  public int features() {
    return features;
  }

  /**
   * The manager that owns the parameters. A step takes a sub-manager of it, creates its input there
   * and closes it at the end: every result of a pass belongs to the input's manager.
   */
  public NDManager manager() {
    return manager;
  }

  /**
   * Runs one batch.
   *
   * @param pixels [B, 3, S, S]: uint8 as {@link PixelBatch#toArray} gives them (normalised here),
   *     or float32 already normalised with ImageNet's statistics
   * @param training whether batch normalisation uses and updates the batch's own statistics; to
   *     take gradients, call it within a gradient collector
   * @return logits [B, K] and pooled features [B, F], owned by the manager of {@code pixels}
   */
  public NDList forward(NDArray pixels, boolean training) {
    NDArray input = pixels.getDataType() == DataType.UINT8 ? normalise(pixels) : pixels;
    NDArray map = backbone.forward(store, new NDList(input), training).singletonOrThrow();
    NDArray pooled =
        NDArrays.concat(new NDList(Pool.globalAvgPool2d(map), Pool.globalMaxPool2d(map)), 1);
    NDArray logits = head.forward(store, new NDList(pooled), training).singletonOrThrow();
    return new NDList(logits, pooled);
  }

  private NDArray normalise(NDArray pixels) {
    return pixels.toType(DataType.FLOAT32, false).muli(scale).addi(shift);
  }

  /**
   * Every parameter and running statistic, in forward order; those with {@link
   * Parameter#requiresGradient()} are trained.
   */
  public Map<String, Parameter> parameters() {
    return parameters;
  }

  /** Copies the whole state out, in forward order. */
  public Map<String, Tensor> save() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    parameters.forEach((name, parameter) -> tensors.put(name, copy(parameter.getArray())));
    return tensors;
  }

  private static Tensor copy(NDArray array) {
    return new Tensor(Tensor.FLOAT32, array.getShape().getShape(), array.toByteBuffer());
  }

  /**
   * Replaces the whole state. Nothing is changed unless everything fits.
   *
   * @throws InvalidWeightsException if a name is missing or unknown, or a shape or type differs
   */
  public void load(Map<String, Tensor> tensors) throws InvalidWeightsException {
    for (StateCheck.Match match : StateCheck.match(parameters, tensors)) {
      set(match.parameter().getArray(), match.tensor());
    }
  }

  private static void set(NDArray array, Tensor tensor) {
    // The array takes this buffer as its memory on the CPU, so it must be one that nobody else has.
    ByteBuffer own = ByteBuffer.allocateDirect(tensor.byteSize()).order(ByteOrder.nativeOrder());
    own.put(tensor.bytes()).flip();
    array.set(own);
  }

  @Override
  public void close() {
    manager.close();
  }
}
