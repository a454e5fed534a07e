package io.gleaner.learner;

import ai.djl.pytorch.jni.JniUtils;
import io.gleaner.learner.ReplayBuffer.Put;
import io.gleaner.learner.Seeds.Purpose;
import io.gleaner.network.Backbone;
import io.gleaner.network.InvalidImageException;
import io.gleaner.network.Network;
import io.gleaner.network.NetworkSpec;
import io.gleaner.network.OperatorScript;
import io.gleaner.network.Tensor;
import io.gleaner.objective.AdaptiveAsl;
import io.gleaner.objective.NonFiniteLogitsException;
import io.gleaner.protocol.v1.Prediction;
import io.gleaner.protocol.v1.Role;
import io.gleaner.protocol.v1.Sample;
import io.gleaner.protocol.v1.SoftLabels;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The learner without Kafka: takes samples and soft labels in, trains a step when told to, and says
 * after it what the network thought of each image of the batch. The same calls in the same order
 * give the same bits on the CPU, over a resume from a checkpoint too. For one thread.
 */
public final class Training implements AutoCloseable {
  private final LearnerConfig config;
  private final int classes;
  private final LearnerMeters meters;
  private final Network network;
  private final WeightUpdate weightUpdate;
  private final Backpropagation backpropagation;
  private final ReplayBuffer buffer;
  private final @Nullable ImageSource images;
  private final Embeddings embeddings;
  private final Passes passes;
  private final TrainingBatch batch;
  private final FreshQueue fresh;
  private final RunningPriors runningPriors;
  private final PriorCounter priorCounter;
  private final TrainingObjective objective;
  private final SkippedSteps skipped;
  private long lineage;
  private long step;
  private long trained;
  private long appliedStep;
  private long priorVersion;
  private float[] priors;
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
    return begin(config, classes, directory, lineage, priorVersion, new LearnerMeters(registry));
  }

  static Training begin(
      LearnerConfig config,
      int classes,
      Path directory,
      long lineage,
      long priorVersion,
      LearnerMeters meters) {
    TrainingState state =
        TrainingState.beginning(
            config.regime().frozen(1),
            RunningPriors.uniform(classes, config.kappa()),
            config.kappa(),
            TrainingObjective.beginning(config),
            lineage,
            priorVersion);
    return new Training(config, classes, directory, state, meters);
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
    this.skipped = new SkippedSteps(meters);
    this.backpropagation =
        new Backpropagation(network.manager(), config.batchSize(), classes, meters);
    this.buffer = new ReplayBuffer(directory, classes, ReplayBuffer.Settings.of(config));
    this.images =
        config.network().backbone() instanceof Backbone.Features
            ? null
            : new ImageSource(buffer, config.replay().pixelCache(), spec().inputSize());
    this.embeddings = new Embeddings(network, buffer, images, config);
    this.passes = new Passes(config, network, weightUpdate, embeddings, images, state.step());
    this.batch = new TrainingBatch(buffer, config.batchSize(), classes);
    this.fresh =
        new FreshQueue(
            config.batchSize(), config.replay().ratio(), state.fresh(), state.freshCredit());
    this.runningPriors =
        RunningPriors.resume(
            state.priorMeans(),
            state.priorImages(),
            RunningPriors.uniform(classes, config.kappa()));
    this.priorCounter = new PriorCounter(config, buffer, runningPriors, classes);
    this.lineage = state.lineage();
    this.step = state.step();
    this.trained = state.trained();
    this.appliedStep = state.appliedStep();
    this.priorVersion = state.priorVersion();
    meters.position(step, staleness());
    this.priors = RunningPriors.uniform(classes, config.kappa()).priors();
    for (int k = 0; k < state.priors().size(); k++) {
      this.priors[k] = state.priors().get(k);
    }
  }

  /**
   * Takes a sample in, or the image's deletion.
   *
   * @throws InvalidImageException if the JPEG cannot be decoded; nothing has changed then
   * @throws IllegalArgumentException if a class index is outside the sample's label space
   */
  public void accept(Sample sample) throws InvalidImageException {
    String id = sample.getId();
    if (sample.getDeleted()) {
      delete(id);
      return;
    }
    int known = Math.max(classes, sample.getLabelSpaceVersion());
    LabelRow row = LabelRow.onArrival(sample, known);
    byte[] jpeg = sample.getJpeg().toByteArray();
    pictures().arrive(id, jpeg);
    embeddings.forget(id);
    arrived(id, buffer.put(id, jpeg, sample.getRole() == Role.HOLDOUT, row));
  }

  /** Pixels of the buffer's images. */
  ImageSource pictures() {
    if (images == null) {
      throw new IllegalStateException(
          "the network takes features, not pictures: gleaner.learner.network.backbone is features");
    }
    return images;
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
    if (features.length != embeddings.length() || observed.length > classes) {
      throw new IllegalArgumentException(
          "image %s has %d features and %d labels, but there are %d features and %d classes"
              .formatted(id, features.length, observed.length, embeddings.length(), classes));
    }
    LabelRow row = LabelRow.onArrival(observed);
    byte[] halves = HalfFloats.encode(features, 0, features.length);
    Put put = buffer.putFeatures(id, halves, role == Role.HOLDOUT, row);
    embeddings.arrive(id, halves);
    arrived(id, put);
  }

  private void arrived(String id, Put put) {
    meters.arrived();
    switch (put) {
      case FRESH -> fresh.add(id);
      case REPLACED -> meters.replaced();
      case HOLDOUT -> {}
    }
    meters.replay(buffer.size(), buffer.bytes());
  }

  /**
   * What an image that comes as features counts against the bound of the replay buffer, in bytes.
   */
  public static long replayBytes(String id, int features, int classes) {
    return ReplayBuffer.charge(id, features * Short.BYTES, classes);
  }

  /** Forgets an image. */
  public void delete(String id) {
    buffer.delete(id);
    fresh.remove(id);
    embeddings.forget(id);
    if (images != null) {
      images.forget(id);
    }
    meters.deleted();
  }

  /**
   * Takes soft labels in; an older revision than held is ignored.
   *
   * @throws IllegalArgumentException if there are more estimates than observed codes
   */
  public void accept(SoftLabels labels) {
    if (labels.getLineage() == lineage) {
      appliedStep = Math.max(appliedStep, labels.getStep());
    }
    LabelRow row = LabelRow.of(labels);
    if (!buffer.putLabels(labels.getId(), row, labels.getRole() == Role.HOLDOUT)) {
      meters.outdated();
    }
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
    if (buffer.isDiskFull()) {
      return 0;
    }
    int most = Math.max(2 * config.batchSize(), config.replay().minImages());
    return Math.max(0, most - fresh.size());
  }

  /** Training images held. */
  public int size() {
    return buffer.size() + fresh.size();
  }

  /** Images that wait for their first training. */
  public int waiting() {
    return fresh.size();
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
    return train(members(replay), begin);
  }

  /**
   * Trains on exactly these images in this order, as {@link #step(boolean)} does on those it draws.
   *
   * @param ids of training images that are here, each once, at most a batch
   * @throws IllegalArgumentException if there are too many or one is not here
   */
  public List<Prediction> step(List<String> ids) {
    if (ids.size() > config.batchSize() || Set.copyOf(ids).size() != ids.size()) {
      throw new IllegalArgumentException(
          "a step takes up to %d different images, not %s".formatted(config.batchSize(), ids));
    }
    long begin = meters.now();
    for (String id : ids) {
      if (!buffer.trainable(id)) {
        throw new IllegalArgumentException("there is no training image " + id);
      }
    }
    ids.forEach(fresh::remove);
    return train(ids, begin);
  }

  private List<Prediction> train(List<String> members, long begin) {
    if (members.isEmpty()) {
      return List.of();
    }
    step++;
    Pass pass = passes.of(step);
    batch.fill(members, priors);
    batch.labels().epoch(epoch(members));
    trained += members.size();
    pass.fill(members, Seeds.of(config.seed(), step, Purpose.AUGMENTATION));
    meters.fill(begin);
    List<Prediction> predictions =
        train(pass)
            ? TrainPredictions.of(
                batch, lineage, step, priorVersion, objective.eprGradient(batch.labels()))
            : List.of();
    for (String id : members) {
      buffer.trained(id, step).ifPresent(meters::replayed);
      buffer.admit(id);
    }
    meters.replay(buffer.size(), buffer.bytes());
    meters.position(step, staleness());
    return predictions;
  }

  /** The pass over the images: how often each of them could have been trained on, from 1. */
  private int epoch(List<String> members) {
    long arriving = members.stream().filter(buffer::fresh).count();
    return (int) Math.min(Integer.MAX_VALUE, 1 + trained / (size() + arriving));
  }

  private List<String> members(boolean replay) {
    int replayable = replay ? buffer.size() : 0;
    List<String> members = new ArrayList<>(config.batchSize());
    for (String id : fresh.take(replayable)) {
      if (buffer.fresh(id)) {
        members.add(id);
      }
    }
    if (replay) {
      int count = Math.min(config.batchSize() - members.size(), buffer.size());
      var random = Seeds.of(config.seed(), step + 1, Purpose.REPLAY);
      members.addAll(buffer.draw(count, random));
    }
    return members;
  }

  private boolean train(Pass pass) {
    JniUtils.setSeed(Seeds.of(config.seed(), step, Purpose.DROPOUT).nextLong());
    try {
      double loss = backpropagation.run(pass, batch.labels(), objective.objective());
      long begin = meters.now();
      double norm = weightUpdate.apply(pass.differentiatedByPyTorch());
      meters.optimiser(begin);
      if (Double.isFinite(norm)) {
        skipped.begin();
        meters.stepped(batch.size(), loss, norm, weightUpdate.learningRate());
        if (objective.objective() instanceof AdaptiveAsl adaptive) {
          meters.focusing(adaptive.gammaAbsent());
        }
        priorCounter.count(batch, step, priors);
        return true;
      }
      skipped.add(step, "the gradient's norm is " + norm, batch.ids());
    } catch (NonFiniteLogitsException e) {
      skipped.add(step, String.valueOf(e.getMessage()), batch.ids());
    }
    return false;
  }

  /** The class priors that unseen rows start from, [K]. */
  public float[] priors() {
    return priors.clone();
  }

  /** The version of {@link #priors()}, which every prediction names. */
  public long priorVersion() {
    return priorVersion;
  }

  /** κ, the expected number of present labels an image, of version {@link #priorVersion()}. */
  public double kappa() {
    return objective.kappa();
  }

  /**
   * Starts unseen rows from the running soft counts as they are now, and takes κ from the holdout
   * as it is labelled now if it is to be estimated, under a new version.
   */
  public void renewPriors(long version) {
    priors = runningPriors.priors();
    objective.renewKappa(buffer);
    priorVersion = version;
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
    skipped.begin();
    meters.position(step, staleness());
  }

  NetworkSpec spec() {
    return new NetworkSpec(config.network().backbone(), config.network().head(), classes);
  }

  /** TorchScript that networks of this training may run. */
  OperatorScript script() {
    return config.network().script();
  }

  ReplayBuffer buffer() {
    return buffer;
  }

  /** Whether the pixels of the buffer's images are there when their features are. */
  boolean keepsPixels() {
    return config.regime().keepsPixels();
  }

  /** Whether these weights of the network have the backbone of now. */
  boolean sharesBackbone(Map<String, Tensor> weights) {
    return weightUpdate.sharesBackbone(weights);
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
      featureScorer = new FeatureScorer(spec(), config.device(), script(), embeddings.length());
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
        fresh.ids(),
        fresh.credit(),
        appliedStep,
        priorVersion,
        TrainingState.box(priors),
        objective.kappa(),
        runningPriors.means(),
        runningPriors.images(),
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
