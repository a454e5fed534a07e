package io.gleaner.protocol;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;

/** Protobuf messages as Kafka values; a tombstone is null on both sides. */
public final class ProtobufSerde {

  private ProtobufSerde() {}

  /**
   * A serde for one message type.
   *
   * @param parser the type's parser; what it cannot read is a {@link SerializationException}
   */
  public static <T extends MessageLite> Serde<T> of(Parser<T> parser) {
    return Serdes.serdeFrom(serializer(), deserializer(parser));
  }

  /** Writes any message; null becomes a tombstone. */
  @SuppressWarnings("NullAway") // Kafka's interfaces pass and take null for tombstones
  public static <T extends MessageLite> Serializer<T> serializer() {
    return (topic, message) -> message == null ? null : message.toByteArray();
  }

  /** Reads one message type; a tombstone becomes null. */
  @SuppressWarnings("NullAway") // Kafka's interfaces pass and take null for tombstones
  public static <T extends MessageLite> Deserializer<T> deserializer(Parser<T> parser) {
    return (topic, bytes) -> {
      if (bytes == null) {
        return null;
      }
      try {
        return parser.parseFrom(bytes);
      } catch (InvalidProtocolBufferException e) {
        throw new SerializationException("broken Protobuf on " + topic + ": " + e.getMessage(), e);
      }
    };
  }
}
