package io.gleaner.estimator;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;

/**
 * An answer over HTTP.
 *
 * @param contentType of the body, which is JSON
 */
record Answer(int status, String contentType, String body) {

  static final int OK = 200;
  static final int UNAVAILABLE = 503;

  private static final JsonFormat.Printer JSON =
      JsonFormat.printer().alwaysPrintFieldsWithNoPresence();

  static Answer of(MessageOrBuilder message) {
    return new Answer(OK, "application/json", json(message));
  }

  /** Says in one line why there is no other answer (RFC 9457). */
  static Answer problem(int status, String detail) {
    Struct problem =
        Struct.newBuilder()
            .putFields("status", Value.newBuilder().setNumberValue(status).build())
            .putFields("detail", Value.newBuilder().setStringValue(detail).build())
            .build();
    return new Answer(status, "application/problem+json", json(problem));
  }

  /** There will be an answer in a moment. */
  static Answer notNow(String why) {
    return problem(UNAVAILABLE, why + "; ask again in a moment");
  }

  private static String json(MessageOrBuilder message) {
    try {
      return JSON.print(message) + "\n";
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("an answer cannot be written as JSON", e);
    }
  }
}
