package io.gleaner.app.explain;

import io.gleaner.app.command.ConfigurationOption;
import io.gleaner.protocol.Configuration;
import io.gleaner.protocol.HttpAccess;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gleaner explain}. */
@Command(
    name = "explain",
    description = {
      "Shows why an image is tagged as it is: who said what, what is believed now, which training"
          + " steps moved it, and what was published.",
      "",
      "Asks the label-estimator at gleaner.label-estimator.application-server, which passes the"
          + " question on if another instance holds the image.",
      ""
    })
public final class ExplainCommand implements Callable<Integer> {

  private static final int MOST_CLASSES = 20;

  @Spec private @Nullable CommandSpec spec;
  @Mixin private ConfigurationOption configuration = new ConfigurationOption();

  @Parameters(index = "0", paramLabel = "IMAGE", description = "The image's id.")
  private String image = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "CLASS",
      description =
          "Only this class. Without it, those that somebody spoke of, that are tagged, or whose"
              + " estimate is not the class prior.")
  private @Nullable String className;

  @Option(
      names = "--at",
      paramLabel = "HOST:PORT",
      description = "Another label-estimator than the configured one.")
  private @Nullable String address;

  @Option(
      names = "--all",
      description = "All these classes, not only the " + MOST_CLASSES + " most telling.")
  private boolean all;

  @Option(names = "--json", description = "Print the answer as JSON.")
  private boolean json;

  /** For picocli. */
  public ExplainCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    Configuration settings = configuration.load();
    String asked =
        address != null
            ? address
            : settings.section("label-estimator").getString("application-server");
    Optional<String> authorization = HttpAccess.authorization(settings.section("access"));
    String answer = new EstimatorClient(asked, authorization).explain(image, className);
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    if (json) {
      out.print(answer);
    } else {
      int most = all ? Integer.MAX_VALUE : MOST_CLASSES;
      out.print(ExplanationText.of(EstimatorClient.parse(answer), most));
    }
    out.flush();
    return 0;
  }
}
