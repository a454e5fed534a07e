package io.gleaner.app.stage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.MessageLite;
import com.google.protobuf.util.JsonFormat;
import io.gleaner.app.Cluster;
import io.gleaner.app.broker.FreePorts;
import io.gleaner.estimator.LabelEstimator;
import io.gleaner.estimator.LabelEstimatorConfig;
import io.gleaner.protocol.Configuration;
import io.gleaner.protocol.HttpAccess;
import io.gleaner.protocol.v1.ClassPriors;
import io.gleaner.protocol.v1.Explanation;
import io.gleaner.protocol.v1.LabelEvent;
import io.gleaner.protocol.v1.ModelRecord;
import io.gleaner.protocol.v1.Prediction;
import io.gleaner.protocol.v1.Prediction.Purpose;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Explanations over HTTP")
class ExplainIT {

  private static final int IMAGES = 40;
  private static final int QUESTIONS = 200;
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  @TempDir private Path directory;
  private Cluster cluster;
  private final HttpClient http = HttpClient.newHttpClient();

  /** One label-estimator and its management server, as a process has them. */
  private final class Instance implements AutoCloseable {

    private final String address;
    private final LabelEstimator estimator;
    private final ManagementServer management;

    Instance(String name, int port) {
      Configuration configuration = configuration(name, port);
      var meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
      address = "127.0.0.1:" + port;
      estimator =
          new LabelEstimator(
              LabelEstimatorConfig.from(configuration.section("label-estimator")),
              configuration,
              meters);
      management =
          ManagementServer.start(
              configuration.section("label-estimator.management"),
              HttpAccess.of(configuration.section("access"), "management.host", "127.0.0.1"),
              estimator,
              meters);
      estimator.start();
    }

    HttpResponse<String> ask(String target) throws IOException, InterruptedException {
      URI uri = URI.create("http://" + address + "/v1/explain/" + target);
      return http.send(
          HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString(UTF_8));
    }

    Explanation explain(int image) throws IOException, InterruptedException {
      HttpResponse<String> response = ask(URLEncoder.encode(id(image), UTF_8));
      assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
      Explanation.Builder explanation = Explanation.newBuilder();
      JsonFormat.parser().merge(response.body(), explanation);
      return explanation.build();
    }

    @Override
    public void close() {
      management.close();
      estimator.close();
    }
  }

  @BeforeEach
  void open() {
    cluster = Cluster.start(directory, "cat", "dog", "ibex");
    publish();
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  private Configuration configuration(String name, int port) {
    return cluster.configuration(
        name, Map.of("label-estimator.management.port", port, "label-estimator.standbys", 1));
  }

  private static String id(int image) {
    return "images/%d".formatted(image);
  }

  private void publish() {
    ClassPriors priors =
        ClassPriors.newBuilder()
            .setVersion(1)
            .addAllProbabilities(List.of(0.1f, 0.2f, 0.3f))
            .build();
    send(cluster.topics().models(), "priors/1", ModelRecord.newBuilder().setPriors(priors).build());
    for (int i = 0; i < IMAGES; i++) {
      send(cluster.topics().labels(), id(i), label(i));
      for (int step = 1; step <= 3; step++) {
        send(cluster.topics().predictions(), id(i), training(i, step));
      }
    }
    cluster.producer().flush();
  }

  private static LabelEvent label(int image) {
    return LabelEvent.newBuilder()
        .setId(id(image))
        .setSource("ann")
        .setTimeMillis(1_000)
        .addPresent(0)
        .setLabelSpaceVersion(3)
        .build();
  }

  private static Prediction training(int image, int step) {
    return Prediction.newBuilder()
        .setId(id(image))
        .setLineage(1)
        .setStep(step)
        .setPurpose(Purpose.TRAIN)
        .addAllProbabilities(List.of(0.9f, 0.8f, 0.1f))
        .setPriorVersion(1)
        .setLabelSpaceVersion(3)
        .build();
  }

  private void send(String topic, String key, MessageLite value) {
    var unused =
        cluster
            .producer()
            .send(new ProducerRecord<>(topic, key.getBytes(UTF_8), value.toByteArray()));
  }

  private static void awaitAll(Instance instance) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(AssertionError.class)
        .until(
            () -> {
              for (int i = 0; i < IMAGES; i++) {
                if (instance.explain(i).getTrained().getStep() < 3) {
                  return false;
                }
              }
              return true;
            });
  }

