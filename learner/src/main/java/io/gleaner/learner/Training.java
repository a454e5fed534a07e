package io.gleaner.learner;

import ai.djl.pytorch.jni.JniUtils;
import io.gleaner.network.Backbone;
import io.gleaner.network.InvalidImageException;
import io.gleaner.network.Network;
import io.gleaner.network.NetworkSpec;
import io.gleaner.network.Tensor;
import io.gleaner.protocol.v1.Prediction;
import io.gleaner.protocol.v1.Role;
import io.gleaner.protocol.v1.Sample;
import io.gleaner.protocol.v1.SoftLabels;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The learner without Kafka: takes samples and soft labels in, trains a step when told to, and says
 * after it what the network thought of each image of the batch. The same calls in the same order
 * give the same bits on the CPU, over a resume from a checkpoint too. For one thread.
 */
public final class Training implements AutoCloseable {

  /** A part of κ. */
  private static final double KAPPA_MOVE = 0.01;

  private final LearnerConfig config;
  private final int classes;
  private final LearnerMeters meters;
  private final Network network;
  private final WeightUpdate weightUpdate;
  private final ReplayBuffer buffer;
  private final Embeddings embeddings;
  private final Passes passes;
  private final TrainingImages images;
  private final StartingPriors priors;
  private final TrainingObjective objective;
  private final TrainingStep stepping;
  private long lineage;
  private long step;
  private long trained;
  private long appliedStep;
  private @Nullable FeatureScorer featureScorer;

  /**
   * Begins a new lineage with fresh weights and what the directory holds of a replay buffer.
   *
   * @param classes K, at least 1
   * @param directory of the replay buffer
   * @param lineage higher than every lineage before it
   * @param priorVersion under which the first class priors (κ/K each) are published
   */
  public static Training begin(
      LearnerConfig config,
      int classes,
      Path directory,
      long lineage,
      long priorVersion,
      MeterRegistry registry) {
    TrainingState state = TrainingState.beginning(config, classes, lineage, priorVersion);
    return new Training(config, classes, directory, state, new LearnerMeters(registry));
  }

  Training(
      LearnerConfig config,
      int classes,
      Path directory,
      TrainingState state,
      LearnerMeters meters) {
    this.config = config;
    this.classes = classes;
    this.meters = meters;
    this.network = StartingNetwork.create(spec(), config, state.step());
    network.freezeStatistics(config.network().frozenStatistics());
    if (config.threads() > 0) {
      JniUtils.setNumThreads(config.threads());
    }
    this.weightUpdate = new WeightUpdate(network, config);
    this.objective = new TrainingObjective(config, classes, state);
    this.buffer = new ReplayBuffer(directory, classes, ReplayBuffer.Settings.of(config));
    meters.store(buffer::figure);
    ImageSource pictures =
        config.network().backbone() instanceof Backbone.Features
            ? null
            : new ImageSource(buffer, config.replay().pixelCache(), spec().inputSize());
    this.embeddings = new Embeddings(network, buffer, pictures, config);
    this.passes = new Passes(config, network, weightUpdate, embeddings, pictures, state.step());
    FreshQueue fresh =
        new FreshQueue(
            config.batchSize(), config.replay().ratio(), state.fresh(), state.freshCredit());
    this.images = new TrainingImages(config, classes, buffer, pictures, embeddings, fresh, meters);
    this.priors = new StartingPriors(config, classes, buffer, state);
    this.stepping =
        new TrainingStep(config, network, buffer, passes, weightUpdate, objective, priors, meters);
    this.lineage = state.lineage();
    this.step = state.step();
    this.trained = state.trained();
    this.appliedStep = state.appliedStep();
    meters.position(step, staleness());
  }

  /**
   * Takes a sample in, or the image's deletion.
   *
   * @throws InvalidImageException if the JPEG cannot be decoded; nothing has changed then
   * @throws IllegalArgumentException if a class index is outside the sample's label space
   */
  public void accept(Sample sample) throws InvalidImageException {
    images.accept(sample);
  }

  /** Pixels of the buffer's images. */
  ImageSource pictures() {
    return images.pictures();
  }

  /**
   * Takes an image in that comes as features, for a network without a backbone ({@code
   * gleaner.learner.network.backbone = features}) or, in regime {@code linear}, as what the
   * backbone makes of it. They are kept as 16-bit floats.
   *
   * @param features F numbers, finite and within ±65,504
   * @param observed per class 0 (unknown), 1 (present) or 2 (absent); classes beyond it are unknown
   * @throws IllegalArgumentException if there are more or fewer than F features or one is out of
   *     range, if there are more than K codes or one is none of these
   */
  public void accept(String id, float[] features, Role role, byte[] observed) {
    images.accept(id, features, role, observed);
  }

  /**
   * What an image that comes as features counts against the bound of the replay buffer, in bytes.
   */
  public static long replayBytes(String id, int features, int classes) {
    return ReplayBuffer.charge(id, features * Short.BYTES, classes);
  }

  /** Forgets an image. */
  public void delete(String id) {
    images.delete(id);
  }

  /**
   * Takes soft labels in; an older revision than held is ignored.
   *
   * @throws IllegalArgumentException if it speaks of classes beyond those of its label space
   */
  public void accept(SoftLabels labels) {
    if (labels.getLineage() == lineage) {
      appliedStep = Math.max(appliedStep, labels.getStep());
      meters.position(step, staleness());
    }
    images.accept(labels);
  }

  /** Forgets labels whose image is not here; those of a held image go with its deletion. */
  void forgetEarlyLabels(String id) {
    buffer.forgetEarlyLabels(id);
  }

  /**
   * How many more samples there is room for before some of them must be trained on; none while the
   * disk is full.
   */
  public int room() {
    return images.room();
  }

