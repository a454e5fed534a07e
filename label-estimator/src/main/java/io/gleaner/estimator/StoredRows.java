package io.gleaner.estimator;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.query.KeyQuery;
import org.apache.kafka.streams.query.QueryResult;
import org.apache.kafka.streams.query.StateQueryRequest;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The rows that this instance holds, read while its tasks go on. A row and its scores are read one
 * after the other, so an event may come between them.
 *
 * <p>Every method throws an {@link org.apache.kafka.streams.errors.InvalidStateStoreException}
 * while Kafka Streams does not run.
 */
final class StoredRows {

  private final KafkaStreams streams;
  private final Sparsity sparsity;

  StoredRows(KafkaStreams streams, Sparsity sparsity) {
    this.streams = streams;
    this.sparsity = sparsity;
  }

  /** Which instances hold an image's row; empty while partitions are being handed out. */
  Optional<KeyQueryMetadata> whereabouts(byte[] image) {
    KeyQueryMetadata found =
        streams.queryMetadataForKey(EstimatorTopology.ROWS, image, new ByteArraySerializer());
    return found.equals(KeyQueryMetadata.NOT_AVAILABLE) ? Optional.empty() : Optional.of(found);
  }

  /** A row of a partition whose task this instance runs; empty if it does not run it. */
  Optional<Row> active(byte[] image, int partition, Reference reference) {
    return row(image, partition, true, reference);
  }

  /** A row as far as this instance knows it; empty if it keeps no copy of the partition. */
  Optional<Row> copy(byte[] image, int partition, Reference reference) {
    return row(image, partition, false, reference);
  }

  private Optional<Row> row(byte[] image, int partition, boolean active, Reference reference) {
    QueryResult<byte[]> row = read(EstimatorTopology.ROWS, image, partition, active);
    QueryResult<byte[]> scores = read(EstimatorTopology.SCORES, image, partition, active);
    if (row == null || scores == null) {
      return Optional.empty();
    }
    RowCodec codec = new RowCodec(sparsity, reference);
    return Optional.of(codec.decode(row.getResult(), scores.getResult()));
  }

  private @Nullable QueryResult<byte[]> read(
      String store, byte[] image, int partition, boolean active) {
    StateQueryRequest<byte[]> request =
        StateQueryRequest.inStore(store)
            .withQuery(KeyQuery.<Bytes, byte[]>withKey(Bytes.wrap(image)))
            .withPartitions(Set.of(partition));
    QueryResult<byte[]> result =
        streams
            .query(active ? request.requireActive() : request)
            .getPartitionResults()
            .get(partition);
    return result == null || result.isFailure() ? null : result;
  }

  /** Names, priors and models as this instance knows them now. */
  Reference reference() {
    return new GlobalReference(
        global(ReferenceStores.MODELS),
        global(ReferenceStores.LABEL_SPACE),
        Patience.of(Duration.ZERO));
  }

  private ReadOnlyKeyValueStore<String, byte[]> global(String store) {
    return streams.store(
        StoreQueryParameters.fromNameAndType(store, QueryableStoreTypes.keyValueStore()));
  }
}
