package io.gleaner.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;

class PrometheusScrapeTest {
  private final PrometheusMeterRegistry prometheus =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  @Test
  void shouldScrapeThePrometheusRegistryItIsGiven() {
    assertThat(PrometheusScrape.of(prometheus))
        .isEqualTo(new PrometheusScrape(prometheus, prometheus));
  }

  @Test
  void shouldFindOneInsideAComposite() {
    CompositeMeterRegistry composite = new CompositeMeterRegistry();
    composite.add(new SimpleMeterRegistry());
    composite.add(prometheus);
    assertThat(PrometheusScrape.of(composite))
        .isEqualTo(new PrometheusScrape(composite, prometheus));
  }

  @Test
  void shouldPutOneBesideAnyOther() {
    SimpleMeterRegistry simple = new SimpleMeterRegistry();
    PrometheusScrape scrape = PrometheusScrape.of(simple);
    scrape.meters().counter("seen").increment();
    assertThat(simple.counter("seen").count()).isEqualTo(1);
    assertThat(scrape.prometheus().scrape()).contains("seen_total 1.0");
  }
}
