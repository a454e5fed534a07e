package io.gleaner.app;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.StringValue;
import com.google.protobuf.util.JsonFormat;
import io.gleaner.app.command.ConfigurationOption;
import io.gleaner.protocol.Configuration;
import io.gleaner.protocol.v1.TagRecord;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gleaner tags}. */
@Command(
    name = "tags",
    description = {
      "Prints tag records as JSON lines: each image's newest, or all as they come.",
      "",
      "  gleaner tags --id dog.jpg | jq '.tags[] | select(.present)'",
      ""
    })
final class TagsCommand implements Callable<Integer> {

  private static final JsonFormat.Printer JSON =
      JsonFormat.printer().omittingInsignificantWhitespace().alwaysPrintFieldsWithNoPresence();

  @Spec private @Nullable CommandSpec spec;
  @Mixin private ConfigurationOption configuration = new ConfigurationOption();

  @Option(
      names = "--follow",
      description = "Print what is there, then go on printing until Ctrl-C.")
  private boolean follow;

  @Option(names = "--id", description = "Only this image.")
  private @Nullable String id;

  @Override
  public Integer call() throws InvalidProtocolBufferException {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    Configuration settings = configuration.connect();
    try (TagReader reader = new TagReader(settings, id)) {
      if (follow) {
        reader.follow(
            (image, value) -> {
              out.println(line(image, value));
              out.flush();
            },
            out::checkError);
      } else {
        reader.newest((image, value) -> out.println(line(image, value)));
      }
    }
    out.flush();
    return 0;
  }

  private static String line(String image, byte @Nullable [] value)
      throws InvalidProtocolBufferException {
    return value == null
        ? "{\"id\":%s,\"deleted\":true}".formatted(quoted(image))
        : JSON.print(TagRecord.parseFrom(value));
  }

  private static String quoted(String text) throws InvalidProtocolBufferException {
    return JSON.print(StringValue.of(text));
  }
}
