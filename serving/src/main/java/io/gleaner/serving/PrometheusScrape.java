package io.gleaner.serving;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Optional;

/**
 * A registry whose meters can be scraped.
 *
 * @param meters where to register
 * @param prometheus what to scrape
 */
record PrometheusScrape(MeterRegistry meters, PrometheusMeterRegistry prometheus) {
  /** The registry itself if it is Prometheus's or has one inside; otherwise both side by side. */
  static PrometheusScrape of(MeterRegistry meters) {
    if (meters instanceof PrometheusMeterRegistry prometheus) {
      return new PrometheusScrape(meters, prometheus);
    }
    Optional<PrometheusMeterRegistry> inside =
        meters instanceof CompositeMeterRegistry composite ? find(composite) : Optional.empty();
    if (inside.isPresent()) {
      return new PrometheusScrape(meters, inside.get());
    }
    PrometheusMeterRegistry added = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    CompositeMeterRegistry both = new CompositeMeterRegistry();
    both.add(meters);
    both.add(added);
    return new PrometheusScrape(both, added);
  }

  private static Optional<PrometheusMeterRegistry> find(CompositeMeterRegistry composite) {
    return composite.getRegistries().stream()
        .filter(PrometheusMeterRegistry.class::isInstance)
        .map(PrometheusMeterRegistry.class::cast)
        .findFirst();
  }
}