  /** Training images held. */
  public int size() {
    return images.size();
  }

  /** Images that wait for their first training. */
  public int waiting() {
    return images.fresh().size();
  }

  /** Steps begun. */
  public long step() {
    return step;
  }

  /** How many steps the label-estimator is behind, by what it has said; 0 if it is ahead. */
  public long staleness() {
    return Math.max(0, step - appliedStep);
  }

  /**
   * Trains on one batch of fresh and, if allowed, replayed images.
   *
   * @param replay whether to fill the batch up with replayed images
   * @return a TRAIN prediction for each image; none if there was nothing to train on or a number
   *     was not finite, in which case the weights are as before
   * @throws IllegalStateException if many steps in a row were not finite: go back a checkpoint
   */
  public List<Prediction> step(boolean replay) {
    long begin = meters.now();
    return train(images.choose(replay, step + 1), begin);
  }

  /**
   * Trains on exactly these images in this order, as {@link #step(boolean)} does on those it draws.
   *
   * @param ids of training images that are here, each once, at most a batch
   * @throws IllegalArgumentException if there are too many or one is not here
   */
  public List<Prediction> step(List<String> ids) {
    long begin = meters.now();
    images.take(ids);
    return train(ids, begin);
  }

  private List<Prediction> train(List<String> members, long begin) {
    if (members.isEmpty()) {
      return List.of();
    }
    step++;
    int epoch = images.epoch(members, trained);
    trained += members.size();
    List<Prediction> predictions = stepping.run(members, lineage, step, epoch, begin);
    images.trained(members, step);
    meters.position(step, staleness());
    return predictions;
  }

  /** The class priors that unseen rows start from, [K]. */
  public float[] priors() {
    return priors.values().clone();
  }

  /** The version of {@link #priors()}, which every prediction names. */
  public long priorVersion() {
    return priors.version();
  }

  /** κ, the expected number of present labels an image, of version {@link #priorVersion()}. */
  public double kappa() {
    return objective.kappa();
  }

  /**
   * Whether {@link #renewPriors} would change where rows start, or κ, enough to matter. Every
   * version is kept for ever, and by every label-estimator.
   */
  public boolean priorsMoved() {
    return objective.kappaMove(buffer) > KAPPA_MOVE || priors.haveMoved();
  }

  /**
   * Starts unseen rows from the running soft counts as they are now, and takes κ from the holdout
   * as it is labelled now if it is to be estimated, under a new version.
   */
  public void renewPriors(long version) {
    priors.renew(version);
    objective.renewKappa(buffer);
  }

  /** Which start of the model this is. */
  public long lineage() {
    return lineage;
  }

  /** Takes over the weights, averages and moments that were saved with the state it began with. */
  void resume(Map<String, Tensor> saved, TrainingState state) {
    passes.resume(saved, state);
  }

  /**
   * Goes back to earlier weights, averages and moments, and to what the objective had learnt, under
   * another lineage. What there is to learn from stays, and steps are counted on, so that no step
   * draws what an earlier one drew.
   *
   * @param state that was saved with the weights
   */
  void rollBack(long to, Map<String, Tensor> saved, TrainingState state) {
    passes.restore(saved, state);
    objective.rollBack(state.objective());
    lineage = to;
    appliedStep = step;
    stepping.beginAnew();
    meters.position(step, staleness());
  }

  NetworkSpec spec() {
    return new NetworkSpec(config.network().backbone(), config.network().head(), classes);
  }

  LearnerConfig config() {
    return config;
  }

  ReplayBuffer buffer() {
    return buffer;
  }

  /**
   * Computes what a frozen backbone makes of the holdout images. To be called before a checkpoint:
   * computed after it, a resumed learner would compute them in other company or hold other bytes
   * than one that was not interrupted.
   */
  void embedHoldout() {
    if (passes.frozen()) {
      embeddings.compute(buffer.holdoutIds());
    }
  }

  /** What the backbone makes of the buffer's images while it is frozen; empty if it is not. */
  Optional<Embeddings> embeddings() {
    return passes.frozen() ? Optional.of(embeddings) : Optional.empty();
  }

  LearnerMeters meters() {
    return meters;
  }

  WeightUpdate weights() {
    return weightUpdate;
  }

  /** The averaged weights, which serving gets, under the network's names. */
  public Map<String, Tensor> averagedWeights() {
    return weightUpdate.averaged();
  }

  /** The weights as the newest step left them, under the network's names. */
  public Map<String, Tensor> currentWeights() {
    return weightUpdate.current();
  }

  /**
   * Scores images by their features, without taking them in: as {@link #accept(String, float[],
   * Role, byte[])} takes them, but not rounded.
   *
   * @param weights {@link #currentWeights()} or {@link #averagedWeights()}
   * @param features [N, F], row-major
   * @return probabilities [N, K], row-major
   * @throws IllegalArgumentException if there is no whole number of images
   */
  public float[] score(Map<String, Tensor> weights, float[] features) {
    if (featureScorer == null) {
      featureScorer =
          new FeatureScorer(
              spec(), config.device(), config.network().script(), embeddings.length());
    }
    return featureScorer.score(weights, features);
  }

  TrainingState state() {
    return new TrainingState(
        lineage,
        step,
        weightUpdate.updates(),
        passes.frozen(),
        trained,
        images.fresh().ids(),
        images.fresh().credit(),
        appliedStep,
        priors.version(),
        TrainingState.box(priors.ofVersion()),
        objective.kappa(),
        priors.running().means(),
        priors.running().images(),
        objective.state());
  }

  @Override
  public void close() {
    buffer.close();
    if (featureScorer != null) {
      featureScorer.close();
    }
    network.close();
  }
}
