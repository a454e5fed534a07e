package io.gleaner.app.submission;

import io.gleaner.app.command.ConfigurationOption;
import io.gleaner.app.command.UsageException;
import io.gleaner.protocol.LabelSpace;
import io.gleaner.protocol.LabelSpaceTopic;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gleaner classes}. */
@Command(
    name = "classes",
    description = {
      "Says what can be on an image. Classes are only ever added: their order is what records mean.",
      ""
    })
public final class ClassesCommand implements Runnable {

  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        Objects.requireNonNull(spec).commandLine(), "which one: add or list?");
  }

  @Command(name = "add", description = "Appends classes; those already known are passed over.%n")
  int add(
      @Mixin ConfigurationOption configuration,
      @Parameters(arity = "1..*", paramLabel = "NAME", description = "Class names.")
          List<String> names) {
    if (names.stream().anyMatch(String::isBlank)) {
      throw new UsageException("a class name is blank");
    }
    try (LabelSpaceTopic topic = new LabelSpaceTopic(configuration.connect())) {
      LabelSpace before = topic.read().orElse(LabelSpace.of(List.of()));
      LabelSpace after = topic.append(names.stream().map(String::strip).toList());
      out()
          .printf("%d classes added, %d in all%n", after.size() - before.size(), after.size())
          .flush();
      return 0;
    }
  }

  @Command(name = "list", description = "Prints the classes, one a line, by index.%n")
  int list(@Mixin ConfigurationOption configuration) {
    try (LabelSpaceTopic topic = new LabelSpaceTopic(configuration.connect())) {
      PrintWriter out = out();
      topic.read().orElse(LabelSpace.of(List.of())).names().forEach(out::println);
      out.flush();
      return 0;
    }
  }

  private PrintWriter out() {
    return Objects.requireNonNull(spec).commandLine().getOut();
  }
}
