package io.gleaner.serving;

import io.gleaner.protocol.CloudEvents;
import io.gleaner.protocol.Rejection;
import io.gleaner.protocol.RejectionReason;
import io.gleaner.protocol.Topics;
import io.gleaner.protocol.v1.ModelVersion;
import io.gleaner.protocol.v1.Prediction;
import io.gleaner.serving.ServingMeters.Outcome;
import io.gleaner.serving.ServingMeters.Pass;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/** Scores images in batches and sends their predictions. For one thread. */
final class BatchScorer {
  private static final String STAGE = "serving";
  private static final String SOURCE = "/gleaner/serving";
  private static final String TYPE = "io.gleaner.prediction.v1";

  private final Producer<byte[], byte[]> producer;
  private final Topics topics;
  private final ServingMeters meters;
  private final Clock clock;
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private float[] probabilities = {};
  private float[] projections = {};

  BatchScorer(Producer<byte[], byte[]> producer, Topics topics, ServingMeters meters, Clock clock) {
    this.producer = producer;
    this.topics = topics;
    this.meters = meters;
    this.clock = clock;
  }

  /** Scores images and sends one prediction each; what cannot be decoded is rejected. */
  void score(Model model, List<SampleRecord.Image> images, Pass pass) {
    prepare(model);
    List<SampleRecord.Image> batch = new ArrayList<>(model.capacity());
    for (SampleRecord.Image image : images) {
      try {
        model.add(image.jpeg().toByteArray());
        batch.add(image);
      } catch (BadImageException e) {
        reject(new SampleRecord.Bad(image.origin(), e.reason(), e.detail()), pass);
      }
      if (batch.size() == model.capacity()) {
        flushBatch(model, batch, pass);
      }
    }
    flushBatch(model, batch, pass);
  }

  private void prepare(Model model) {
    if (probabilities.length != model.capacity() * model.classes()) {
      probabilities = new float[model.capacity() * model.classes()];
    }
    if (projections.length != model.capacity() * Model.PROJECTION) {
      projections = new float[model.capacity() * Model.PROJECTION];
    }
  }

  private void flushBatch(Model model, List<SampleRecord.Image> batch, Pass pass) {
    if (batch.isEmpty()) {
      return;
    }
    meters.batches().record(() -> model.score(probabilities, projections));
    for (int row = 0; row < batch.size(); row++) {
      emit(model, batch.get(row), row, pass);
    }
    batch.clear();
  }

  private void emit(Model model, SampleRecord.Image image, int row, Pass pass) {
    Prediction.Builder prediction =
        Prediction.newBuilder()
            .setId(image.id())
            .setLineage(model.version().lineage())
            .setStep(model.version().step())
            .setPurpose(Prediction.Purpose.SCORE)
            .setLabelSpaceVersion(model.classes())
            .setUnseen(unseen(model.about(), image.origin()));
    int from = row * model.classes();
    for (int k = 0; k < model.classes(); k++) {
      float probability = probabilities[from + k];
      if (!(probability >= 0 && probability <= 1)) {
        String detail = "model %s gives class %d %s".formatted(model.version(), k, probability);
        reject(new SampleRecord.Bad(image.origin(), RejectionReason.BAD_PROBABILITY, detail), pass);
        return;
      }
      prediction.addProbabilities(probability);
    }
    for (int d = 0; d < Model.PROJECTION; d++) {
      prediction.addProjection(projections[row * Model.PROJECTION + d]);
    }
    send(image, prediction.build());
    meters.count(pass, Outcome.SCORED);
    if (pass == Pass.LIVE) {
      meters.scored(image.origin().timestamp(), clock.millis());
    }
  }

  /** Whether the model was trained through less than this sample of its partition. */
  private static boolean unseen(ModelVersion model, ConsumerRecord<byte[], byte[]> sample) {
    return model.getSamplesOffsetsList().stream()
        .filter(through -> through.getPartition() == sample.partition())
        .allMatch(through -> sample.offset() >= through.getOffset());
  }

  private void send(SampleRecord.Image image, Prediction prediction) {
    ProducerRecord<byte[], byte[]> out =
        new ProducerRecord<>(topics.predictions(), image.origin().key(), prediction.toByteArray());
    String event = "%s/%d/%d".formatted(image.id(), prediction.getLineage(), prediction.getStep());
    CloudEvents.headers(out.headers(), TYPE, SOURCE, event, clock.instant());
    send(out);
  }

  /**
   * Puts a record aside. One that is read again because the model changed lies in {@code rejected}
   * already, so only the first reading sends it there.
   */
  void reject(SampleRecord.Bad bad, Pass pass) {
    if (pass == Pass.LIVE) {
      send(
          Rejection.record(
              topics,
              bad.origin(),
              bad.reason(),
              STAGE,
              bad.detail(),
              Rejection.DEFAULT_MAX_BYTES));
    }
    meters.count(pass, Outcome.REJECTED);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the callback learns of a failure
  private void send(ProducerRecord<byte[], byte[]> out) {
    producer.send(
        out,
        (metadata, e) -> {
          if (e != null) {
            failure.compareAndSet(null, e);
          }
        });
  }

  /**
   * Waits until the brokers have everything sent so far.
   *
   * @throws KafkaException if a record could not be written; nothing may be committed then. A
   *     {@link RetriableException} if trying again may help
   */
  void awaitSent() {
    producer.flush();
    Exception e = failure.getAndSet(null);
    if (e instanceof RetriableException retriable) {
      throw retriable;
    }
    if (e != null) {
      throw new KafkaException("predictions could not be written: " + e.getMessage(), e);
    }
  }
}
