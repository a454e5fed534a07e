package io.gleaner.app;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import io.gleaner.app.command.ConfigurationOption;
import io.gleaner.protocol.Configuration;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gleaner config}. */
@Command(
    name = "config",
    description = {
      "Prints the settings in effect: defaults, file, environment.",
      "",
      "Every key can also be set by an environment variable: GLEANER_LEARNER_BATCH_SIZE sets"
          + " gleaner.learner.batch-size.",
      ""
    })
final class ConfigCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;
  @Mixin private ConfigurationOption configuration = new ConfigurationOption();

  @Option(
      names = "--defaults",
      description = "Print every setting there is, with its default and what it means.")
  private boolean defaults;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    if (defaults) {
      printDefaults(out);
    } else {
      out.print(effective(configuration.load()));
    }
    out.flush();
    return 0;
  }

  private static String effective(Configuration configuration) {
    return Secrets.hidden(configuration.config())
        .atPath("gleaner")
        .root()
        .render(ConfigRenderOptions.defaults().setOriginComments(false).setJson(false));
  }

  private static void printDefaults(PrintWriter out) throws IOException {
    ClassLoader loader = ConfigCommand.class.getClassLoader();
    for (URL url : Collections.list(loader.getResources("reference.conf"))) {
      try (var in = url.openStream()) {
        String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        if (ConfigFactory.parseString(text).hasPath("gleaner")) {
          out.println(text);
        }
      }
    }
  }
}
