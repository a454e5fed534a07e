package io.gleaner.network;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A backbone and a head, with all of its state reachable by torchvision-style names. What the
 * backbone makes of a picture is its embedding: the pooled features for the heads that take them,
 * else the feature map. A network on features computed before has a head alone, and its embeddings
 * are these features.
 *
 * <p>Not thread-safe, and never to be shared between training and scoring: batch normalisation
 * changes state in a training pass. Give a scoring thread its own copy ({@link #load} of {@link
 * #save}).
 */
public final class Network implements AutoCloseable {

  private final NetworkSpec spec;
  private final NDManager manager;
  private final @Nullable Trunk trunk;
  private final Block head;
  private final ParameterStore store;
  private final Map<String, Parameter> backboneParameters;
  private final Map<String, Parameter> headParameters;
  private final Map<String, Parameter> parameters;
  private final Shape embedding;
  private final Normalisation normalisation;
  private final Map<String, Tensor> counters = new HashMap<>();

  private Network(NetworkSpec spec, NDManager manager, long seed) {
    this.spec = spec;
    this.manager = manager;
    SeededInitialisation initialisation = new SeededInitialisation(seed);
    this.trunk = trunk(spec.backbone());
    this.embedding = initialiseTrunk(initialisation);
    this.head = Heads.create(spec.head(), spec.classes(), initialisation);
    head.initialize(manager, DataType.FLOAT32, embedding);
    this.store = new ParameterStore(manager, false);
    this.backboneParameters =
        trunk == null ? Map.of() : ParameterNames.of(trunk.prefix(), trunk.block());
    this.headParameters = ParameterNames.of(headPrefix(), head);
    Map<String, Parameter> all = new LinkedHashMap<>(backboneParameters);
    all.putAll(headParameters);
    this.parameters = Collections.unmodifiableMap(all);
    this.normalisation = new Normalisation(manager);
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

  private static @Nullable Trunk trunk(Backbone backbone) {
    return backbone instanceof Backbone.Convolutional pictures
        ? Trunk.byName(pictures.name())
        : null;
  }

  /** The embedding of one image, [1, F]. */
  private Shape initialiseTrunk(SeededInitialisation initialisation) {
    if (spec.backbone() instanceof Backbone.Features features) {
      return new Shape(1, features.dimension());
    }
    Trunk below = requireTrunk();
    Block block = below.block();
    Shape input = new Shape(1, 3, spec.inputSize(), spec.inputSize());
    block.setInitializer(initialisation.rectified(), Parameter.Type.WEIGHT);
    block.initialize(manager, DataType.FLOAT32, input);
    Shape map = block.getOutputShapes(new Shape[] {input})[0];
    return new Shape(1, below.pooling().features(map.get(1)));
  }

  private String headPrefix() {
    if (spec.head() instanceof Head.Linear) {
      return (trunk == null ? "classifier" : trunk.classifier()) + ".";
    }
    return "head.";
  }

  private Trunk requireTrunk() {
    if (trunk == null) {
      throw new IllegalStateException(
          "the network has no backbone: it takes features of %d numbers that were computed before, not pictures"
              .formatted(embedding.get(1)));
    }
    return trunk;
  }

  public NetworkSpec spec() {
    return spec;
  }

  /** What {@link #embed} gives for one image, without the batch: [F]. */
  public Shape embeddingShape() {
    return embedding.slice(1);
  }

  /** F, the number of pooled features an image has. */
  public int features() {
    return Math.toIntExact(embedding.get(1));
  }

  /**
   * The manager that owns the parameters. A step takes a sub-manager of it, creates its input there
   * and closes it at the end: every result of a pass belongs to the input's manager.
   */
  public NDManager manager() {
    return manager;
  }

  /**
   * Runs one batch through backbone and head.
   *
   * @return logits [B, K] and embeddings, see {@link #embed} and {@link #classify}
   */
  public NDList forward(NDArray pixels, boolean training) {
    NDArray embeddings = embed(pixels, training);
    return new NDList(classify(embeddings, training), embeddings);
  }

  /**
   * Runs one batch through the backbone.
   *
   * @param pixels [B, 3, S, S]: uint8 as {@link PixelBatch#toArray} gives them (normalised here),
   *     or float32 already normalised with ImageNet's statistics
   * @param training whether batch normalisation uses and updates the batch's own statistics, unless
   *     they are frozen; gradients are kept if the thread's grad mode is on
   * @return [B, ...] with {@link #embeddingShape} for each image, owned by the manager of {@code
   *     pixels}
   * @throws IllegalStateException if there is no backbone
   */
  public NDArray embed(NDArray pixels, boolean training) {
    return requireTrunk().pooling().pool(map(pixels, training));
  }

  /** The backbone's feature map, [B, C, h, w]. */
  NDArray map(NDArray pixels, boolean training) {
    NDList input = new NDList(normalisation.apply(pixels));
    return requireTrunk().block().forward(store, input, training).singletonOrThrow();
  }

  /**
   * Runs one batch of embeddings through the head.
   *
   * @param embeddings as {@link #embed} gives them, float32
   * @param training whether dropout is on
   * @return logits [B, K], owned by the manager of {@code embeddings}
   */
  public NDArray classify(NDArray embeddings, boolean training) {
    return head.forward(store, new NDList(embeddings), training).singletonOrThrow();
  }

  /**
   * The pooled features of embeddings.
   *
   * @return [B, F], with F = {@link #features()}
   */
  public NDArray pooled(NDArray embeddings) {
    return embeddings;
  }

  /**
   * Sets whether training passes leave batch normalisation's running statistics alone and normalise
   * with them, as fine-tuning small batches wants; at first they do not.
   */
  public void freezeStatistics(boolean frozen) {
    if (trunk != null) {
      BatchNormalisation.freeze(trunk.block(), frozen);
    }
  }

  /**
   * Every parameter and running statistic, in forward order; those with {@link
   * Parameter#requiresGradient()} are trained.
   */
  public Map<String, Parameter> parameters() {
    return parameters;
  }

  /** Those of {@link #parameters()} that {@link #embed} uses; none without a backbone. */
  public Map<String, Parameter> backboneParameters() {
    return backboneParameters;
  }

  /** Those of {@link #parameters()} that {@link #classify} uses: all that a frozen one trains. */
  public Map<String, Parameter> headParameters() {
    return headParameters;
  }

  /**
   * Copies the whole state out, in forward order. PyTorch's batch counters are in it as they were
   * loaded, if they were.
   */
  public Map<String, Tensor> save() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    parameters.forEach((name, parameter) -> save(name, parameter, tensors));
    return tensors;
  }

  private void save(String name, Parameter parameter, Map<String, Tensor> into) {
    into.put(name, copy(parameter.getArray()));
    Optional<String> counter = StateCheck.counter(name).filter(counters::containsKey);
    counter.ifPresent(counted -> into.put(counted, counters.get(counted)));
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
    load(tensors, parameters);
  }

  /**
   * Replaces the backbone's state by that of a published network, whose own classifier is left out:
   * it knows other classes. The head stays as it is. Nothing is changed unless everything fits.
   *
   * @param tensors under torchvision's names, with or without the classifier
   * @throws InvalidWeightsException if a name is missing or unknown, or a shape or type differs
   * @throws IllegalStateException if there is no backbone
   */
  public void loadBackbone(Map<String, Tensor> tensors) throws InvalidWeightsException {
    Map<String, Tensor> kept = new LinkedHashMap<>(tensors);
    kept.remove(requireTrunk().classifier() + ".weight");
    kept.remove(requireTrunk().classifier() + ".bias");
    load(kept, backboneParameters);
  }

  private void load(Map<String, Tensor> tensors, Map<String, Parameter> into)
      throws InvalidWeightsException {
    List<StateCheck.Match> matches = StateCheck.match(into, tensors);
    matches.forEach(match -> set(match.parameter().getArray(), match.tensor()));
    counters.clear();
    counters.putAll(tensors);
    counters.keySet().removeAll(into.keySet());
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
