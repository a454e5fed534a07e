package io.gleaner.app.stage;

import io.gleaner.protocol.Stage;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.logging.LogbackMetrics;
import io.micrometer.core.instrument.binder.system.DiskSpaceMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import java.nio.file.Path;

/** What every process is watched for. Each stage binds its own Kafka clients and streams. */
public final class ProcessMetrics implements AutoCloseable {

  private final JvmGcMetrics collections = new JvmGcMetrics();
  private final LogbackMetrics logs = new LogbackMetrics();

  private ProcessMetrics() {}

  /**
   * Watches this JVM and the disk it writes to.
   *
   * @param dataDir exists
   */
  public static ProcessMetrics bind(MeterRegistry meters, Path dataDir) {
    ProcessMetrics metrics = new ProcessMetrics();
    metrics.collections.bindTo(meters);
    metrics.logs.bindTo(meters);
    new JvmMemoryMetrics().bindTo(meters);
    new JvmThreadMetrics().bindTo(meters);
    new ClassLoaderMetrics().bindTo(meters);
    new ProcessorMetrics().bindTo(meters);
    new FileDescriptorMetrics().bindTo(meters);
    new UptimeMetrics().bindTo(meters);
    new DiskSpaceMetrics(dataDir.toFile()).bindTo(meters);
    return metrics;
  }

  /** Tells whether a stage does its work. */
  public static void watch(MeterRegistry meters, String name, Stage stage) {
    Gauge.builder("gleaner.ready", stage, s -> s.ready() ? 1 : 0)
        .description("1 while the stage does its work, 0 while it waits for something")
        .tag("stage", name)
        .register(meters);
  }

  @Override
  public void close() {
    collections.close();
    logs.close();
  }
}
