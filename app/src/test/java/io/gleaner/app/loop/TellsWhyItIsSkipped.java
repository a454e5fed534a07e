package io.gleaner.app.loop;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.testcontainers.DockerClientFactory;

/** Says on the console why a test that needs Docker does not run; the report alone hides it. */
final class TellsWhyItIsSkipped implements ExecutionCondition {

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    if (DockerClientFactory.instance().isDockerAvailable()) {
      return ConditionEvaluationResult.enabled("Docker answers");
    }
    String why = context.getDisplayName() + ": skipped, because no Docker engine answers";
    System.out.println(why);
    return ConditionEvaluationResult.disabled(why);
  }
}
