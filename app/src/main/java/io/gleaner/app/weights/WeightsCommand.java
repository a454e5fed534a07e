package io.gleaner.app.weights;

import io.gleaner.app.command.Progress;
import io.gleaner.app.command.UsageException;
import io.gleaner.network.PublishedWeights;
import io.gleaner.network.WeightsCache;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gleaner weights}. */
@Command(
    name = "weights",
    description = {"Gets weights that others have trained and published, for backbones.", ""})
public final class WeightsCommand implements Runnable {

  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(20);

  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        Objects.requireNonNull(spec).commandLine(), "which one: fetch or list?");
  }

  @Command(
      name = "fetch",
      description = {
        "Downloads a backbone's weights, checks their SHA-256, and says where they are.",
        ""
      })
  int fetch(
      @Parameters(paramLabel = "BACKBONE", description = "One that `gleaner weights list` names.")
          String backbone,
      @Option(
              names = "--cache",
              paramLabel = "DIRECTORY",
              description = "Where to keep them; by default ~/.cache/gleaner/weights.")
          @Nullable Path directory)
      throws IOException {
    PublishedWeights weights = published(backbone);
    HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT_WITHIN)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
    Path cache = directory == null ? userCache() : directory;
    PrintWriter out = out();
    long bytes = weights.roundedBytes();
    try (Progress progress = Downloads.progress(backbone, bytes, out, Clock.systemUTC())) {
      Path file = new WeightsCache(cache, WeightsCache.HUB, client).fetch(weights, progress::at);
      out.printf("%s (%s)%n", file.toAbsolutePath(), weights.origin());
    }
    out.println("To train on them, put that file's name into gleaner.learner.network.weights.");
    out.flush();
    return 0;
  }

  @Command(name = "list", description = "Prints the backbones whose weights can be fetched.%n")
  int list() {
    PrintWriter out = out();
    for (PublishedWeights weights : PublishedWeights.known()) {
      out.printf(
          "%-12s %4d MB  %s at %s: %s%n",
          weights.backbone(),
          weights.megabytes(),
          weights.repository(),
          weights.revision(),
          weights.origin());
    }
    out.flush();
    return 0;
  }

  private static PublishedWeights published(String backbone) {
    return PublishedWeights.known().stream()
        .filter(weights -> weights.backbone().equals(backbone))
        .findFirst()
        .orElseThrow(
            () ->
                new UsageException(
                    "no published weights are known for '%s', only for %s; a file of your own goes into gleaner.learner.network.weights"
                        .formatted(backbone, names())));
  }

  private static String names() {
    return PublishedWeights.known().stream()
        .map(PublishedWeights::backbone)
        .collect(Collectors.joining(", "));
  }

  /** As the XDG base directory specification has it. */
  private static Path userCache() {
    Path caches =
        Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
            .filter(value -> !value.isBlank())
            .map(Path::of)
            .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"));
    return caches.resolve("gleaner").resolve("weights");
  }

  private PrintWriter out() {
    return Objects.requireNonNull(spec).commandLine().getOut();
  }
}
