package io.gleaner.app.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import picocli.CommandLine.Option;

/** How every bench prints its result: as text for people, or as JSON with names in snake_case. */
final class BenchOutput {

  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT);

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  /**
   * Prints what was asked for.
   *
   * @param text of the same result, without the last line's end
   */
  void print(Object result, String text) throws JsonProcessingException {
    System.out.println(json ? MAPPER.writeValueAsString(result) : text);
  }
}
