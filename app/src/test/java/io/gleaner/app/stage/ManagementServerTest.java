package io.gleaner.app.stage;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.gleaner.protocol.HttpAccess;
import io.gleaner.protocol.Stage;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A stage's management server")
class ManagementServerTest {

  private static final String TOKEN = "0123456789abcdef";

  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  @DisplayName("answers health and metrics on this machine without a token")
  void shouldAnswer() throws Exception {
    try (ManagementServer server = server("")) {
      assertThat(get(server, "/metrics", "").body()).contains("a_counter_total 1.0");
      HttpResponse<String> ready = get(server, "/health/ready", "");
      assertThat(ready.statusCode()).isEqualTo(503);
      assertThat(ready.body()).isEqualTo("waits for something\n");
    }
  }

  @Test
  @DisplayName("asks for the token where there is one, and tells probes the bare health")
  void shouldAskForTheToken() throws Exception {
    try (ManagementServer server = server("token = " + TOKEN)) {
      HttpResponse<String> refused = get(server, "/metrics", "");
      assertThat(refused.statusCode()).isEqualTo(401);
      assertThat(refused.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
      assertThat(get(server, "/metrics", "Bearer wrong-0123456789").statusCode()).isEqualTo(401);
      assertThat(get(server, "/metrics", "Bearer " + TOKEN).statusCode()).isEqualTo(200);
      HttpResponse<String> live = get(server, "/health/live", "");
      assertThat(live.statusCode()).isEqualTo(200);
      assertThat(live.body()).isEmpty();
      assertThat(get(server, "/health/live", "Bearer " + TOKEN).body()).contains("waits");
    }
  }

  private static ManagementServer server(String access) {
    Config defaults = ConfigFactory.defaultReference().getConfig("gleaner.access");
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    meters.counter("a.counter").increment();
    return ManagementServer.start(
        ConfigFactory.parseString("host = 127.0.0.1, port = 0"),
        HttpAccess.of(
            ConfigFactory.parseString(access).withFallback(defaults), "host", "127.0.0.1"),
        new Waiting(),
        meters);
  }

  private HttpResponse<String> get(ManagementServer server, String path, String authorization)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.url() + path));
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  /** Alive and not ready. */
  private static final class Waiting implements Stage {
    @Override
    public void start() {}

    @Override
    public boolean ready() {
      return false;
    }

    @Override
    public String status() {
      return "waits for something";
    }

    @Override
    public CompletableFuture<Void> termination() {
      return new CompletableFuture<>();
    }

    @Override
    public void close() {}
  }
}
