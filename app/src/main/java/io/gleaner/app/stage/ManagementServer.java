package io.gleaner.app.stage;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.typesafe.config.Config;
import io.gleaner.protocol.HttpAccess;
import io.gleaner.protocol.HttpAccess.Refusal;
import io.gleaner.protocol.Stage;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * Answers {@code /health/live}, {@code /health/ready} and {@code /metrics} of one stage, and what
 * else the stage itself answers. Probes have no token, so health tells strangers its status and
 * nothing else.
 */
public final class ManagementServer implements AutoCloseable {

  private static final String TEXT = "text/plain; charset=utf-8";

  private record Answer(int status, String contentType, String body) {

    static Answer of(boolean good, String line) {
      return new Answer(good ? 200 : 503, TEXT, line + "\n");
    }
  }

  /** One may wait for another instance while others answer. */
  private static final int THREADS = 4;

  static {
    // The JDK sends head and body apart; without this the body waits 40 ms for the head's receipt.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final HttpServer server;
  private final HttpAccess access;
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

  private ManagementServer(HttpServer server, HttpAccess access) {
    this.server = server;
    this.access = access;
    server.setExecutor(threads);
  }

  /**
   * Starts to answer.
   *
   * @param section {@code host} and {@code port}; port 0 takes a free one
   * @throws ManagementPortException if the port cannot be bound
   */
  public static ManagementServer start(
      Config section, HttpAccess access, Stage stage, PrometheusMeterRegistry meters) {
    var address = new InetSocketAddress(section.getString("host"), section.getInt("port"));
    try {
      var management = new ManagementServer(HttpServer.create(address, 0), access);
      management.health("/health/live", () -> live(stage));
      management.health("/health/ready", () -> Answer.of(stage.ready(), stage.status()));
      management.guarded("/metrics", exchange -> send(exchange, metrics(meters)));
      stage.routes().forEach(management::guarded);
      management.server.start();
      return management;
    } catch (IOException e) {
      throw new ManagementPortException(address, e);
    }
  }

  /** Where it answers, e.g. {@code http://127.0.0.1:9101}. */
  public String url() {
    InetSocketAddress address = server.getAddress();
    return "http://%s:%d".formatted(address.getHostString(), address.getPort());
  }

  private static Answer live(Stage stage) {
    return Answer.of(!stage.termination().isCompletedExceptionally(), stage.status());
  }

  private static Answer metrics(PrometheusMeterRegistry meters) {
    return new Answer(200, "text/plain; version=0.0.4; charset=utf-8", meters.scrape());
  }

  private void health(String path, Supplier<Answer> supplier) {
    server.createContext(
        path,
        exchange -> {
          Headers headers = exchange.getRequestHeaders();
          Answer answer = supplier.get();
          Optional<Refusal> misdirected = access.misdirected(headers::getFirst);
          if (misdirected.isPresent()) {
            send(exchange, refused(misdirected.get()));
          } else if (access.refusal(false, headers::getFirst).isPresent()) {
            send(exchange, new Answer(answer.status(), answer.contentType(), ""));
          } else {
            send(exchange, answer);
          }
        });
  }

  private void guarded(String path, HttpHandler handler) {
    server.createContext(
        path,
        exchange -> {
          Headers headers = exchange.getRequestHeaders();
          boolean changes = !exchange.getRequestMethod().equals("GET");
          Optional<Refusal> refusal = access.refusal(changes, headers::getFirst);
          if (refusal.isPresent()) {
            send(exchange, refused(refusal.get()));
          } else {
            handler.handle(exchange);
          }
        });
  }

  private static Answer refused(Refusal refusal) {
    return new Answer(refusal.status(), TEXT, refusal.detail() + "\n");
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    byte[] body = answer.body().getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", answer.contentType());
    if (answer.status() == 401) {
      exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
    }
    // -1 is no body, 0 would be one of unknown length.
    exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
    try (var out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
