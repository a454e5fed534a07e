package io.gleaner.app.loop;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gleaner.protocol.v1.Sample;
import io.gleaner.protocol.v1.SoftLabels;
import io.gleaner.protocol.v1.TagRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Sequences of bytes by which one image can be recognised, each with what it shows of it: as the
 * topics and the stores write them, and without those that another image has too.
 */
final class Traces {

  /** Shorter sequences turn up by chance. */
  private static final int LEAST = 8;

  private static final int PIXELS = 100;

  private final String image;
  private final Map<String, String> names = new LinkedHashMap<>();

  /**
   * Traces of an image.
   *
   * @param source the one who labelled it, and no other image
   */
  Traces(String image, String source) {
    this.image = image;
    add("source", source.getBytes(UTF_8));
  }

  private void add(String name, byte[] sequence) {
    if (sequence.length >= LEAST) {
      names.putIfAbsent(latin(sequence), name);
    }
  }

  private void note(boolean own, String name, byte[] sequence) {
    if (own) {
      add(name, sequence);
    } else {
      names.remove(latin(sequence));
    }
  }

  /** Notes the end of its JPEGs, which no two pictures have in common. */
  Traces samples(List<ConsumerRecord<String, byte[]>> records)
      throws InvalidProtocolBufferException {
    for (ConsumerRecord<String, byte[]> record : records) {
      byte[] jpeg = Sample.parseFrom(record.value()).getJpeg().toByteArray();
      if (record.key().equals(image) && jpeg.length > PIXELS) {
        add("pixels", Arrays.copyOfRange(jpeg, jpeg.length - PIXELS, jpeg.length));
      }
    }
    return this;
  }

  /** Notes all its estimates. */
  Traces softLabels(List<ConsumerRecord<String, byte[]>> records)
      throws InvalidProtocolBufferException {
    for (boolean own : new boolean[] {true, false}) {
      for (ConsumerRecord<String, byte[]> record : records) {
        if (record.value() != null && record.key().equals(image) == own) {
          note(own, "estimates", SoftLabels.parseFrom(record.value()).getEstimates().toByteArray());
        }
      }
    }
    return this;
  }

  /** Notes all its scores. */
  Traces tags(List<ConsumerRecord<String, byte[]>> records) throws InvalidProtocolBufferException {
    for (boolean own : new boolean[] {true, false}) {
      for (ConsumerRecord<String, byte[]> record : records) {
        if (record.value() != null && record.key().equals(image) == own) {
          TagRecord tags = TagRecord.parseFrom(record.value());
          if (tags.getLineage() > 0) {
            note(own, "scores of the row", quantised(tags));
            note(own, "scores of the tags", tags.getTags(1).toByteArray());
          }
        }
      }
    }
    return this;
  }

  /** Probabilities in 16 bits, as the label-estimator's store of scores holds them. */
  private static byte[] quantised(TagRecord record) {
    ByteBuffer bytes = ByteBuffer.allocate(2 * record.getTagsCount());
    record
        .getTagsList()
        .forEach(tag -> bytes.putShort((short) Math.round(tag.getScore() * 0xFFFF)));
    return bytes.array();
  }

  /** What there are traces of. */
  List<String> kinds() {
    return names.values().stream().distinct().toList();
  }

  /** What is recognised in these bytes. */
  List<String> in(byte[] bytes) {
    String text = latin(bytes);
    List<String> found = new ArrayList<>();
    names.forEach(
        (sequence, name) -> {
          if (text.contains(sequence)) {
            found.add(name);
          }
        });
    return found;
  }

  /** One character a byte. */
  private static String latin(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
