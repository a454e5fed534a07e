package io.gleaner.learner;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/** The same steps in a Python process, which works only while it is asked to. */
final class PythonReference implements AutoCloseable {

  private final Process process;
  private final BufferedReader answers;
  private final Writer questions;

  PythonReference(String... command) throws IOException {
    this.process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    this.answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    this.questions = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
    answer();
  }

  /** Makes so many steps. */
  StepTime time(int steps) throws IOException {
    questions.write(steps + "\n");
    questions.flush();
    double wall = Double.parseDouble(answer());
    double processor = Double.parseDouble(answer());
    return new StepTime(wall, processor);
  }

  private String answer() throws IOException {
    String line = answers.readLine();
    if (line == null) {
      throw new EOFException("the Python process ended, see above");
    }
    return line;
  }

  @Override
  public void close() throws IOException {
    questions.close();
    answers.close();
    process.destroy();
  }
}
