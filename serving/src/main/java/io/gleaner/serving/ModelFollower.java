package io.gleaner.serving;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gleaner.protocol.v1.ModelVersion;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows topic {@code models} from its beginning and offers the newest servable model to every
 * slot. A damaged checkpoint is passed over for the next older one.
 */
final class ModelFollower implements Task {
  private static final Logger LOG = LoggerFactory.getLogger(ModelFollower.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final long UNKNOWN = -1;
  private static final Duration CLOSING = Duration.ofSeconds(2);

  private final Consumer<byte[], byte[]> consumer;
  private final TopicPartition partition;
  private final ModelLoader loader;
  private final ClassNames names;
  private final List<ModelSlot> slots;
  private final ServingMeters meters;
  private final ModelCatalog catalog = new ModelCatalog();

  /** By its bytes: the same version trained anew is another model. */
  private @Nullable String offered;

  private long end = UNKNOWN;

  ModelFollower(
      Consumer<byte[], byte[]> consumer,
      String topic,
      ModelLoader loader,
      ClassNames names,
      List<ModelSlot> slots,
      ServingMeters meters) {
    this.consumer = consumer;
    this.partition = new TopicPartition(topic, 0);
    this.loader = loader;
    this.names = names;
    this.slots = slots;
    this.meters = meters;
  }

  @Override
  public void run(BooleanSupplier goOn) {
    if (TopicPartitions.await(consumer, partition.topic(), goOn).isEmpty()) {
      return;
    }
    consumer.assign(List.of(partition));
    consumer.seekToBeginning(List.of(partition));
    KafkaSteps.take(goOn, this::step);
  }

  private void step() {
    if (end == UNKNOWN) {
      end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
    }
    consumer.poll(POLL).forEach(this::accept);
    // Loading what a later record replaces anyway would only delay the start.
    if (consumer.position(partition) >= end) {
      offerNewest();
    }
  }

  private void accept(ConsumerRecord<byte[], byte[]> record) {
    try {
      catalog.accept(record.key(), record.value());
    } catch (InvalidProtocolBufferException e) {
      meters.brokenModelRecord();
      LOG.warn(
          "{} offset {} is no model record and is passed over: {}",
          record.topic(),
          record.offset(),
          e.getMessage());
    }
  }

  private void offerNewest() {
    Optional<ModelVersion> newest = catalog.newest();
    while (newest.isPresent() && !ServedVersion.identity(newest.get()).equals(offered)) {
      offer(newest.get());
      newest = catalog.newest();
    }
  }

  private void offer(ModelVersion model) {
    try {
      names.cover(model.getLabelSpaceVersion());
      List<Model> copies = loader.load(model, slots.size());
      requireNames(copies);
      for (int i = 0; i < copies.size(); i++) {
        slots.get(i).offer(copies.get(i));
      }
      offered = ServedVersion.identity(model);
      meters.loaded(model);
      LOG.info("serving model {} ({})", offered, model.getStatus());
    } catch (DamagedCheckpointException e) {
      catalog.passOver(model);
      meters.damagedCheckpoint();
      LOG.warn("model {} is passed over: {}", ServedVersion.of(model), e.getMessage());
    }
  }

  private void requireNames(List<Model> copies) throws DamagedCheckpointException {
    int classes = copies.get(0).classes();
    if (!names.cover(classes)) {
      copies.forEach(Model::close);
      throw new DamagedCheckpointException(
          "it scores %d classes, but the label space has fewer names".formatted(classes));
    }
  }

  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(CLOSING));
  }
}
