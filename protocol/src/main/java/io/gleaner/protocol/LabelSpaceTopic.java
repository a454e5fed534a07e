package io.gleaner.protocol;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gleaner.protocol.v1.LabelSpaceRecord;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads topic {@code label-space} from its beginning and follows it. For one thread.
 *
 * <p>The newest record holds all names; that one is a prefix of the next is checked on reading, so
 * that a second operator's mistake cannot change what an index means.
 */
public final class LabelSpaceTopic implements AutoCloseable {

  private static final String KEY = "label-space";
  private static final Duration POLL = Duration.ofMillis(100);
  private static final int MOST_ATTEMPTS = 20;

  private final Configuration configuration;
  private final KafkaConsumer<String, byte[]> consumer;
  private final TopicPartition partition;
  private @Nullable LabelSpace newest;

  /** Follows the topic of this configuration; the topic must exist. */
  public LabelSpaceTopic(Configuration configuration) {
    this.configuration = configuration;
    Properties properties = configuration.kafka("gleaner-label-space");
    properties.setProperty("isolation.level", "read_committed");
    properties.setProperty("enable.auto.commit", "false");
    this.consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
    this.partition = new TopicPartition(configuration.topics().labelSpace(), 0);
    consumer.assign(List.of(partition));
    consumer.seekToBeginning(List.of(partition));
  }

  /** Reads what is there now; empty if no class was ever added. */
  public Optional<LabelSpace> read() {
    long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
    while (consumer.position(partition) < end) {
      consumer.poll(POLL).records(partition).forEach(this::accept);
    }
    return Optional.ofNullable(newest);
  }

  /**
   * Waits until there is at least one class.
   *
   * @param goOn asked between looks; false ends the wait
   * @return empty only if {@code goOn} said so
   */
  public Optional<LabelSpace> await(BooleanSupplier goOn) {
    Optional<LabelSpace> found = read();
    while (found.isEmpty() && goOn.getAsBoolean()) {
      consumer.poll(POLL).records(partition).forEach(this::accept);
      found = Optional.ofNullable(newest);
    }
    return found;
  }

  /**
   * Appends classes; those already known are passed over.
   *
   * <p>Of several processes that append at once, one has its way and the others begin anew on what
   * it wrote: they share a transactional id, and names are read once it is one's own.
   *
   * @return the label space after it
   */
  public LabelSpace append(List<String> names) {
    for (int attempt = 1; ; attempt++) {
      try {
        return tryAppend(names);
      } catch (ProducerFencedException | InvalidProducerEpochException e) {
        if (attempt == MOST_ATTEMPTS) {
          throw new BrokerUnreachableException(
              "other processes keep adding classes at the same time: add yours when they are done",
              e);
        }
      } catch (KafkaException e) {
        throw new BrokerUnreachableException(
            "the classes could not be written to Kafka (%s)".formatted(e.getMessage()), e);
      }
    }
  }

  private LabelSpace tryAppend(List<String> names) {
    Properties properties = configuration.kafka("gleaner-label-space");
    properties.setProperty("acks", "all");
    properties.setProperty("transactional.id", partition.topic());
    try (var producer =
        new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer())) {
      producer.initTransactions();
      LabelSpace known = read().orElse(LabelSpace.of(List.of()));
      List<String> fresh =
          names.stream().distinct().filter(n -> known.indexOf(n).isEmpty()).toList();
      if (fresh.isEmpty()) {
        return known;
      }
      LabelSpace grown = known.plus(fresh);
      producer.beginTransaction();
      var unused =
          producer.send(
              new ProducerRecord<>(partition.topic(), 0, KEY, grown.toRecord().toByteArray()));
      producer.commitTransaction();
      return read().orElse(grown);
    }
  }

  private void accept(ConsumerRecord<String, byte[]> record) {
    try {
      LabelSpace next = LabelSpace.of(LabelSpaceRecord.parseFrom(record.value()));
      LabelSpace known = newest;
      if (known != null
          && (next.size() < known.size()
              || !next.names().subList(0, known.size()).equals(known.names()))) {
        throw new ConfigurationException(
            "%s offset %d changes classes that are in use; only appending is allowed"
                .formatted(record.topic(), record.offset()));
      }
      newest = next;
    } catch (InvalidProtocolBufferException e) {
      throw new ConfigurationException(
          "%s offset %d is not a label space".formatted(record.topic(), record.offset()), e);
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
