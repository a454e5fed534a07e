package io.gleaner.app.stage;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.typesafe.config.Config;
import io.gleaner.protocol.Stage;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * Answers {@code /health/live}, {@code /health/ready} and {@code /metrics} of one stage, and what
 * else the stage itself answers.
 */
final class ManagementServer implements AutoCloseable {

  private record Answer(int status, String contentType, String body) {

    static Answer of(boolean good, String line) {
      return new Answer(good ? 200 : 503, "text/plain; charset=utf-8", line + "\n");
    }
  }

  /** One may wait for another instance while others answer. */
  private static final int THREADS = 4;

  static {
    // The JDK sends head and body apart; without this the body waits 40 ms for the head's receipt.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

  private ManagementServer(HttpServer server) {
    this.server = server;
    server.setExecutor(threads);
  }

  /**
   * Starts to answer.
   *
   * @param section {@code host} and {@code port}; port 0 takes a free one
   * @throws ManagementPortException if the port cannot be bound
   */
  static ManagementServer start(Config section, Stage stage, PrometheusMeterRegistry meters) {
    var address = new InetSocketAddress(section.getString("host"), section.getInt("port"));
    try {
      HttpServer server = HttpServer.create(address, 0);
      answer(server, "/health/live", () -> live(stage));
      answer(server, "/health/ready", () -> Answer.of(stage.ready(), stage.status()));
      answer(server, "/metrics", () -> metrics(meters));
      stage.routes().forEach(server::createContext);
      ManagementServer management = new ManagementServer(server);
      server.start();
      return management;
    } catch (IOException e) {
      throw new ManagementPortException(address, e);
    }
  }

  /** Where it answers, e.g. {@code http://127.0.0.1:9101}. */
  String url() {
    InetSocketAddress address = server.getAddress();
    return "http://%s:%d".formatted(address.getHostString(), address.getPort());
  }

  private static Answer live(Stage stage) {
    return Answer.of(!stage.termination().isCompletedExceptionally(), stage.status());
  }

  private static Answer metrics(PrometheusMeterRegistry meters) {
    return new Answer(200, "text/plain; version=0.0.4; charset=utf-8", meters.scrape());
  }

  private static void answer(HttpServer server, String path, Supplier<Answer> supplier) {
    server.createContext(path, exchange -> send(exchange, supplier.get()));
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    byte[] body = answer.body().getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", answer.contentType());
    exchange.sendResponseHeaders(answer.status(), body.length);
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
