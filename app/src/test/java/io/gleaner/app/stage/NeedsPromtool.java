package io.gleaner.app.stage;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skips a test where there is no promtool, and says so on the console. */
final class NeedsPromtool implements ExecutionCondition {

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    if (Stream.of(path.split(File.pathSeparator))
        .map(directory -> Path.of(directory, "promtool"))
        .anyMatch(Files::isExecutable)) {
      return ConditionEvaluationResult.enabled("promtool is there");
    }
    String why =
        context.getDisplayName()
            + ": skipped, because no promtool is on the PATH (Debian's package prometheus has it)";
    System.out.println(why);
    return ConditionEvaluationResult.disabled(why);
  }
}
