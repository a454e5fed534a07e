package io.gleaner.app.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.util.JsonFormat;
import io.gleaner.app.command.ConfigurationOption;
import io.gleaner.network.CheckpointReader;
import io.gleaner.protocol.Configuration;
import io.gleaner.protocol.LabelSpace;
import io.gleaner.protocol.LabelSpaceTopic;
import io.gleaner.protocol.v1.ModelVersion;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gleaner model}. */
@Command(
    name = "model",
    description = {
      "Shows the models there are, takes an operator's word on them, exports them.",
      "",
      "A model is named LINEAGE/STEP. Serving loads the newest that is PROMOTED or UNGATED.",
      ""
    })
public final class ModelCommand implements Runnable {

  private static final String MODEL = "LINEAGE/STEP";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Clock clock = Clock.systemUTC();
  @Spec private @Nullable CommandSpec spec;

  /** For picocli. */
  public ModelCommand() {}

  @Override
  public void run() {
    throw new ParameterException(
        Objects.requireNonNull(spec).commandLine(),
        "which one: list, show, promote, reject or export?");
  }

  @Command(
      name = "list",
      description = "Prints the models, the newest first; * marks the one being served.%n")
  int list(
      @Mixin ConfigurationOption option,
      @Option(names = "--json", description = "One JSON object a line.") boolean json)
      throws IOException {
    Configuration configuration = option.connect();
    KnownModels models = topic(configuration).read();
    List<ModelLine> lines = lines(models, CheckpointDirectory.of(configuration));
    PrintWriter out = out();
    if (!json) {
      out.println(lines.isEmpty() ? "no models yet" : ModelLine.heading());
    }
    for (ModelLine line : lines) {
      out.println(json ? json(line) : line.toString());
    }
    out.flush();
    return 0;
  }

  private static List<ModelLine> lines(KnownModels models, CheckpointDirectory checkpoints)
      throws IOException {
    Optional<ModelName> served = models.served();
    List<ModelLine> lines = new ArrayList<>();
    for (ModelName name : checkpoints.names()) {
      if (models.find(name).isEmpty()) {
        lines.add(ModelLine.unannounced(name));
      }
    }
    for (ModelVersion model : models.all()) {
      ModelName name = ModelName.of(model);
      lines.add(
          ModelLine.of(model, served.filter(name::equals).isPresent(), checkpoints.has(name)));
    }
    return lines;
  }

  private static String json(ModelLine line) throws JsonProcessingException {
    return JSON.writeValueAsString(line);
  }

  @Command(name = "show", description = "Prints all that is known of a model.%n")
  int show(
      @Mixin ConfigurationOption option,
      @Parameters(paramLabel = MODEL, description = "The model.") String name,
      @Option(names = "--json", description = "Its record as one JSON object.") boolean json)
      throws IOException {
    ModelName wanted = ModelName.given(name);
    Configuration configuration = option.connect();
    KnownModels models = topic(configuration).read();
    ModelVersion model = models.get(wanted);
    if (json) {
      out()
          .println(
              JsonFormat.printer()
                  .omittingInsignificantWhitespace()
                  .alwaysPrintFieldsWithNoPresence()
                  .print(model));
    } else {
      String checkpoint = CheckpointDirectory.of(configuration).condition(model);
      new ModelDescription(model, labels(configuration), checkpoint)
          .lines()
          .forEach(out()::println);
    }
    out().flush();
    return 0;
  }

  @Command(
      name = "promote",
      description = {
        "Has a model served, whatever the gate said. The learner compares with it from then on.",
        "",
        "Tags that a rejected newer model made stay until a newer model scores their images again.",
        ""
      })
  int promote(
      @Mixin ConfigurationOption option,
      @Parameters(paramLabel = MODEL, description = "The model.") String name,
      @Option(
              names = "--reject-newer",
              description = "Reject the newer models that would be served instead.")
          boolean rejectNewer,
      @Option(
              names = "--reason",
              paramLabel = "TEXT",
              defaultValue = "promoted by hand",
              description = "Why, for the record. Default: ${DEFAULT-VALUE}.")
          String reason)
      throws IOException {
    ModelName wanted = ModelName.given(name);
    Configuration configuration = option.connect();
    ModelsTopic topic = topic(configuration);
    KnownModels models = topic.read();
    CheckpointDirectory.of(configuration).verify(models.get(wanted));
    topic.publish(new OperatorsWord(models, reason).promote(wanted, rejectNewer));
    out().printf("%s is promoted; serving loads it now%n", wanted).flush();
    return 0;
  }

  @Command(
      name = "reject",
      description = {
        "Takes a model away from serving, which falls back to the newest other one it may serve.",
        "",
        "Its checkpoint stays. Tags that it made stay until a newer model scores their images again.",
        ""
      })
  int reject(
      @Mixin ConfigurationOption option,
      @Parameters(paramLabel = MODEL, description = "The model.") String name,
      @Option(
              names = "--reason",
              paramLabel = "TEXT",
              defaultValue = "rejected by hand",
              description = "Why, for the record. Default: ${DEFAULT-VALUE}.")
          String reason)
      throws IOException {
    ModelName wanted = ModelName.given(name);
    ModelsTopic topic = topic(option.connect());
    topic.publish(List.of(new OperatorsWord(topic.read(), reason).reject(wanted)));
    String now =
        topic
            .read()
            .served()
            .map(served -> "serving loads %s".formatted(served))
            .orElse("no model is left to serve: serving keeps the one it has until it restarts");
    out().printf("%s is rejected; %s%n", wanted, now).flush();
    return 0;
  }

  @Command(
      name = "export",
      description = {
        "Writes a model for other programs: model.safetensors, config.json, README.md (model card).",
        "",
        "There is no ONNX: neither DJL nor the PyTorch library under it can write such a file.",
        ""
      })
  int export(
      @Mixin ConfigurationOption option,
      @Parameters(index = "0", paramLabel = MODEL, description = "The model.") String name,
      @Parameters(index = "1", paramLabel = "DIR", description = "Where to; new or empty.")
          Path directory)
      throws IOException {
    ModelName wanted = ModelName.given(name);
    Configuration configuration = option.connect();
    KnownModels models = topic(configuration).read();
    ModelVersion model = models.get(wanted);
    CheckpointDirectory checkpoints = CheckpointDirectory.of(configuration);
    CheckpointReader checkpoint = checkpoints.open(model);
    new ModelExport(checkpoints, directory)
        .write(checkpoint, card(configuration, models, model, checkpoint));
    out().printf("%s is written to %s%n", wanted, directory).flush();
    return 0;
  }

  private static ModelCard card(
      Configuration configuration,
      KnownModels models,
      ModelVersion model,
      CheckpointReader checkpoint) {
    return new ModelCard(model, checkpoint.manifest(), labels(configuration), models.priors(model));
  }

  private static LabelSpace labels(Configuration configuration) {
    try (LabelSpaceTopic topic = new LabelSpaceTopic(configuration)) {
      return topic.read().orElse(LabelSpace.of(List.of()));
    }
  }

  private ModelsTopic topic(Configuration configuration) {
    return new ModelsTopic(configuration, clock);
  }

  private PrintWriter out() {
    return Objects.requireNonNull(spec).commandLine().getOut();
  }
}
