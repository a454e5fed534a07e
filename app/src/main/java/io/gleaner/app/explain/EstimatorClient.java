package io.gleaner.app.explain;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.util.JsonFormat;
import io.gleaner.app.command.UsageException;
import io.gleaner.protocol.v1.Explanation;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks a label-estimator over HTTP. */
final class EstimatorClient {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final int UNAUTHORIZED = 401;

  private final String address;
  private final Optional<String> authorization;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();

  /**
   * A client.
   *
   * @param address host:port of a management server
   * @param authorization header of the requests; empty if there is no token
   */
  EstimatorClient(String address, Optional<String> authorization) {
    this.address = address;
    this.authorization = authorization;
  }

  /**
   * An image's explanation as JSON.
   *
   * @throws NoExplanationException if there is none
   */
  String explain(String image, @Nullable String className) throws InterruptedException {
    String query = className == null ? "" : "?class=" + encoded(className);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri("/v1/explain/" + encoded(image) + query)).timeout(PATIENCE);
    authorization.ifPresent(value -> request.header("Authorization", value));
    HttpResponse<String> response;
    try {
      response = http.send(request.build(), HttpResponse.BodyHandlers.ofString(UTF_8));
    } catch (IOException e) {
      throw new NoExplanationException(
          "no label-estimator answers at %s (%s): start one, or set gleaner.label-estimator.application-server or --at"
              .formatted(address, e));
    }
    if (response.statusCode() != 200) {
      throw new NoExplanationException(detail(response));
    }
    return response.body();
  }

  private URI uri(String target) {
    try {
      return URI.create("http://" + address + target);
    } catch (IllegalArgumentException e) {
      throw new UsageException("not host:port: " + address);
    }
  }

  /** Percent-encoded, a space too. */
  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }

  private String detail(HttpResponse<String> response) {
    if (response.statusCode() == UNAUTHORIZED) {
      return address + " asks for another token: set gleaner.access.token-file to its own";
    }
    Struct.Builder problem = Struct.newBuilder();
    try {
      JsonFormat.parser().merge(response.body(), problem);
    } catch (InvalidProtocolBufferException e) {
      return "%s answers %d, as no label-estimator does".formatted(address, response.statusCode());
    }
    return problem.getFieldsMap().containsKey("detail")
        ? problem.getFieldsOrThrow("detail").getStringValue()
        : "%s answers %d".formatted(address, response.statusCode());
  }

  static Explanation parse(String json) {
    Explanation.Builder explanation = Explanation.newBuilder();
    try {
      JsonFormat.parser().ignoringUnknownFields().merge(json, explanation);
    } catch (InvalidProtocolBufferException e) {
      throw new NoExplanationException("the answer is no explanation: " + e.getMessage());
    }
    return explanation.build();
  }
}
