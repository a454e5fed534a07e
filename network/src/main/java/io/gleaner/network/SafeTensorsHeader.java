package io.gleaner.network;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A safetensors header: which tensor lies where. Every claim it makes is checked before any of it
 * is used, because the file may come from anywhere.
 *
 * @param entries by tensor name, in the header's order; together they cover the data without gap
 */
record SafeTensorsHeader(Map<String, Entry> entries) {

  /** Far above any real network's header (ResNet-101: 60 KB), far below what could hurt. */
  private static final int MAX_BYTES = 16 << 20;

  private static final int ALIGNMENT = 8;
  private static final String METADATA = "__metadata__";

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /**
   * Where one tensor lies.
   *
   * @param begin first byte, counted from the end of the header
   * @param end first byte after it
   */
  record Entry(String dtype, List<Long> sizes, long begin, long end) {

    long[] shape() {
      return sizes.stream().mapToLong(Long::longValue).toArray();
    }
  }

  static void requireLength(long headerBytes, long available) throws InvalidHeaderException {
    if (headerBytes < 2 || headerBytes > MAX_BYTES) {
      throw new InvalidHeaderException(
          "claims a header of %d bytes, but 2 to %d are taken".formatted(headerBytes, MAX_BYTES));
    }
    if (headerBytes > available) {
      throw new InvalidHeaderException(
          "cut short: claims a header of %d bytes, but %d follow"
              .formatted(headerBytes, available));
    }
  }

