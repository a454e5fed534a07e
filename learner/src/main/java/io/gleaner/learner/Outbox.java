package io.gleaner.learner;

import io.gleaner.network.CheckpointName;
import io.gleaner.protocol.v1.ClassPriors;
import io.gleaner.protocol.v1.ModelVersion;
import io.gleaner.protocol.v1.Prediction;
import io.gleaner.protocol.v1.QualityReport;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Sends the learner's records. Predictions go out without waiting; a failure of one surfaces at the
 * next call. Models and priors are acknowledged before the call returns.
 */
final class Outbox {
  private final Producer<byte[], byte[]> producer;
  private final LearnerRecords records;
  private final Clock clock;
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

  Outbox(Producer<byte[], byte[]> producer, LearnerRecords records, Clock clock) {
    this.producer = producer;
    this.records = records;
    this.clock = clock;
  }

  void predictions(List<Prediction> predictions) {
    Instant now = clock.instant();
    for (Prediction prediction : predictions) {
      later(records.prediction(prediction, now));
    }
  }

  void quality(QualityReport report) {
    later(records.quality(report));
  }

  void priors(ClassPriors priors) {
    acknowledged(records.priors(priors));
  }

  void model(ModelVersion model) {
    acknowledged(records.model(model));
  }

  /** Deletes a model's record, without waiting. */
  void deleteModel(CheckpointName name) {
    later(records.deletedModel(name));
  }

  /** Sends a record as it is, without waiting. */
  void later(ProducerRecord<byte[], byte[]> record) {
    throwFailure();
    // The callback tells of failures.
    var unused =
        producer.send(
            record,
            (metadata, exception) -> {
              if (exception != null) {
                failure.compareAndSet(null, exception);
              }
            });
  }

  private void acknowledged(ProducerRecord<byte[], byte[]> record) {
    try {
      var acknowledgement = producer.send(record);
      producer.flush();
      acknowledgement.get();
    } catch (ExecutionException e) {
      throw failed(record.topic(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed(record.topic(), e);
    }
  }

  /** Waits until everything sent is acknowledged. */
  void flush() {
    producer.flush();
    throwFailure();
  }

  private void throwFailure() {
    Exception failed = failure.get();
    if (failed != null) {
      throw failed("Kafka", failed);
    }
  }

  private static IllegalStateException failed(String where, Exception cause) {
    return new IllegalStateException(
        "a record could not be written to %s (%s): check the broker, then start the learner again"
            .formatted(where, cause.getMessage()),
        cause);
  }
}
