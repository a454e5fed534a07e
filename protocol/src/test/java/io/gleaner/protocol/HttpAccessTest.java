package io.gleaner.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.gleaner.protocol.HttpAccess.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Access over HTTP")
class HttpAccessTest {

  private static final String TOKEN = "0123456789abcdef";
  private static final Map<String, String> LOCAL = Map.of("Host", "localhost:8080");

  private final HttpAccess without = access("", "127.0.0.1");
  private final HttpAccess with = access("token = " + TOKEN, "0.0.0.0");

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost", "::1", "127.8.9.1"})
  @DisplayName("needs no token on this machine's own addresses")
  void shouldBeFreeOnLoopback(String host) {
    assertThat(access("", host).refusal(true, LOCAL::get)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1", ""})
  @DisplayName("refuses in one line to start on other addresses without a token")
  void shouldRefuseToListenToAll(String host) {
    assertThatThrownBy(() -> access("", host))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("gleaner.serving.host = " + host)
        .hasMessageContaining("gleaner.access.token-file")
        .hasMessageContaining("gleaner.access.open")
        .hasMessageNotContaining("\n");
  }

  @Test
  @DisplayName("starts on other addresses with a token, or when told that somebody else asks")
  void shouldListenToAllWithAToken() {
    assertThat(access("open = true", "0.0.0.0").refusal(true, LOCAL::get)).isEmpty();
    assertThat(status(with.refusal(false, LOCAL::get))).isEqualTo(401);
  }

  @Test
  @DisplayName("lets in who names the token, and nobody else")
  void shouldCompareTheToken() {
    assertThat(with.refusal(true, authorization("Bearer " + TOKEN)::get)).isEmpty();
    assertThat(with.refusal(true, authorization("bearer " + TOKEN)::get)).isEmpty();
    for (String wrong :
        new String[] {
          TOKEN,
          "Bearer",
          "Bearer ",
          "Bearer " + TOKEN + "0",
          "Bearer  " + TOKEN,
          "Basic " + TOKEN,
          "Bearer " + TOKEN.substring(1),
          "Bearer 0123456789abcdeF"
        }) {
      assertThat(status(with.refusal(true, authorization(wrong)::get))).as(wrong).isEqualTo(401);
    }
  }

  @Test
  @DisplayName("reads the token from a file, without the line's end")
  void shouldReadAFile(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("token"), TOKEN + "\n");
    HttpAccess access = access("token-file = \"%s\"".formatted(file), "0.0.0.0");
    assertThat(access.refusal(true, authorization("Bearer " + TOKEN)::get)).isEmpty();
  }

  @Test
  @DisplayName("lets our own clients in, which read the same configuration")
  void shouldLetOurClientsIn() {
    Config section = ConfigFactory.parseString("token-file = \"\", token = " + TOKEN);
    String said = HttpAccess.authorization(section).orElseThrow();
    assertThat(with.refusal(true, authorization(said)::get)).isEmpty();
    assertThat(HttpAccess.authorization(section("token = \"\""))).isEmpty();
  }

  @Test
  @DisplayName("never repeats a token that is no good")
  void shouldKeepTheTokenToItself() {
    for (String token : new String[] {"short-secret", "a secret with spaces in it"}) {
      assertThatThrownBy(() -> access("token = \"%s\"".formatted(token), "127.0.0.1"))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("openssl rand -hex 32")
          .hasMessageNotContaining("secret");
    }
  }

  @Test
  @DisplayName("refuses a file that is missing, and two tokens")
  void shouldRefuseWhatIsNoToken() {
    assertThatThrownBy(() -> access("token-file = /nowhere/token", "127.0.0.1"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("/nowhere/token");
    assertThatThrownBy(() -> access("token = %s, token-file = f".formatted(TOKEN), "127.0.0.1"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("keep one");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cross-site", "same-site"})
  @DisplayName("without a token lets no other site's page change anything")
  void shouldRefuseOtherSites(String site) {
    Map<String, String> request =
        Map.of("Host", "127.0.0.1:8080", "Origin", "http://127.0.0.1:8080", "Sec-Fetch-Site", site);
    assertThat(status(without.refusal(true, request::get))).isEqualTo(403);
    assertThat(without.refusal(false, request::get)).as("reading answers no other site").isEmpty();
  }

  @Test
  @DisplayName("goes by the Origin where a browser says nothing of the site")
  void shouldCompareTheOrigin() {
    assertThat(without.refusal(true, origin("http://127.0.0.1:8080")::get)).isEmpty();
    for (String other :
        new String[] {"http://127.0.0.1:9999", "https://evil.example", "null", "not a URI"}) {
      assertThat(status(without.refusal(true, origin(other)::get))).as(other).isEqualTo(403);
    }
  }

  @Test
  @DisplayName("lets the page itself and command lines change things")
  void shouldServeThePage() {
    Map<String, String> page =
        Map.of(
            "Host",
            "localhost:8080",
            "Origin",
            "http://localhost:8080",
            "Sec-Fetch-Site",
            "same-origin");
    assertThat(without.refusal(true, page::get)).isEmpty();
    assertThat(without.refusal(true, LOCAL::get)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:8080",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "",
        "localhost.",
        "[::1].evil.example"
      })
  @DisplayName("without a token answers to no name that another site could own")
  void shouldRefuseRebinding(String host) {
    assertThat(status(without.refusal(false, Map.of("Host", host)::get))).isEqualTo(421);
    assertThat(status(without.misdirected(Map.of("Host", host)::get))).isEqualTo(421);
    assertThat(status(without.misdirected(Map.<String, String>of()::get))).isEqualTo(421);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "LOCALHOST:8080", "[::1]:8080", "serving:8080", "10.1.2.3"})
  @DisplayName("answers to addresses and names without a dot")
  void shouldAnswerToAddresses(String host) {
    assertThat(without.misdirected(Map.of("Host", host)::get)).isEmpty();
  }

  @Test
  @DisplayName("with a token answers to any name, as behind a proxy")
  void shouldAnswerToAnyNameWithAToken() {
    assertThat(with.misdirected(Map.of("Host", "gleaner.example.org")::get)).isEmpty();
  }

  private static int status(Optional<Refusal> refusal) {
    return refusal.map(Refusal::status).orElse(200);
  }

  private static Map<String, String> authorization(String value) {
    return Map.of("Host", "evil.example", "Authorization", value);
  }

  private static Map<String, String> origin(String origin) {
    return Map.of("Host", "127.0.0.1:8080", "Origin", origin);
  }

  private static HttpAccess access(String own, String host) {
    return HttpAccess.of(section(own), "gleaner.serving.host", host);
  }

  private static Config section(String own) {
    return ConfigFactory.parseString(own)
        .withFallback(ConfigFactory.defaultReference().getConfig("gleaner.access"));
  }
}
