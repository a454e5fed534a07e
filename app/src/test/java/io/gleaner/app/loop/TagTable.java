package io.gleaner.app.loop;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gleaner.protocol.v1.TagRecord;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Which images topic {@code tags} has records of. */
final class TagTable implements AutoCloseable {

  private final TopicContents contents;

  TagTable(String bootstrapServers) {
    this.contents = new TopicContents(bootstrapServers, "gleaner.tags.v1");
  }

  /** Images with any tag record. */
  Set<String> ids() {
    return ids(record -> true);
  }

  /** Images of which some record carries a model's score of every class. */
  Set<String> scoredIds() {
    return ids(
        record ->
            record.getTagsCount() > 0
                && record.getStep() > 0
                && record.getTagsList().stream().allMatch(TagRecord.Tag::hasScore));
  }

  private Set<String> ids(Predicate<TagRecord> wanted) {
    return contents.look().stream()
        .map(TagTable::parse)
        .filter(wanted)
        .map(TagRecord::getId)
        .collect(Collectors.toSet());
  }

  private static TagRecord parse(ConsumerRecord<String, byte[]> record) {
    try {
      return TagRecord.parseFrom(record.value());
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("not a tag record: " + record.key(), e);
    }
  }

  @Override
  public void close() {
    contents.close();
  }
}
