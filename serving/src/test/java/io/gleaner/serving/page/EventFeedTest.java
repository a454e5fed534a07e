package io.gleaner.serving.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The feed of events")
class EventFeedTest {
  private final Map<String, Object> sections =
      new ConcurrentHashMap<>(Map.of("one", "line\nbreak", "two", 2));
  private final EventFeed feed = new EventFeed(() -> sections, 2, Duration.ofMillis(50));

  @Test
  @DisplayName("sends everything first, then only what changed")
  void shouldSendASnapshotAndThenChanges() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Thread browser = watch(out);
    await(out, "event: one\ndata: \"line\\nbreak\"\n\n");
    await(out, "event: two\ndata: 2\n\n");
    sections.put("two", 3);
    feed.refresh();
    await(out, "event: two\ndata: 3\n\n");
    assertThat(out.toString(UTF_8).split("event: one", -1)).as("an unchanged section").hasSize(2);
    feed.close();
    browser.join();
  }

  @Test
  @DisplayName("gives a sign of life while nothing changes")
  void shouldGiveASignOfLife() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Thread browser = watch(out);
    await(out, ": still here\n\n");
    feed.close();
    browser.join();
  }

  @Test
  @DisplayName("takes a bounded number of browsers")
  void shouldBoundBrowsers() {
    assertThat(feed.join()).isTrue();
    assertThat(feed.join()).isTrue();
    assertThat(feed.join()).isFalse();
  }

  @Test
  @DisplayName("gives the place of a browser that is gone to another")
  void shouldForgetABrowserThatIsGone() {
    OutputStream broken =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("gone");
          }
        };
    assertThat(feed.join()).isTrue();
    assertThatThrownBy(() -> feed.serve(broken)).isInstanceOf(IOException.class);
    assertThat(feed.clients()).isZero();
  }

  @Test
  @DisplayName("does no work while nobody watches")
  void shouldRest() {
    AtomicInteger looks = new AtomicInteger();
    EventFeed unwatched =
        new EventFeed(() -> Map.of("looks", looks.incrementAndGet()), 1, Duration.ofSeconds(1));
    unwatched.refresh();
    assertThat(looks).hasValue(0);
  }

  private Thread watch(OutputStream out) {
    assertThat(feed.join()).isTrue();
    Thread browser =
        new Thread(
            () -> {
              try {
                feed.serve(out);
              } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
              }
            });
    browser.start();
    return browser;
  }

  private static void await(ByteArrayOutputStream out, String text) {
    Awaitility.await().until(() -> out.toString(UTF_8).contains(text));
  }
}
