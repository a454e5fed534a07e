package io.gleaner.app.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.gleaner.app.Cluster;
import io.gleaner.ingest.Ingest;
import io.gleaner.ingest.IngestConfig;
import io.gleaner.protocol.Configuration;
import io.gleaner.protocol.Topics;
import io.gleaner.protocol.v1.Drift;
import io.gleaner.protocol.v1.DriftBaseline;
import io.gleaner.protocol.v1.LabelEvent;
import io.gleaner.protocol.v1.LabelQuery;
import io.gleaner.protocol.v1.QualityReport;
import io.gleaner.protocol.v1.Sample;
import io.gleaner.protocol.v1.TagRecord;
import io.gleaner.protocol.v1.TagRecord.Observation;
import io.gleaner.protocol.v1.TagRecord.Tag;
import io.gleaner.serving.Serving;
import io.gleaner.serving.ServingConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import javax.imageio.ImageIO;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The live page in Chromium")
@ExtendWith(NeedsChromium.class)
class LivePageIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String TOKEN = "a-token-for-this-test";

  /** As somebody might send it who wants a script run by whoever looks. */
  private static final String NASTY = "<img src=x onerror=alert(1)>";

  @TempDir private Path directory;
  private Cluster cluster;
  private Topics topics;
  private Chromium chromium;

  @BeforeEach
  void open() throws IOException {
    cluster = Cluster.start(directory, "cat", "dog");
    topics = cluster.topics();
    chromium =
        Chromium.start(
            Chromium.find().orElseThrow(), Files.createDirectory(directory.resolve("chromium")));
  }

  @AfterEach
  void close() {
    chromium.close();
    cluster.close();
  }

  @Test
  @DisplayName("shows images, classes and figures; its charts move; an answer arrives as a label")
  void shouldShowAndAsk() throws Exception {
    Configuration configuration = configuration(Map.of());
    sample("first");
    sample("second");
    sample("third");
    sample("audited");
    sample(NASTY);
    send(topics.tags(), "first", tags("first", 1, 0.9f, 0.8f));
    send(topics.labelQueries(), "audited", audit("audited", "dog"));
    ask("first", "cat", 4);
    ask("second", "dog", 3);
    ask("third", "cat", 2);
    ask(NASTY, "dog", 1);
    send(topics.quality(), "holdout-map/1", quality(1, 0.2));
    send(topics.quality(), "holdout-map-tail/1", tail());
    send(topics.quality(), "drift/1", drift());
    try (Serving serving = serving(configuration);
        Ingest ingest = ingest(configuration)) {
      serving.start();
      ingest.start();
      Tab tab = chromium.open("http://127.0.0.1:" + serving.port() + "/");

      tab.await("document.querySelectorAll('#strip img[src^=blob]').length == 5");
      assertThat(tab.value("document.title").asText()).isEqualTo("Gleaner");
      assertThat(text(tab, "#connection")).isEqualTo("Live");
      assertThat(text(tab, "#map .value")).isEqualTo("20.0");
      assertThat(text(tab, "#map .name span")).contains("10.0 to 30.0");
      tellsTheTail(tab);
      tellsDrift(tab);
      tellsWhetherItIsTooEarly(tab);
      assertThat(tab.value("[...document.querySelectorAll('#strip .tag')].map(t => t.title)"))
          .asString()
          .contains("dog: on the image, score 0.90, estimate 0.80, observed present by nurse");
      assertThat(tab.value("document.querySelector('#strip .mark[role=img]').ariaLabel").asText())
          .isEqualTo("observed present by nurse");
      assertThat(tab.value("document.querySelector('#strip').textContent").asText())
          .as("what users write is text")
          .contains(NASTY);
      chartsMove(tab);
      tagsMove(tab);
      isReadable(tab);
      hasNames(tab);
      answersArrive(tab, configuration);
      assertThat(tab.complaints()).isEmpty();
    }
  }

  private static void tellsTheTail(Tab tab) {
    assertThat(text(tab, "#groups h3"))
        .contains("Tail", "25.0", "mean of one class on fewer than 20 training images");
    assertThat(text(tab, "#groups .bars")).contains("cat").contains("25.0");
  }

  private static void tellsDrift(Tab tab) {
    assertThat(text(tab, "#drifts li"))
        .contains("cat is seen more often: on 4.0 % of images, before on 2.0 % of images.")
        .contains("noticed after 812 images");
    assertThat(tab.value("document.getElementById('drifts-none').hidden").asBoolean()).isTrue();
  }

  private void tellsWhetherItIsTooEarly(Tab tab) throws Exception {
    assertThat(text(tab, "#drifts-early")).contains("no image has been compared yet");
    send(topics.quality(), "drift-baseline/1", baseline(812));
    tab.await("/812 of 10.?000 images/.test(document.getElementById('drifts-early').textContent)");
    send(topics.quality(), "drift-baseline/2", baseline(10_000));
    tab.await("document.getElementById('drifts-early').hidden");
  }

  private void chartsMove(Tab tab) throws Exception {
    String canvas = "document.querySelector('#map canvas').toDataURL()";
    String before = tab.value(canvas).asText();
    send(topics.quality(), "holdout-map/2", quality(2, 0.4));
    tab.await("document.querySelector('#map .plot').dataset.points == 2");
    assertThat(text(tab, "#map .value")).isEqualTo("40.0");
    Awaitility.await().atMost(PATIENCE).until(() -> !tab.value(canvas).asText().equals(before));
  }

  private void tagsMove(Tab tab) throws Exception {
    String tag = "document.querySelector('#strip .tag.present')";
    assertThat(tab.value(tag + ".querySelector('.number').textContent").asText()).isEqualTo("0.90");
    assertThat(drawn(tab, tag, "bar", "--score")).isEqualTo("0.9");
    assertThat(drawn(tab, tag, "tick", "--estimate")).isEqualTo("0.8");
    tab.value("window.seen = " + tag);
    send(topics.tags(), "first", tags("first", 2, 0.5f, 0.625f));
    tab.await("window.seen.title.includes('score 0.50, estimate 0.63')");
    assertThat(tab.value("window.seen.querySelector('.number').textContent").asText())
        .isEqualTo("0.50");
    assertThat(drawn(tab, "window.seen", "bar", "--score")).isEqualTo("0.5");
    assertThat(drawn(tab, "window.seen", "tick", "--estimate")).isEqualTo("0.625");
    assertThat(tab.value(tag + " == window.seen").asBoolean())
        .as("the same element moves, none is put in its place")
        .isTrue();
  }

  /** What a part of a tag is drawn by, cut to three digits. */
  private static String drawn(Tab tab, String tag, String part, String property) {
    return tab.value(
            "String(Number(Number(%s.querySelector('.%s').style.getPropertyValue('%s')).toFixed(3)))"
                .formatted(tag, part, property))
        .asText();
  }

  private static void isReadable(Tab tab) throws IOException {
    for (String colours : List.of("light", "dark")) {
      for (int width : new int[] {400, 1600}) {
        tab.look(width, colours);
        // Charts follow the window a moment later.
        Awaitility.await("nothing beyond the edge at %d pixels".formatted(width))
            .atMost(PATIENCE)
            .until(
                () -> tab.value("document.documentElement.scrollWidth").asInt(),
                reached -> reached <= width);
        JsonNode contrast = tab.value(script("contrast.js"));
        assertThat(contrast.at("/texts").asInt()).isGreaterThan(20);
        assertThat(contrast.at("/bad")).as("%s, %d", colours, width).isEmpty();
      }
    }
  }

  private static void hasNames(Tab tab) {
    int found = 0;
    for (JsonNode node : tab.send("Accessibility.getFullAXTree", Map.of()).get("nodes")) {
      String role = node.at("/role/value").asText();
      if (!node.get("ignored").asBoolean()
          && List.of("button", "link", "image", "img", "heading").contains(role)) {
        found++;
        assertThat(node.at("/name/value").asText()).as("name of a %s: %s", role, node).isNotBlank();
      }
    }
    assertThat(found).isGreaterThan(15);
  }

  private static void answersArrive(Tab tab, Configuration configuration) throws Exception {
    tab.value("document.getElementById('question').focus()");
    isAsked(tab, "audited", "dog");
    tab.press("s");
    LabelEvent skipped = labelled(configuration, "q/audited");
    assertThat(skipped.getId()).isEqualTo("audited");
    assertThat(skipped.getPresentCount() + skipped.getAbsentCount()).isZero();
    said(tab, "Skipped dog: it is not asked again.");

    isAsked(tab, "first", "cat");
    tab.press("p");
    LabelEvent present = labelled(configuration, "q/first");
    assertThat(present.getId()).isEqualTo("first");
    assertThat(present.getSource()).isEqualTo("page");
    assertThat(present.getPresentList()).containsExactly(0);
    assertThat(present.getAbsentList()).isEmpty();
    said(tab, "Sent: cat is present.");

    isAsked(tab, "second", "dog");
    tab.press("a");
    LabelEvent absent = labelled(configuration, "q/second");
    assertThat(absent.getId()).isEqualTo("second");
    assertThat(absent.getAbsentList()).containsExactly(1);
    assertThat(absent.getPresentList()).isEmpty();
    said(tab, "Sent: dog is absent.");

    isAsked(tab, "third", "cat");
    tab.press("s");
    said(tab, "Skipped cat.");
    isAsked(tab, NASTY, "dog");
    tab.press("P");
    assertThat(labelled(configuration, "q/" + NASTY).getPresentList()).containsExactly(1);
  }

  private static void isAsked(Tab tab, String image, String name) {
    tab.await("document.getElementById('query-picture').alt == 'Image %s'".formatted(image));
    assertThat(text(tab, "#query-class")).isEqualTo(name);
  }

  private static void said(Tab tab, String what) {
    tab.await("document.getElementById('query-said').textContent == '%s'".formatted(what));
  }

  private static LabelEvent labelled(Configuration configuration, String queryId) {
    AtomicReference<LabelEvent> found = new AtomicReference<>();
    try (KafkaConsumer<byte[], byte[]> labels =
        new KafkaConsumer<>(
            configuration.kafka("test"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          labels.partitionsFor(configuration.topics().labels()).stream()
              .map(p -> new TopicPartition(p.topic(), p.partition()))
              .toList();
      labels.assign(partitions);
      labels.seekToBeginning(partitions);
      Awaitility.await("the answer among the labels")
          .atMost(PATIENCE)
          .until(
              () -> {
                for (ConsumerRecord<byte[], byte[]> record : labels.poll(Duration.ofMillis(100))) {
                  LabelEvent event = LabelEvent.parseFrom(record.value());
                  if (event.getQueryId().equals(queryId)) {
                    found.set(event);
                  }
                }
                return found.get() != null;
              });
    }
    return Objects.requireNonNull(found.get());
  }

  @Test
  @DisplayName("asks for the token where the server wants one, and shows nothing before")
  void shouldAskForTheToken() throws Exception {
    sample("first");
    try (Serving serving = serving(configuration(Map.of("access.token", TOKEN)))) {
      serving.start();
      Tab tab = chromium.open("http://127.0.0.1:" + serving.port() + "/");
      tab.await("document.getElementById('token').open");
      tab.write("a-wrong-one-at-first");
      tab.press("\r");
      tab.await("document.querySelector('#token input').value == ''");
      tab.await("document.getElementById('token').open");
      assertThat(tab.value("document.querySelectorAll('#strip li').length").asInt()).isZero();
      tab.write(TOKEN);
      tab.press("\r");
      tab.await("document.querySelectorAll('#strip img[src^=blob]').length == 1");
      assertThat(tab.value("document.getElementById('token').open").asBoolean()).isFalse();
    }
  }

  private static String text(Tab tab, String selector) {
    return tab.value("document.querySelector('%s').textContent".formatted(selector)).asText();
  }

  private static String script(String name) throws IOException {
    try (var in = Objects.requireNonNull(LivePageIT.class.getResourceAsStream(name))) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  private Configuration configuration(Map<String, ?> more) {
    Map<String, Object> settings = new HashMap<>(more);
    settings.put("serving.port", 0);
    settings.put("serving.device", "cpu");
    settings.put("ingest.threads", 1);
    return cluster.configuration("data", settings);
  }

  private static Serving serving(Configuration configuration) {
    return new Serving(
        ServingConfig.from(configuration.section("serving")),
        configuration,
        new SimpleMeterRegistry());
  }

  private static Ingest ingest(Configuration configuration) {
    return new Ingest(
        IngestConfig.from(configuration.section("ingest")),
        configuration,
        new SimpleMeterRegistry());
  }

  private void sample(String id) throws Exception {
    ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(80, 60, BufferedImage.TYPE_INT_RGB), "jpeg", jpeg);
    send(
        topics.samples(),
        id,
        Sample.newBuilder().setId(id).setJpeg(ByteString.copyFrom(jpeg.toByteArray())).build());
  }

  private static TagRecord tags(String id, int revision, float score, float estimate) {
    return TagRecord.newBuilder()
        .setId(id)
        .setRevision(revision)
        .setLineage(1)
        .setStep(10)
        .addTags(
            Tag.newBuilder()
                .setName("dog")
                .setScore(score)
                .setEstimate(estimate)
                .setObserved(Observation.PRESENT)
                .setObservedBy("nurse")
                .setPresent(true))
        .addTags(Tag.newBuilder().setName("cat").setScore(0.4f).setEstimate(0.3f))
        .build();
  }

  private void ask(String id, String name, double value) throws Exception {
    send(topics.labelQueries(), id, question(id, name).setValue(value).build());
  }

  private static LabelQuery audit(String id, String name) {
    return question(id, name).setAuditPropensity(0.01).build();
  }

  private static LabelQuery.Builder question(String id, String name) {
    return LabelQuery.newBuilder()
        .setId(id)
        .setQueryId("q/" + id)
        .setClassName(name)
        .setWhy(name + " is believed with 0.50");
  }

  private static QualityReport quality(int minute, double map) {
    return QualityReport.newBuilder()
        .setFigure("holdout-map")
        .setValue(map)
        .setLower(map - 0.1)
        .setUpper(map + 0.1)
        .setWindowEndMillis(Duration.ofMinutes(minute).toMillis())
        .build();
  }

  private static QualityReport tail() {
    return QualityReport.newBuilder()
        .setFigure("holdout-map-tail")
        .setValue(0.25)
        .addPerClass(
            QualityReport.PerClass.newBuilder().setName("cat").setValue(0.25).setSupport(7))
        .build();
  }

  private static QualityReport baseline(long images) {
    return QualityReport.newBuilder()
        .setFigure("drift-baseline")
        .setDriftBaseline(
            DriftBaseline.newBuilder()
                .setNeeded(10_000)
                .addPartitions(DriftBaseline.Partition.newBuilder().setImages(images)))
        .build();
  }

  private static QualityReport drift() {
    return QualityReport.newBuilder()
        .setFigure("drift")
        .setDrift(
            Drift.newBuilder()
                .setStream(Drift.Stream.PREVALENCE)
                .setClassName("cat")
                .setChange(Drift.Change.ROSE)
                .setBefore(0.02)
                .setAfter(0.04)
                .setSinceMillis(1_000)
                .setNoticedMillis(2_000)
                .setImages(812))
        .build();
  }

  private void send(String topic, String key, Message value) throws Exception {
    cluster
        .producer()
        .send(new ProducerRecord<>(topic, key.getBytes(UTF_8), value.toByteArray()))
        .get();
  }
}
