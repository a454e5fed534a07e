package io.gleaner.app.submission;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.gleaner.app.command.ConfigurationOption;
import io.gleaner.app.command.UsageException;
import io.gleaner.protocol.BrokerUnreachableException;
import io.gleaner.protocol.Configuration;
import io.gleaner.protocol.LabelSpace;
import io.gleaner.protocol.LabelSpaceTopic;
import io.gleaner.protocol.v1.ImageSubmission;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gleaner submit}. */
@Command(
    name = "submit",
    description = {
      "Sends one image with the labels you have, or labels alone for an image sent before.",
      "",
      "  gleaner submit dog.jpg --present dog --absent cat",
      "  gleaner submit --id dog.jpg --present ball",
      ""
    })
public final class SubmitCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;
  @Mixin private ConfigurationOption configuration = new ConfigurationOption();

  @Parameters(arity = "0..1", paramLabel = "FILE", description = "A JPEG or PNG.")
  private @Nullable Path file;

  @Option(names = "--id", description = "The image's id (default: the file's name).")
  private @Nullable String id;

  @Option(
      names = "--present",
      paramLabel = "CLASS",
      split = ",",
      description = "Classes on the image; several: repeat, or separate by commas.")
  private List<String> present = new ArrayList<>();

  @Option(
      names = "--absent",
      paramLabel = "CLASS",
      split = ",",
      description = "Classes that are not on the image.")
  private List<String> absent = new ArrayList<>();

  @Option(
      names = "--role",
      paramLabel = "train|holdout",
      defaultValue = "train",
      description = "What the image is for (default: train).")
  private RoleOption role = RoleOption.TRAIN;

  @Option(
      names = "--source",
      paramLabel = "NAME",
      defaultValue = "submit",
      description = "Who says so (default: submit).")
  private String source = "submit";

  @Override
  public Integer call() throws IOException {
    ImageSubmission.Builder submission =
        ImageSubmission.newBuilder()
            .addAllPresent(present)
            .addAllAbsent(absent)
            .setRole(role.role());
    Path image = file;
    if (image != null) {
      submission.setId(image.getFileName().toString()).setImage(image(image));
    } else if (id == null || (present.isEmpty() && absent.isEmpty())) {
      throw new UsageException("nothing to send: give a FILE, or --id with --present or --absent");
    }
    if (id != null) {
      submission.setId(id);
    }
    Configuration settings = configuration.connect();
    refuseUnknownClasses(settings);
    RecordMetadata sent = send(settings, submission);
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    out.printf(
        "sent %s to %s, partition %d offset %d%n",
        submission.getId(), sent.topic(), sent.partition(), sent.offset());
    out.flush();
    return 0;
  }

  private static ByteString image(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new UsageException("no file " + file + ": check the path");
    }
    return UnsafeByteOperations.unsafeWrap(Files.readAllBytes(file));
  }

  private void refuseUnknownClasses(Configuration settings) {
    try (LabelSpaceTopic topic = new LabelSpaceTopic(settings)) {
      LabelSpace known = topic.read().orElse(LabelSpace.of(List.of()));
      Stream.concat(present.stream(), absent.stream())
          .filter(name -> known.indexOf(name).isEmpty())
          .findFirst()
          .ifPresent(
              name -> {
                throw new UsageException("unknown class " + Import.unknown(name, known));
              });
    }
  }

  private RecordMetadata send(Configuration settings, ImageSubmission.Builder submission) {
    CompletableFuture<RecordMetadata> acknowledged = new CompletableFuture<>();
    try (Submissions submissions =
        Submissions.connect(settings, "gleaner-submit", Clock.systemUTC())) {
      submissions.send(
          submission,
          source,
          (metadata, failure) -> {
            if (failure == null) {
              acknowledged.complete(metadata);
            } else {
              acknowledged.completeExceptionally(failure);
            }
          });
      submissions.flush();
      return acknowledged.join();
    } catch (CompletionException e) {
      throw new BrokerUnreachableException(
          "Kafka did not take the submission: " + e.getMessage(), e);
    }
  }
}
