package io.gleaner.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.gleaner.protocol.CloudEvents;
import io.gleaner.protocol.RejectionReason;
import io.gleaner.protocol.v1.ImageSubmission;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The value of a {@code submissions} record → {@link ImageSubmission}: Protobuf, or the Protobuf
 * JSON mapping. The header {@code content-type} says which; without it the first byte that is not
 * white space does.
 */
final class SubmissionReader {

  private static final Set<String> PROTOBUF =
      Set.of(
          CloudEvents.PROTOBUF,
          "application/x-protobuf",
          "application/vnd.google.protobuf",
          "application/octet-stream");

  /** How the JSON mapping says that a field is not one of the message's. */
  private static final Pattern UNKNOWN_FIELD = Pattern.compile("Cannot find field: (\\S+) in");

  private static final JsonFormat.Parser JSON = JsonFormat.parser();

  /** A submission nests an array in an object; deep nesting would end the thread's stack. */
  private static final int MOST_NESTED = 16;

  private SubmissionReader() {}

  static ImageSubmission read(byte[] value, Headers headers) throws Unacceptable {
    Header header = headers.lastHeader(CloudEvents.CONTENT_TYPE);
    if (header == null || header.value() == null) {
      return sniff(value);
    }
    String contentType = mediaType(header.value());
    if (contentType.equals(CloudEvents.JSON)) {
      return json(value);
    }
    if (PROTOBUF.contains(contentType)) {
      return protobuf(value);
    }
    throw new Unacceptable(
        RejectionReason.UNKNOWN_CONTENT_TYPE,
        "content-type %s; send %s or %s"
            .formatted(contentType, CloudEvents.PROTOBUF, CloudEvents.JSON));
  }

  /** Without parameters like a charset. */
  private static String mediaType(byte[] header) {
    String text = new String(header, ISO_8859_1);
    int end = text.indexOf(';');
    return (end < 0 ? text : text.substring(0, end)).trim().toLowerCase(Locale.ROOT);
  }

  private static ImageSubmission sniff(byte[] value) throws Unacceptable {
    int first = firstInk(value);
    if (first < 0 || value[first] != '{') {
      return protobuf(value);
    }
    try {
      return json(value);
    } catch (Unacceptable notJson) {
      // A line feed is also how Protobuf begins, and an id may begin with a brace.
      @Nullable ImageSubmission other = first == 0 ? null : protobufOrNull(value);
      if (other == null) {
        throw notJson;
      }
      return other;
    }
  }

  private static int firstInk(byte[] value) {
    for (int i = 0; i < value.length; i++) {
      if (value[i] != ' ' && value[i] != '\t' && value[i] != '\r' && value[i] != '\n') {
        return i;
      }
    }
    return -1;
  }

  private static ImageSubmission protobuf(byte[] value) throws Unacceptable {
    try {
      return ImageSubmission.parseFrom(value);
    } catch (InvalidProtocolBufferException e) {
      throw new Unacceptable(
          RejectionReason.BROKEN_PROTOBUF, "not a Protobuf ImageSubmission: " + e.getMessage());
    }
  }

  private static @Nullable ImageSubmission protobufOrNull(byte[] value) {
    try {
      return ImageSubmission.parseFrom(value);
    } catch (InvalidProtocolBufferException e) {
      return null;
    }
  }

  private static ImageSubmission json(byte[] value) throws Unacceptable {
    ImageSubmission.Builder builder = ImageSubmission.newBuilder();
    try {
      String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
      requireShallow(text);
      JSON.merge(text, builder);
      return builder.build();
    } catch (CharacterCodingException e) {
      throw new Unacceptable(RejectionReason.BROKEN_JSON, "JSON is not UTF-8");
    } catch (IOException | RuntimeException e) {
      // The mapping throws unchecked exceptions for some wrong values, like base64 that is none.
      throw broken(String.valueOf(e.getMessage()));
    }
  }

  /** Reads as leniently as the mapping does, but without recursion. */
  private static void requireShallow(String text) throws IOException, Unacceptable {
    JsonReader reader = new JsonReader(new StringReader(text));
    reader.setStrictness(Strictness.LENIENT);
    int depth = 0;
    while (true) {
      switch (reader.peek()) {
        case BEGIN_ARRAY -> {
          reader.beginArray();
          depth++;
        }
        case BEGIN_OBJECT -> {
          reader.beginObject();
          depth++;
        }
        case END_ARRAY -> {
          reader.endArray();
          depth--;
        }
        case END_OBJECT -> {
          reader.endObject();
          depth--;
        }
        case END_DOCUMENT -> {
          return;
        }
        default -> reader.skipValue();
      }
      if (depth > MOST_NESTED) {
        throw broken("nested more than %d deep".formatted(MOST_NESTED));
      }
    }
  }

  private static Unacceptable broken(String message) {
    Matcher unknown = UNKNOWN_FIELD.matcher(message);
    if (unknown.find()) {
      return new Unacceptable(
          RejectionReason.UNKNOWN_FIELD,
          "a submission has no field %s; it has %s"
              .formatted(unknown.group(1), FieldNames.OF_SUBMISSION));
    }
    return new Unacceptable(
        RejectionReason.BROKEN_JSON, "not the JSON of an ImageSubmission: " + message);
  }

  /** The JSON names of a submission's fields, for messages. */
  private static final class FieldNames {
    static final String OF_SUBMISSION =
        ImageSubmission.getDescriptor().getFields().stream()
            .map(field -> field.getJsonName())
            .reduce((a, b) -> a + ", " + b)
            .orElse("");
  }
}
