package io.gleaner.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

@DisplayName("Values and gradients computed by the papers' own code")
class GoldenTest {
  /** Read by the tests of other modules, or no data. */
  private static final Set<String> DELEGATED =
      Set.of(
          "metrics.json",
          "query2label_head.json",
          "network",
          "class_aware_sampler.json",
          "INDEX.json",
          "README.md");

  @TestFactory
  @DisplayName("match, every file of them")
  Stream<DynamicNode> everyFile() throws IOException {
    Optional<Path> folder = GoldenFolder.find();
    if (folder.isEmpty()) {
      String reason = "GoldenTest skipped: no folder -Dgolden.dir (../shared/golden)";
      System.out.println(reason);
      return Stream.of(DynamicTest.dynamicTest(reason, () -> Assumptions.abort(reason)));
    }
    Map<String, GoldenChecks.Check> checks = GoldenChecks.byFile();
    List<DynamicNode> nodes = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder.orElseThrow())) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        if (!DELEGATED.contains(name)) {
          nodes.add(checked(file, name, checks));
        }
      }
    }
    nodes.add(
        DynamicTest.dynamicTest(
            "no file is missing",
            () ->
                assertThat(checks.keySet())
                    .allSatisfy(f -> assertThat(folder.orElseThrow().resolve(f)).exists())));
    return nodes.stream();
  }

  private static DynamicNode checked(
      Path file, String name, Map<String, GoldenChecks.Check> checks) {
    GoldenChecks.Check check = checks.get(name);
    if (check == null) {
      return DynamicTest.dynamicTest(name, () -> fail("no test knows the file " + name));
    }
    JsonNode content = read(file);
    List<DynamicNode> cases = new ArrayList<>();
    if (content.has("cases") && content.at("/cases/0").has("name")) {
      int index = 0;
      for (JsonNode one : content.get("cases")) {
        String label = "%d %s %s".formatted(index++, one.get("name").asText(), one.get("params"));
        cases.add(DynamicTest.dynamicTest(label, () -> check.run(one)));
      }
    } else {
      cases.add(DynamicTest.dynamicTest("whole", () -> check.run(content)));
    }
    assertThat(cases).isNotEmpty();
    return DynamicContainer.dynamicContainer(name, cases);
  }

  private static JsonNode read(Path file) {
    try {
      return new ObjectMapper().readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
