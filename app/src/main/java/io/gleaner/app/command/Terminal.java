package io.gleaner.app.command;

/** Where the command's output goes. */
public final class Terminal {

  private Terminal() {}

  /**
   * Whether a person watches, so that lines may be redrawn. The launcher asks the shell: {@link
   * System#console()} means another thing in every Java version.
   */
  public static boolean isInteractive() {
    return Boolean.getBoolean("gleaner.terminal");
  }
}
