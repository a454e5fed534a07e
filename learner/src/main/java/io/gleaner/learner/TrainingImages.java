package io.gleaner.learner;

import io.gleaner.learner.ReplayBuffer.Put;
import io.gleaner.learner.Seeds.Purpose;
import io.gleaner.network.InvalidImageException;
import io.gleaner.protocol.v1.Role;
import io.gleaner.protocol.v1.Sample;
import io.gleaner.protocol.v1.SoftLabels;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The images of a training: taken in with their labels, kept in the replay buffer and in memory,
 * and chosen for batches.
 */
final class TrainingImages {
  private final LearnerConfig config;
  private final int classes;
  private final ReplayBuffer buffer;
  private final @Nullable ImageSource pictures;
  private final Embeddings embeddings;
  private final FreshQueue fresh;
  private final LearnerMeters meters;

  /**
   * @param pictures null if all images come as features
   * @param fresh images that wait for their first training
   */
  TrainingImages(
      LearnerConfig config,
      int classes,
      ReplayBuffer buffer,
      @Nullable ImageSource pictures,
      Embeddings embeddings,
      FreshQueue fresh,
      LearnerMeters meters) {
    this.config = config;
    this.classes = classes;
    this.buffer = buffer;
    this.pictures = pictures;
    this.embeddings = embeddings;
    this.fresh = fresh;
    this.meters = meters;
  }

  /** As {@link Training#accept(Sample)}. */
  void accept(Sample sample) throws InvalidImageException {
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

  /** Their pixels. */
  ImageSource pictures() {
    if (pictures == null) {
      throw new IllegalStateException(
          "the network takes features, not pictures: gleaner.learner.network.backbone is features");
    }
    return pictures;
  }

  /** As {@link Training#accept(String, float[], Role, byte[])}. */
  void accept(String id, float[] features, Role role, byte[] observed) {
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

  void delete(String id) {
    buffer.delete(id);
    fresh.remove(id);
    embeddings.forget(id);
    if (pictures != null) {
      pictures.forget(id);
    }
    meters.deleted();
  }

  void accept(SoftLabels labels) {
    LabelRow row = LabelRow.of(labels);
    if (!buffer.putLabels(labels.getId(), row, labels.getRole() == Role.HOLDOUT)) {
      meters.outdated();
    }
  }

  /** As {@link Training#room()}. */
  int room() {
    if (buffer.isDiskFull()) {
      return 0;
    }
    int most = Math.max(2 * config.batchSize(), config.replay().minImages());
    return Math.max(0, most - fresh.size());
  }

  /** Training images held, drawable or waiting. */
  int size() {
    return buffer.size() + fresh.size();
  }

  /** Those that wait for their first training. */
  FreshQueue fresh() {
    return fresh;
  }

  /**
   * Chooses a batch.
   *
   * @param replay whether to fill it up with replayed images
   * @param step the one that the batch is for
   */
  List<String> choose(boolean replay, long step) {
    int replayable = replay ? buffer.size() : 0;
    List<String> chosen = new ArrayList<>(config.batchSize());
    for (String id : fresh.take(replayable)) {
      if (buffer.fresh(id)) {
        chosen.add(id);
      }
    }
    if (replay) {
      int count = Math.min(config.batchSize() - chosen.size(), buffer.size());
      chosen.addAll(buffer.draw(count, Seeds.of(config.seed(), step, Purpose.REPLAY)));
    }
    return chosen;
  }

  /**
   * Takes exactly these for a batch.
   *
   * @throws IllegalArgumentException as {@link Training#step(List)}
   */
  void take(List<String> ids) {
    if (ids.size() > config.batchSize() || Set.copyOf(ids).size() != ids.size()) {
      throw new IllegalArgumentException(
          "a step takes up to %d different images, not %s".formatted(config.batchSize(), ids));
    }
    for (String id : ids) {
      if (!buffer.trainable(id)) {
        throw new IllegalArgumentException("there is no training image " + id);
      }
    }
    ids.forEach(fresh::remove);
  }

  /**
   * The pass over the images, from 1: how often each of them could have been trained on.
   *
   * @param batch chosen for the next step
   * @param trained images trained on before, each as often as it was
   */
  int epoch(List<String> batch, long trained) {
    long arriving = batch.stream().filter(buffer::fresh).count();
    return (int) Math.min(Integer.MAX_VALUE, 1 + trained / (size() + arriving));
  }

  /** Notes that a step trained on a batch: those that were fresh can be drawn from now on. */
  void trained(List<String> batch, long step) {
    for (String id : batch) {
      buffer.trained(id, step).ifPresent(meters::replayed);
      buffer.admit(id);
    }
    meters.replay(buffer.size(), buffer.bytes());
  }
}
