package io.gleaner.estimator;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code GET /v1/explain/{image}?class={class}}, both percent-encoded. */
final class ExplainRoute implements HttpHandler {

  private static final Logger LOG = LoggerFactory.getLogger(ExplainRoute.class);
  private static final String RETRY_SECONDS = "1";

  private final Supplier<Optional<Explanations>> explanations;

  /**
   * A route.
   *
   * @param explanations empty until there are stores to read
   */
  ExplainRoute(Supplier<Optional<Explanations>> explanations) {
    this.explanations = explanations;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      send(exchange, answer(exchange));
    }
  }

  private Answer answer(HttpExchange exchange) {
    if (!exchange.getRequestMethod().equals("GET")) {
      return Answer.problem(405, "only GET is answered here");
    }
    ImageQuestion question;
    try {
      question = ImageQuestion.of(exchange.getRequestURI());
    } catch (IllegalArgumentException e) {
      return Answer.problem(400, String.valueOf(e.getMessage()));
    }
    boolean forwarded = exchange.getRequestHeaders().containsKey(Peers.FORWARDED);
    try {
      return explanations
          .get()
          .map(running -> running.answer(question, forwarded))
          .orElseGet(() -> Answer.notNow("the label-estimator waits for Kafka"));
    } catch (InvalidStateStoreException e) {
      return Answer.notNow("the label-estimator's stores are not open: " + e.getMessage());
    } catch (MissingReferenceException e) {
      return Answer.notNow(String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      LOG.error("no explanation of {}", question.image(), e);
      return Answer.problem(500, "the explanation failed; the label-estimator's log says why");
    }
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    byte[] body = answer.body().getBytes(UTF_8);
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", answer.contentType());
    headers.set("Cache-Control", "no-store");
    if (answer.status() == Answer.UNAVAILABLE) {
      headers.set("Retry-After", RETRY_SECONDS);
    }
    exchange.sendResponseHeaders(answer.status(), body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }
}
