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
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
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
  private final NetworkState state;

  private Network(NetworkSpec spec, NDManager manager, long seed, OperatorScript script) {
    this.spec = spec;
    this.manager = manager;
    SeededInitialisation initialisation = new SeededInitialisation(seed);
    this.trunk = Trunk.of(spec.backbone(), manager, script);
    this.embedding = initialiseTrunk(initialisation);
    this.head = Heads.create(spec.head(), embedding, spec.classes(), initialisation);
    head.initialize(manager, DataType.FLOAT32, embedding);
    this.store = new ParameterStore(manager, false);
    this.backboneParameters =
        trunk == null ? Map.of() : ParameterNames.of(trunk.prefix(), trunk.block());
    this.headParameters = ParameterNames.of(headPrefix(), head);
    Map<String, Parameter> all = new LinkedHashMap<>(backboneParameters);
    all.putAll(headParameters);
    this.parameters = Collections.unmodifiableMap(all);
    this.normalisation = new Normalisation(manager);
    this.state = new NetworkState(parameters);
  }

  /**
   * Builds a network with fresh parameters that depend on the seed alone. A TorchScript backbone is
   * refused.
   *
   * @param device {@code auto}, {@code cpu} or {@code cuda:N}
   * @throws IllegalArgumentException if the specification or device names what does not exist
   */
  public static Network create(NetworkSpec spec, String device, long seed) {
    return create(spec, device, seed, OperatorScript.NONE);
  }

  /**
   * Builds a network that may have a TorchScript backbone.
   *
   * @param device {@code auto}, {@code cpu} or {@code cuda:N}
   * @param script what the operator of this process allows
   * @throws IllegalArgumentException if the specification or device names what does not exist, or a
   *     TorchScript backbone cannot be loaded or gives no feature map
   * @throws io.gleaner.protocol.ConfigurationException if a TorchScript backbone is not allowed, or
   *     the operator's file is not the one that the specification names
   */
  public static Network create(NetworkSpec spec, String device, long seed, OperatorScript script) {
    Device resolved = Devices.resolve(device);
    NDManager manager = NDManager.newBaseManager(resolved, Devices.ENGINE);
    try {
      return new Network(spec, manager, seed, script);
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  /** The embedding of one image, [1, F] or [1, C, h, w]. */
  private Shape initialiseTrunk(SeededInitialisation initialisation) {
    if (spec.backbone() instanceof Backbone.Features features) {
      requirePooled();
      return new Shape(1, features.dimension());
    }
    Trunk below = requireTrunk();
    Block block = below.block();
    Shape input = new Shape(1, 3, spec.inputSize(), spec.inputSize());
    block.setInitializer(initialisation.rectified(), Parameter.Type.WEIGHT);
    block.initialize(manager, DataType.FLOAT32, input);
    Shape map = block.getOutputShapes(new Shape[] {input})[0];
    return takesMap() ? map : new Shape(1, below.pooling().features(map.get(1)));
  }

  private boolean takesMap() {
    return spec.head() instanceof Head.Query2Label;
  }

  private void requirePooled() {
    if (takesMap()) {
      throw new IllegalArgumentException(
          "a query2label head looks at a feature map, and features computed before have none:"
              + " choose linear or hidden");
    }
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

  /** What {@link #embed} gives for one image, without the batch: [F], or [C, h, w] of the map. */
  public Shape embeddingShape() {
    return embedding.slice(1);
  }

  /** F, the number of pooled features an image has. */
  public int features() {
    int numbers = Math.toIntExact(embedding.get(1));
    return takesMap() ? requireTrunk().pooling().features(numbers) : numbers;
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
   * @throws IllegalStateException if there is no backbone, or a TorchScript one is to be trained
   */
  public NDArray embed(NDArray pixels, boolean training) {
    NDArray map = map(pixels, training);
    return takesMap() ? map : requireTrunk().pooling().pool(map);
  }

  /** The backbone's feature map, [B, C, h, w]. */
  NDArray map(NDArray pixels, boolean training) {
    boolean fasterChannelsLast = training && !pixels.getDevice().isGpu();
    NDArray laidOut = fasterChannelsLast ? ChannelsLast.of(pixels) : pixels;
    NDList input = new NDList(normalisation.apply(laidOut));
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
    return head.forward(store, new NDList(embeddings), training).get(0);
  }

  /**
   * Where in the pictures a query2label head looks for each class: its last decoder layer's
   * cross-attention, averaged over the heads.
   *
   * @param embeddings feature maps [B, C, h, w]
   * @return [B, K, h, w], each class's map adding up to 1
   * @throws IllegalStateException if the head is another one
   */
  public NDArray attention(NDArray embeddings) {
    if (!takesMap()) {
      throw new IllegalStateException("only a query2label head has attention, not " + spec.head());
    }
    NDArray weights = head.forward(store, new NDList(embeddings), false).get(1);
    Shape map = embeddings.getShape();
    return weights.mean(new int[] {1}).reshape(map.get(0), spec.classes(), map.get(2), map.get(3));
  }

  /**
   * The pooled features of embeddings.
   *
   * @return [B, F], with F = {@link #features()}
   */
  public NDArray pooled(NDArray embeddings) {
    return takesMap() ? requireTrunk().pooling().pool(embeddings) : embeddings;
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
    return state.save();
  }

  /**
   * Replaces the whole state. Nothing is changed unless everything fits.
   *
   * @throws InvalidWeightsException if a name is missing or unknown, or a shape or type differs
   */
  public void load(Map<String, Tensor> tensors) throws InvalidWeightsException {
    state.load(tensors, parameters);
  }

  /**
   * Replaces the backbone's state by that of a published network, whose own classifier is left out:
   * it knows other classes. The head stays as it is. Nothing is changed unless everything fits.
   *
   * @param tensors under torchvision's or timm's names, with or without the classifier
   * @throws InvalidWeightsException if a name is missing or unknown, or a shape or type differs
   * @throws IllegalStateException if there is no backbone
   */
  public void loadBackbone(Map<String, Tensor> tensors) throws InvalidWeightsException {
    Map<String, Tensor> kept = new LinkedHashMap<>(TimmNames.toTorchvision(tensors));
    kept.remove(requireTrunk().classifier() + ".weight");
    kept.remove(requireTrunk().classifier() + ".bias");
    state.load(kept, backboneParameters);
  }

  @Override
  public void close() {
    manager.close();
  }
}