  @Test
  @DisplayName("come from one process, with who spoke and which steps moved the estimate")
  void shouldExplainInOneProcess() throws Exception {
    int port = FreePorts.find(1).get(0);
    try (Instance alone = new Instance("alone", port)) {
      awaitAll(alone);

      Explanation explanation = alone.explain(7);
      assertThat(explanation.getClasses(0).getWords(0).getSource()).isEqualTo("ann");
      assertThat(explanation.getStepsList())
          .extracting(Explanation.TrainingStep::getStep)
          .containsExactly(3L, 2L, 1L);
      assertThat(explanation.getPublished().getRevision()).isPositive();
      assertThat(explanation.getAnsweredBy()).isEqualTo(alone.address);
      assertThat(explanation.getStale()).isFalse();
      assertThat(alone.ask("images%2F7?class=dog").body()).contains("\"dog\"");
      assertThat(alone.ask("images%2F7?class=emu").statusCode()).isEqualTo(404);
      assertThat(alone.ask("nobody-knows").statusCode()).isEqualTo(404);
      assertThat(alone.ask("..%2F..%2Fetc%2Fpasswd").statusCode()).isEqualTo(404);
      assertThat(alone.ask("%FF").statusCode()).isEqualTo(400);
      printTimes("one process", alone);
    }
  }

  @Test
  @DisplayName("come from the instance that holds the image, whichever is asked")
  void shouldPassQuestionsOn() throws Exception {
    List<Integer> ports = FreePorts.find(2);
    try (Instance first = new Instance("first", ports.get(0));
        Instance second = new Instance("second", ports.get(1))) {
      awaitShared(first, second);

      for (int i = 0; i < IMAGES; i++) {
        assertThat(first.explain(i)).isEqualTo(second.explain(i));
      }
      printTimes("two instances, half of the questions passed on", first);

      // its rows are kept by the other one, which tells them while it does not answer
      second.management.close();
      Set<Boolean> stale = new HashSet<>();
      for (int i = 0; i < IMAGES; i++) {
        Explanation explanation = first.explain(i);
        assertThat(explanation.getAnsweredBy()).isEqualTo(first.address);
        stale.add(explanation.getStale());
      }
      assertThat(stale).containsExactlyInAnyOrder(true, false);
    }
  }

  /** Until both know all images, and each answers for some of them. */
  private static void awaitShared(Instance first, Instance second) {
    awaitAll(first);
    awaitAll(second);
    await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(AssertionError.class)
        .until(
            () -> {
              Set<String> answering = new HashSet<>();
              for (int i = 0; i < IMAGES; i++) {
                answering.add(first.explain(i).getAnsweredBy());
                if (second.explain(i).getTrained().getStep() < 3) {
                  return false;
                }
              }
              return answering.size() == 2;
            });
  }

  /** Figures for docs/benchmarks.md; nothing is asserted of them. */
  private static void printTimes(String what, Instance asked) throws Exception {
    long[] nanos = new long[QUESTIONS];
    for (int i = 0; i < QUESTIONS; i++) {
      long start = System.nanoTime();
      asked.explain(i % IMAGES);
      nanos[i] = System.nanoTime() - start;
    }
    Arrays.sort(nanos);
    System.out.printf(
        "explanation, %s: p50 %.1f ms, p99 %.1f ms of %d%n",
        what, nanos[QUESTIONS / 2] / 1e6, nanos[QUESTIONS * 99 / 100] / 1e6, QUESTIONS);
  }
}
