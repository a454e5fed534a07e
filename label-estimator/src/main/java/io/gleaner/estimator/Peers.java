package io.gleaner.estimator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.streams.state.HostInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The other instances, which are asked for the rows that they hold. */
final class Peers {

  /** On a request that an instance passed on: who gets it answers by itself. */
  static final String FORWARDED = "Gleaner-Forwarded";

  private static final Logger LOG = LoggerFactory.getLogger(Peers.class);
  private static final Duration CONNECT = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(CONNECT)
          .build();

  private final Optional<String> authorization;

  /**
   * Others that take the same token.
   *
   * @param authorization header of the requests; empty if there is no token
   */
  Peers(Optional<String> authorization) {
    this.authorization = authorization;
  }

  /**
   * Passes a question on.
   *
   * @param host one that Kafka Streams names: nothing that a request holds chooses it
   * @return empty if it does not answer, or has no answer now
   */
  Optional<Answer> ask(HostInfo host, ImageQuestion question) {
    try {
      HttpResponse<String> response =
          http.send(request(host, question), HttpResponse.BodyHandlers.ofString(UTF_8));
      if (response.statusCode() == Answer.UNAVAILABLE) {
        return Optional.empty();
      }
      String type = response.headers().firstValue("Content-Type").orElse("application/json");
      return Optional.of(new Answer(response.statusCode(), type, response.body()));
    } catch (IOException | URISyntaxException e) {
      LOG.info("the instance at {} does not answer: {}", host, e.toString());
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private HttpRequest request(HostInfo host, ImageQuestion question) throws URISyntaxException {
    URI root = new URI("http", null, host.host(), host.port(), null, null, null);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(root + question.target()))
            .header(FORWARDED, "1")
            .timeout(PATIENCE);
    authorization.ifPresent(value -> request.header("Authorization", value));
    return request.build();
  }
}
