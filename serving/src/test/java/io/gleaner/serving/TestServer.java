package io.gleaner.serving;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.gleaner.protocol.HttpAccess;
import io.gleaner.protocol.LabelSpace;
import io.gleaner.serving.page.EventFeed;
import io.gleaner.serving.page.LivePage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The HTTP interface with nothing behind it but what a test gives. */
final class TestServer implements AutoCloseable {
  static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  final ModelSlot slot = new ModelSlot();
  final Tagging tagging = new Tagging(slot, 256);
  final TagStore store;
  final LivePage page =
      new LivePage(id -> Optional.empty(), 1 << 20, Clock.fixed(NOW, ZoneOffset.UTC));
  final EventFeed feed;
  final Http http;
  Health health = new Health(true, false, "", List.of("a promoted model"));

  /**
   * Prepares the server; it does not listen yet.
   *
   * @param directory for the tags
   * @param settings below {@code gleaner}, over the defaults
   */
  TestServer(Path directory, String settings) {
    Config config =
        ConfigFactory.parseString(settings)
            .withFallback(ConfigFactory.parseString("serving.port = 0"))
            .withFallback(ConfigFactory.defaultReference().getConfig("gleaner"));
    ServingConfig serving = ServingConfig.from(config.getConfig("serving"));
    ClassNames names = new ClassNames(() -> Optional.of(LabelSpace.of(List.of("cat", "dog"))));
    names.cover(2);
    store = new TagStore(directory);
    feed = new EventFeed(page::sections, serving.pageClients(), Duration.ofSeconds(1));
    Answers answers =
        new Answers(
            producer, "submissions", Duration.ofSeconds(5), Clock.fixed(NOW, ZoneOffset.UTC));
    PrometheusScrape scrape = PrometheusScrape.of(registry);
    http =
        new Http(
            serving,
            HttpAccess.of(config.getConfig("access"), "gleaner.serving.host", serving.host()),
            new PageRoutes(page, feed, answers, serving.maxPixels()),
            tagging,
            names,
            0.5f,
            store,
            () -> health,
            scrape,
            new ServingMeters(scrape.meters()));
  }

  @Override
  public void close() {
    http.close();
    slot.close();
    store.close();
  }
}
