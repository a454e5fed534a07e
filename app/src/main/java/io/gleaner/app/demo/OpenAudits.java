package io.gleaner.app.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gleaner.protocol.v1.LabelQuery;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The random audits among the label queries, and which of them wait. For one thread at a time. */
final class OpenAudits {

  private final Map<String, LabelQuery> byImage = new TreeMap<>();
  private final Set<String> drawn = new HashSet<>();

  /** Takes a record of topic {@code label-queries}: an image's newest query, or null for none. */
  void accept(ConsumerRecord<byte[], byte[]> record) {
    String image = new String(record.key(), UTF_8);
    byImage.remove(image);
    if (record.value() == null) {
      return;
    }
    try {
      LabelQuery query = LabelQuery.parseFrom(record.value());
      if (query.getAuditPropensity() > 0) {
        byImage.put(image, query);
        drawn.add(query.getQueryId());
      }
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the label query of " + image + " is not readable", e);
    }
  }

  /** Those that wait, by image. */
  Collection<LabelQuery> waiting() {
    return List.copyOf(byImage.values());
  }

  /** How many there were, waiting or not. */
  int drawn() {
    return drawn.size();
  }
}
