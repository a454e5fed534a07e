package io.gleaner.app.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.estimator.LabelEstimator;
import io.gleaner.estimator.LabelEstimatorConfig;
import io.gleaner.ingest.Ingest;
import io.gleaner.ingest.IngestConfig;
import io.gleaner.learner.Learner;
import io.gleaner.learner.LearnerConfig;
import io.gleaner.protocol.Configuration;
import io.gleaner.protocol.Stage;
import io.gleaner.serving.Serving;
import io.gleaner.serving.ServingConfig;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.micrometer.core.instrument.config.NamingConvention;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/metrics.md against the meters that the stages and the binders register. */
@DisplayName("The list of metrics")
class MetricsListTest {

  private static final Path LIST = Path.of("../docs/metrics.md");

  private static final Set<String> KAFKA_STREAMS = Set.of("kafka_stream_", "kafka_admin_");

  @TempDir private Path directory;

  @Test
  @DisplayName("names every series of ours with its type and labels, and no other")
  void shouldListOurs() throws IOException {
    assertThat(listed().ours()).containsExactlyInAnyOrderElementsOf(scraped().ours());
  }

  @Test
  @DisplayName("knows every series of a library by its prefix, and no prefix that is not there")
  void shouldListLibraries() throws IOException {
    List<String> prefixes = listed().prefixes();
    List<String> names = scraped().others();
    assertThat(names).allMatch(name -> prefixes.stream().anyMatch(name::startsWith));
    assertThat(prefixes)
        // there once Kafka Streams runs: scripts/check-dashboards.sh looks at those
        .filteredOn(prefix -> !KAFKA_STREAMS.contains(prefix))
        .allMatch(prefix -> names.stream().anyMatch(name -> name.startsWith(prefix)));
  }

  @Test
  @DisplayName("says of each what it means and what to do when it looks wrong")
  void shouldSayWhatToDo() throws IOException {
    List<MetricRow> rows = rows();
    assertThat(rows).hasSizeGreaterThan(100);
    assertThat(rows).allSatisfy(row -> assertThat(row.meaning()).as(row.name()).isNotBlank());
    assertThat(rows).allSatisfy(row -> assertThat(row.remedy()).as(row.name()).isNotBlank());
  }

  @Test
  @DisplayName("gives the units that the code gives")
  void shouldGiveUnits() throws IOException {
    Map<String, String> listed =
        rows().stream().collect(Collectors.toMap(MetricRow::name, MetricRow::unit));
    Map<String, String> stated = statedUnits();
    assertThat(stated).hasSizeGreaterThan(10);
    stated.forEach((name, unit) -> assertThat(listed.get(name)).as(name).isEqualTo(unit));
  }

  /** By name, where a meter of ours has a base unit or is a timer. */
  private Map<String, String> statedUnits() {
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    register(meters);
    NamingConvention names = meters.config().namingConvention();
    Map<String, String> units = new HashMap<>();
    for (Meter meter : meters.getMeters()) {
      Meter.Id id = meter.getId();
      String unit = meter instanceof Timer ? "seconds" : id.getBaseUnit();
      if (id.getName().startsWith("gleaner.") && unit != null) {
        units.put(id.getConventionName(names), unit);
      }
    }
    return units;
  }

  private static List<MetricRow> rows() throws IOException {
    return Files.readString(LIST).lines().map(MetricRow::parse).flatMap(Optional::stream).toList();
  }

  private static MetricsTable listed() throws IOException {
    return MetricsTable.ofMarkdown(Files.readString(LIST));
  }

  private MetricsTable scraped() {
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    register(meters);
    ProcessMetrics process = ProcessMetrics.bind(meters, directory);
    try (var consumer =
            new KafkaConsumer<>(
                unconnected(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        var producer =
            new KafkaProducer<>(
                unconnected(), new ByteArraySerializer(), new ByteArraySerializer());
        var consumerMetrics = new KafkaClientMetrics(consumer);
        var producerMetrics = new KafkaClientMetrics(producer)) {
      consumerMetrics.bindTo(meters);
      producerMetrics.bindTo(meters);
      return MetricsTable.ofScrape(meters.scrape());
    } finally {
      process.close();
    }
  }

  private void register(PrometheusMeterRegistry meters) {
    Configuration configuration =
        Configuration.load(Optional.empty(), Map.of("data-dir", directory.toString()), Map.of());
    Stage ingest =
        new Ingest(IngestConfig.from(configuration.section("ingest")), configuration, meters);
    new LabelEstimator(
        LabelEstimatorConfig.from(configuration.section("label-estimator")), configuration, meters);
    new Learner(LearnerConfig.from(configuration.section("learner")), configuration, meters);
    new Serving(ServingConfig.from(configuration.section("serving")), configuration, meters);
    ProcessMetrics.watch(meters, "ingest", ingest);
  }

  private static Properties unconnected() {
    Properties properties = new Properties();
    properties.setProperty("bootstrap.servers", "127.0.0.1:1");
    return properties;
  }
}
