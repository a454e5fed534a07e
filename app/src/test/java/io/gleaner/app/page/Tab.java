package io.gleaner.app.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/** One page in a browser (Chrome DevTools protocol, stable domains). */
final class Tab {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ObjectMapper json = new ObjectMapper();
  private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private final AtomicInteger ids = new AtomicInteger();
  private final StringBuilder partial = new StringBuilder();
  private final WebSocket socket;

  private Tab(HttpClient http, URI address) {
    socket = http.newWebSocketBuilder().buildAsync(address, new Incoming()).join();
  }

  static Tab connect(HttpClient http, URI address) {
    Tab tab = new Tab(http, address);
    for (String domain : List.of("Runtime", "Log", "Page")) {
      tab.send(domain + ".enable", Map.of());
    }
    return tab;
  }

  private final class Incoming implements WebSocket.Listener {
    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      partial.append(data);
      if (last) {
        String message = partial.toString();
        partial.setLength(0);
        receive(message);
      }
      from.request(1);
      return CompletableFuture.completedFuture(null);
    }
  }

  private void receive(String text) {
    try {
      JsonNode message = json.readTree(text);
      if (message.has("id")) {
        CompletableFuture<JsonNode> answer = waiting.remove(message.get("id").asInt());
        if (answer != null) {
          answer.complete(message);
        }
      } else if (isComplaint(message)) {
        complaints.add(message.get("params").toString());
      }
    } catch (JsonProcessingException e) {
      complaints.add(e.getMessage());
    }
  }

  private static boolean isComplaint(JsonNode message) {
    return message.at("/method").asText().equals("Runtime.exceptionThrown")
        || message.at("/params/entry/level").asText().equals("error");
  }

  /** Calls a method of the protocol and gives its result. */
  JsonNode send(String method, Map<String, ?> params) {
    int id = ids.incrementAndGet();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    waiting.put(id, answer);
    ObjectNode message = json.createObjectNode().put("id", id).put("method", method);
    message.set("params", json.valueToTree(params));
    socket.sendText(message.toString(), true).join();
    JsonNode said = answer.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    if (said.has("error")) {
      throw new AssertionError(method + ": " + said.get("error"));
    }
    return said.get("result");
  }

  /** Opens an address and waits until it is there. */
  void go(String url) {
    send("Page.navigate", Map.of("url", url));
    Awaitility.await(url)
        .atMost(PATIENCE)
        // What is asked between two pages is answered by neither.
        .ignoreExceptionsMatching(between -> true)
        .until(
            () -> value("document.readyState == 'complete' && location.href").asText().equals(url));
  }

  /** The value of an expression in the page. */
  JsonNode value(String expression) {
    JsonNode result =
        send(
            "Runtime.evaluate",
            Map.of("expression", expression, "awaitPromise", true, "returnByValue", true));
    if (result.has("exceptionDetails")) {
      throw new AssertionError(expression + ": " + result.get("exceptionDetails"));
    }
    return result.at("/result/value");
  }

  /** Waits until an expression is true. */
  void await(String expression) {
    Awaitility.await(expression)
        .atMost(PATIENCE)
        .until(() -> value("Boolean(%s)".formatted(expression)).asBoolean());
  }

  /** Presses a key that writes one letter. */
  void press(String letter) {
    send("Input.dispatchKeyEvent", Map.of("type", "keyDown", "key", letter, "text", letter));
    send("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", letter));
  }

  /** Writes into what has the focus. */
  void write(String text) {
    send("Input.insertText", Map.of("text", text));
  }

  /** Shows the page in a window of another size, light or dark. */
  void look(int width, String colours) {
    send(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", 1000, "deviceScaleFactor", 1, "mobile", false));
    send(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", colours))));
  }

  /** Exceptions, refused resources and violations of the content security policy. */
  List<String> complaints() {
    return complaints;
  }
}
