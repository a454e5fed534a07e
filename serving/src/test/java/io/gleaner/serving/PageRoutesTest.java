package io.gleaner.serving;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.gleaner.protocol.v1.ImageSubmission;
import io.gleaner.protocol.v1.LabelQuery;
import io.gleaner.protocol.v1.Sample;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The live page over HTTP")
class PageRoutesTest {
  private static final Pattern LINK = Pattern.compile("(?:src|href)=\"(/[^\"]+)\"");
  private static final Pattern IMPORT = Pattern.compile("from '\\./([a-z]+\\.js)'");

  @TempDir Path directory;
  private final HttpClient client = HttpClient.newHttpClient();
  private TestServer server;

  @BeforeEach
  void open() {
    server = new TestServer(directory, "serving.page.clients = 1");
    server.http.start();
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  @DisplayName("has all the files that it names")
  void shouldHaveItsFiles() throws Exception {
    for (String link : found(LINK, get("/").body())) {
      HttpResponse<String> file = get(link);
      assertThat(file.statusCode()).as(link).isEqualTo(200);
      for (String module : found(IMPORT, file.body())) {
        assertThat(get("/page/" + module).statusCode()).as(module).isEqualTo(200);
      }
    }
    assertThat(get("/page/main.js").headers().firstValue("Content-Type"))
        .hasValue("text/javascript; charset=utf-8");
  }

  @Test
  @DisplayName("runs no script and takes no style but its own")
  void shouldHaveAStrictPolicy() throws Exception {
    HttpResponse<String> page = get("/");
    String policy = page.headers().firstValue("Content-Security-Policy").orElse("");
    assertThat(policy)
        .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'");
    assertThat(policy).doesNotContain("unsafe");
    assertThat(page.body()).doesNotContain("<style", " style=", "javascript:", "http:", "https:");
    assertThat(page.body())
        .doesNotContainPattern("<script(?![^>]* src=)")
        .doesNotContainPattern(" on[a-z]+=");
    assertThat(page.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
  }

  @Test
  @DisplayName("names the digest of the library that it draws with")
  void shouldPinItsLibrary() throws Exception {
    byte[] library =
        client
            .send(request("/page/vendor/uPlot.iife.min.js").build(), BodyHandlers.ofByteArray())
            .body();
    byte[] digest = MessageDigest.getInstance("SHA-384").digest(library);
    assertThat(get("/").body())
        .contains("integrity=\"sha384-" + Base64.getEncoder().encodeToString(digest) + "\"");
  }

  @Test
  @DisplayName("sends what there is, then what changes, and turns one browser too many away")
  void shouldStream() throws Exception {
    image("a");
    HttpResponse<InputStream> stream =
        client.send(request("/v1/live").build(), BodyHandlers.ofInputStream());
    assertThat(stream.headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/event-stream");
    HttpResponse<String> second = get("/v1/live");
    assertThat(second.statusCode()).isEqualTo(503);
    assertThat(second.body()).contains("as many browsers watch as may");
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
      assertThat(next(lines, "images")).contains("\"id\":\"a\"");
      image("b");
      server.feed.refresh();
      assertThat(next(lines, "images")).contains("\"id\":\"b\"");
    }
  }

  @Test
  @DisplayName("shows pictures small, and only those that are at hand")
  void shouldShowPictures() throws Exception {
    image("ü/1");
    HttpResponse<byte[]> picture =
        client.send(request("/v1/picture?id=%C3%BC%2F1").build(), BodyHandlers.ofByteArray());
    assertThat(picture.statusCode()).isEqualTo(200);
    assertThat(picture.headers().firstValue("Content-Type")).hasValue("image/jpeg");
    assertThat(get("/v1/picture?id=other").statusCode()).isEqualTo(404);
  }

  @Test
  @DisplayName("sends an answer as a submission that names its query, once")
  void shouldSendAnswers() throws Exception {
    query("a", "a/0/7", "cat");
    String answer = "{\"id\": \"a\", \"queryId\": \"a/0/7\", \"present\": true}";
    assertThat(post(answer).statusCode()).isEqualTo(202);
    assertThat(server.producer.history()).hasSize(1);
    var record = server.producer.history().get(0);
    assertThat(record.topic()).isEqualTo("submissions");
    assertThat(record.key()).asString().isEqualTo("a");
    ImageSubmission submission = ImageSubmission.parseFrom(record.value());
    assertThat(submission.getId()).isEqualTo("a");
    assertThat(submission.getQueryId()).isEqualTo("a/0/7");
    assertThat(submission.getSource()).isEqualTo("page");
    assertThat(submission.getPresentList()).containsExactly("cat");
    assertThat(submission.getAbsentList()).isEmpty();
    assertThat(submission.getTime().getSeconds()).isEqualTo(TestServer.NOW.getEpochSecond());

    assertThat(post(answer).statusCode()).as("it does not wait any more").isEqualTo(409);
    assertThat(server.producer.history()).hasSize(1);
  }

  @Test
  @DisplayName("sends absent as absent")
  void shouldSendAbsent() throws Exception {
    query("a", "q", "cat");
    post("{\"id\": \"a\", \"queryId\": \"q\", \"present\": false}");
    ImageSubmission submission =
        ImageSubmission.parseFrom(server.producer.history().get(0).value());
    assertThat(submission.getAbsentList()).containsExactly("cat");
    assertThat(submission.getPresentList()).isEmpty();
  }

  @Test
  @DisplayName("sends a skip as a submission that names the query and says nothing, once")
  void shouldSendSkips() throws Exception {
    query("a", "q", "cat");
    String skip = "{\"id\": \"a\", \"queryId\": \"q\"}";
    assertThat(post("/v1/skips", skip).statusCode()).isEqualTo(202);
    ImageSubmission submission =
        ImageSubmission.parseFrom(server.producer.history().get(0).value());
    assertThat(submission.getId()).isEqualTo("a");
    assertThat(submission.getQueryId()).isEqualTo("q");
    assertThat(submission.getSource()).isEqualTo("page");
    assertThat(submission.getPresentCount() + submission.getAbsentCount()).isZero();
    assertThat(submission.getTime().getSeconds()).isEqualTo(TestServer.NOW.getEpochSecond());

    assertThat(post("/v1/skips", skip).statusCode()).as("it does not wait any more").isEqualTo(409);
    assertThat(post("/v1/skips", "{}").statusCode()).isEqualTo(400);
    assertThat(server.producer.history()).hasSize(1);
  }

  @Test
  @DisplayName("refuses what is no answer")
  void shouldRefuseNonsense() throws Exception {
    query("a", "q", "cat");
    for (String body :
        List.of("", "[]", "present", "{\"id\": \"a\", \"queryId\": \"q\"}", "x".repeat(100_000))) {
      assertThat(post(body).statusCode())
          .as(body.substring(0, Math.min(9, body.length())))
          .isEqualTo(400);
    }
    assertThat(post("{\"id\": \"b\", \"queryId\": \"q\", \"present\": true}").statusCode())
        .isEqualTo(409);
    assertThat(server.producer.history()).isEmpty();
  }

  private void image(String id) {
    Sample sample =
        Sample.newBuilder()
            .setId(id)
            .setJpeg(ByteString.copyFrom(Pictures.encoded("jpeg", 300, 300)))
            .build();
    server.page.sample(sample, TestServer.NOW.toEpochMilli());
  }

  private void query(String id, String queryId, String name) {
    server.page.query(
        id,
        LabelQuery.newBuilder()
            .setId(id)
            .setQueryId(queryId)
            .setClassName(name)
            .setValue(2)
            .build());
  }

  private static String next(BufferedReader lines, String section) throws IOException {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.equals("event: " + section)) {
        return lines.readLine();
      }
    }
    throw new AssertionError("the stream ended without " + section);
  }

  private static List<String> found(Pattern pattern, String text) {
    List<String> all = new ArrayList<>();
    for (Matcher matcher = pattern.matcher(text); matcher.find(); ) {
      all.add(matcher.group(1));
    }
    return all;
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(request(path).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String body) throws IOException, InterruptedException {
    return post("/v1/answers", body);
  }

  private HttpResponse<String> post(String path, String body)
      throws IOException, InterruptedException {
    return client.send(
        request(path).POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.http.port() + path));
  }
}
