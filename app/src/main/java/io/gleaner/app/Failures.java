package io.gleaner.app;

import io.gleaner.app.broker.BrokerStartException;
import io.gleaner.app.command.UsageException;
import io.gleaner.app.explain.NoExplanationException;
import io.gleaner.network.WeightsDownloadException;
import io.gleaner.protocol.BrokerUnreachableException;
import io.gleaner.protocol.ConfigurationException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns what went wrong into one line that says what to do, and an exit code. */
final class Failures {

  private Failures() {}

  /** A wrong command line. */
  static int usage(ParameterException e, CommandLine command, boolean stacktrace) {
    String suggestions =
        e instanceof UnmatchedArgumentException unmatched
            ? unmatched.getSuggestions().stream().findFirst().orElse("")
            : "";
    String message =
        suggestions.isEmpty() ? message(e) : message(e) + "; did you mean " + suggestions + "?";
    report(command, message + " (see " + name(command) + " --help)", e, stacktrace);
    return ExitCode.USAGE;
  }

  /** Something that went wrong while the command ran. */
  static int execution(Exception e, CommandLine command, boolean stacktrace) {
    boolean foreseen =
        e instanceof BrokerUnreachableException
            || e instanceof BrokerStartException
            || e instanceof ConfigurationException
            || e instanceof UsageException
            || e instanceof NoExplanationException
            || e instanceof WeightsDownloadException;
    String message =
        foreseen
            ? message(e)
            : "%s: %s (--stacktrace shows where)"
                .formatted(e.getClass().getSimpleName(), message(e));
    report(command, message, e, stacktrace);
    boolean usage = e instanceof ConfigurationException || e instanceof UsageException;
    return usage ? ExitCode.USAGE : ExitCode.SOFTWARE;
  }

  private static void report(CommandLine command, String message, Exception e, boolean trace) {
    PrintWriter err = command.getErr();
    err.println(name(command) + ": " + message);
    if (trace) {
      e.printStackTrace(err);
    }
    err.flush();
  }

  private static String name(CommandLine command) {
    return command.getCommandSpec().qualifiedName();
  }

  private static String message(Exception e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message.lines().findFirst().orElse("");
  }
}
