package io.gleaner.app.experiment;

import io.gleaner.app.command.UsageException;
import io.gleaner.app.experiment.Plan.Arrival;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** In which order training goes over the images. */
final class PlanOptions {

  private static final int DEFAULT_EPOCHS = 25;
  private static final double DEFAULT_REPLAYS = 8;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description =
          "Passes over the training images; the one with the best validation mAP counts."
              + " Default: "
              + DEFAULT_EPOCHS
              + ".")
  private @Nullable Integer epochs;

  @Option(
      names = "--stream",
      description = "One pass in order of arrival, with replay, instead of epochs.")
  private boolean stream;

  @Option(
      names = "--replays",
      paramLabel = "R",
      description = "With --stream: replays for each arrival. Default: 8.")
  private @Nullable Double replays;

  @Option(
      names = "--buffer",
      paramLabel = "N",
      description = "With --stream: images kept for replay. Default: all.")
  private @Nullable Integer buffer;

  @Option(
      names = "--arrival",
      paramLabel = "shuffled|by-class",
      description = "With --stream: in which order images arrive. Default: shuffled.")
  private @Nullable String arrival;

  Plan plan() {
    if (stream) {
      if (epochs != null) {
        throw new UsageException("--stream is one pass: leave --epochs out");
      }
      return new Plan.Stream(
          replays == null ? DEFAULT_REPLAYS : atLeast(0, replays, "--replays"),
          buffer == null ? 0 : (int) atLeast(1, buffer, "--buffer"),
          arrival());
    }
    if (replays != null || buffer != null || arrival != null) {
      throw new UsageException("--replays, --buffer and --arrival go with --stream");
    }
    return new Plan.Epochs(epochs == null ? DEFAULT_EPOCHS : (int) atLeast(1, epochs, "--epochs"));
  }

  private Arrival arrival() {
    if (arrival == null || arrival.equals("shuffled")) {
      return Arrival.SHUFFLED;
    }
    if (arrival.equals("by-class")) {
      return Arrival.BY_CLASS;
    }
    throw new UsageException("--arrival %s: it is shuffled or by-class".formatted(arrival));
  }

  private static double atLeast(double least, double value, String option) {
    if (!(value >= least)) {
      throw new UsageException("%s must be at least %.0f, not %s".formatted(option, least, value));
    }
    return value;
  }
}