  static SafeTensorsHeader parse(byte[] json, long dataBytes) throws InvalidHeaderException {
    JsonNode root = tree(json);
    Map<String, Entry> entries = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : root.properties()) {
      if (field.getKey().equals(METADATA)) {
        requireText(field.getValue());
      } else {
        entries.put(field.getKey(), entry(field.getKey(), field.getValue()));
      }
    }
    requireCover(entries, dataBytes);
    return new SafeTensorsHeader(entries);
  }

  private static JsonNode tree(byte[] json) throws InvalidHeaderException {
    try {
      JsonNode root = JSON.readTree(json);
      if (!root.isObject()) {
        throw new InvalidHeaderException("the header is not a JSON object");
      }
      return root;
    } catch (JsonProcessingException e) {
      throw new InvalidHeaderException("the header is no valid JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new InvalidHeaderException("the header cannot be read: " + e.getMessage(), e);
    }
  }

  private static void requireText(JsonNode metadata) throws InvalidHeaderException {
    for (Map.Entry<String, JsonNode> field : metadata.properties()) {
      if (!field.getValue().isTextual()) {
        throw new InvalidHeaderException(METADATA + " '" + field.getKey() + "' is not text");
      }
    }
    if (!metadata.isObject()) {
      throw new InvalidHeaderException(METADATA + " is not a JSON object");
    }
  }

  private static Entry entry(String name, JsonNode node) throws InvalidHeaderException {
    List<Long> offsets = integers(name, "data_offsets", node.get("data_offsets"));
    List<Long> shape = integers(name, "shape", node.get("shape"));
    JsonNode dtype = node.get("dtype");
    if (dtype == null || !dtype.isTextual() || offsets.size() != 2) {
      throw new InvalidHeaderException(
          "'" + name + "' needs a dtype, a shape and two data_offsets, but has " + node);
    }
    Entry entry = new Entry(dtype.textValue(), shape, offsets.get(0), offsets.get(1));
    requireSize(name, entry);
    return entry;
  }

  private static void requireSize(String name, Entry entry) throws InvalidHeaderException {
    long expected;
    try {
      expected = Tensor.byteSize(entry.dtype(), entry.shape());
    } catch (IllegalArgumentException e) {
      throw new InvalidHeaderException("'" + name + "': " + e.getMessage(), e);
    }
    if (entry.begin() < 0 || entry.end() < entry.begin()) {
      throw new InvalidHeaderException(
          "'%s' has offsets %d to %d".formatted(name, entry.begin(), entry.end()));
    }
    if (entry.end() - entry.begin() != expected || expected > Integer.MAX_VALUE) {
      throw new InvalidHeaderException(
          "'%s' is %s%s, which takes %d bytes, but its offsets span %d (at most %d are taken)"
              .formatted(
                  name,
                  entry.dtype(),
                  Arrays.toString(entry.shape()),
                  expected,
                  entry.end() - entry.begin(),
                  Integer.MAX_VALUE));
    }
  }

  private static List<Long> integers(String name, String key, @Nullable JsonNode node)
      throws InvalidHeaderException {
    List<Long> values = new ArrayList<>();
    if (node == null || !node.isArray()) {
      throw new InvalidHeaderException("'" + name + "' has no array '" + key + "'");
    }
    for (JsonNode value : node) {
      if (!value.isIntegralNumber() || !value.canConvertToLong()) {
        throw new InvalidHeaderException(
            "'%s' has %s in '%s', which is no whole number".formatted(name, value, key));
      }
      values.add(value.longValue());
    }
    return values;
  }

  /**
   * These tensors as this header says that they lie in the data.
   *
   * @throws InvalidHeaderException if it is the header of others
   */
  List<Tensor> inDataOrder(Map<String, Tensor> tensors) throws InvalidHeaderException {
    List<Tensor> ordered = new ArrayList<>();
    for (Map.Entry<String, Entry> named : ordered(entries)) {
      Tensor tensor = tensors.get(named.getKey());
      Entry entry = named.getValue();
      if (tensor == null
          || !tensor.dtype().equals(entry.dtype())
          || !Arrays.equals(tensor.shape(), entry.shape())) {
        throw new InvalidHeaderException(
            "holds '%s' as %s%s, but %s is to be written"
                .formatted(
                    named.getKey(),
                    entry.dtype(),
                    entry.sizes(),
                    tensor == null ? "none" : tensor));
      }
      ordered.add(tensor);
    }
    if (ordered.size() != tensors.size()) {
      throw new InvalidHeaderException(
          "holds %d tensors, but %d are to be written".formatted(ordered.size(), tensors.size()));
    }
    return ordered;
  }

  private static List<Map.Entry<String, Entry>> ordered(Map<String, Entry> entries) {
    List<Map.Entry<String, Entry>> ordered = new ArrayList<>(entries.entrySet());
    ordered.sort(
        Comparator.comparingLong((Map.Entry<String, Entry> e) -> e.getValue().begin())
            .thenComparingLong(e -> e.getValue().end()));
    return ordered;
  }

  /** No byte may belong to two tensors or to none, or to lie outside the file. */
  private static void requireCover(Map<String, Entry> entries, long dataBytes)
      throws InvalidHeaderException {
    long covered = 0;
    for (Map.Entry<String, Entry> entry : ordered(entries)) {
      long begin = entry.getValue().begin();
      if (begin != covered) {
        throw new InvalidHeaderException(
            "'%s' begins at byte %d, but the tensors before it end at %d: %s"
                .formatted(
                    entry.getKey(), begin, covered, begin < covered ? "they overlap" : "a gap"));
      }
      covered = entry.getValue().end();
    }
    if (covered != dataBytes) {
      throw new InvalidHeaderException(
          "%s: the tensors take %d bytes, but %d follow the header"
              .formatted(covered > dataBytes ? "cut short" : "too long", covered, dataBytes));
    }
  }

  /** The header as bytes, padded with blanks so that the data starts aligned. */
  static byte[] serialise(Map<String, Tensor> tensors, Map<String, String> metadata)
      throws JsonProcessingException {
    ObjectNode root = JSON.createObjectNode();
    if (!metadata.isEmpty()) {
      ObjectNode texts = root.putObject(METADATA);
      metadata.forEach(texts::put);
    }
    long offset = 0;
    for (Map.Entry<String, Tensor> named : tensors.entrySet()) {
      Tensor tensor = named.getValue();
      ObjectNode node = root.putObject(named.getKey());
      node.put("dtype", tensor.dtype());
      ArrayNode shape = node.putArray("shape");
      Arrays.stream(tensor.shape()).forEach(shape::add);
      node.putArray("data_offsets").add(offset).add(offset + tensor.byteSize());
      offset += tensor.byteSize();
    }
    byte[] json = JSON.writeValueAsBytes(root);
    int padded = (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    byte[] header = Arrays.copyOf(json, padded);
    Arrays.fill(header, json.length, padded, (byte) ' ');
    if (padded > MAX_BYTES) {
      throw new IllegalArgumentException(
          "the header of these tensors takes %d bytes, more than %d".formatted(padded, MAX_BYTES));
    }
    return header;
  }
}
