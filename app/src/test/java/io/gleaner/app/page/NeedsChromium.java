package io.gleaner.app.page;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skips a test where no Chromium is installed, and says so on the console. */
final class NeedsChromium implements ExecutionCondition {

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    if (Chromium.find().isPresent()) {
      return ConditionEvaluationResult.enabled("Chromium is there");
    }
    String why = context.getDisplayName() + ": skipped, because no Chromium is on the PATH";
    System.out.println(why);
    return ConditionEvaluationResult.disabled(why);
  }
}
