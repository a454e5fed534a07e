package io.gleaner.app;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;
import io.gleaner.ingest.offence.ImportsEvaluation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The modules")
class ModulesTest {

  /** Who may import whom; the table of docs/DESIGN.md. */
  private static final Map<String, List<String>> MAY_IMPORT = new LinkedHashMap<>();

  static {
    MAY_IMPORT.put("protocol", List.of());
    MAY_IMPORT.put("evaluation", List.of());
    MAY_IMPORT.put("objective", List.of());
    MAY_IMPORT.put("network", List.of("protocol"));
    MAY_IMPORT.put("ingest", List.of("protocol"));
    MAY_IMPORT.put("estimator", List.of("protocol", "evaluation", "objective"));
    MAY_IMPORT.put("learner", List.of("protocol", "evaluation", "objective", "network"));
    MAY_IMPORT.put("serving", List.of("protocol", "evaluation", "network"));
    MAY_IMPORT.put(
        "app",
        List.of(
            "protocol",
            "evaluation",
            "objective",
            "network",
            "ingest",
            "estimator",
            "learner",
            "serving"));
  }

  /** Libraries that only some modules may use. */
  private static final Map<String, List<String>> USED_ONLY_BY =
      Map.of(
          "ai.djl..", List.of("network", "learner", "serving"),
          // app: the topology that the label-estimator is measured against
          "org.apache.kafka.streams..", List.of("estimator", "app"),
          "org.apache.kafka..",
              List.of("protocol", "ingest", "estimator", "learner", "serving", "app"),
          "kafka..", List.of("app"),
          "picocli..", List.of("app"));

  @SuppressWarnings("NullAway.Init") // set before all
  private static JavaClasses classes;

  @BeforeAll
  static void importClasses() {
    classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.gleaner");
  }

  static Stream<String> modules() {
    return MAY_IMPORT.keySet().stream();
  }

  @ParameterizedTest(name = "{0} imports only what it may")
  @MethodSource("modules")
  void shouldKeepToTheTable(String module) {
    assertThat(classes).anyMatch(c -> c.getPackageName().startsWith("io.gleaner." + module));
    importsOnlyWhatItMay(module).check(classes);
  }

  @Test
  @DisplayName("use a library only where the table gives it to them")
  void shouldKeepLibrariesInTheirModules() {
    USED_ONLY_BY.forEach(
        (library, modules) ->
            noClasses()
                .that(resideInAnyPackage(packages(others(modules))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(classes));
  }

  @Test
  @DisplayName("have no cycles of packages")
  void shouldHaveNoCycles() {
    slices().matching("io.gleaner.(**)").should().beFreeOfCycles().check(classes);
  }

  @Test
  @DisplayName("are caught when one imports what it may not")
  void shouldCatchAViolation() {
    JavaClasses offence = new ClassFileImporter().importClasses(ImportsEvaluation.class);
    EvaluationResult result = importsOnlyWhatItMay("ingest").evaluate(offence);
    assertThat(result.getFailureReport().getDetails())
        .anyMatch(line -> line.contains("ImportsEvaluation") && line.contains("ProbabilityGap"));
    assertThatCode(() -> importsOnlyWhatItMay("serving").check(offence)).doesNotThrowAnyException();
  }

  private static ArchRule importsOnlyWhatItMay(String module) {
    List<String> forbidden =
        MAY_IMPORT.keySet().stream()
            .filter(other -> !other.equals(module))
            .filter(other -> !MAY_IMPORT.getOrDefault(module, List.of()).contains(other))
            .toList();
    return noClasses()
        .that()
        .resideInAPackage("io.gleaner." + module + "..")
        .should()
        .dependOnClassesThat(resideInAnyPackage(packages(forbidden)))
        .allowEmptyShould(true);
  }

  private static List<String> others(List<String> modules) {
    return MAY_IMPORT.keySet().stream().filter(module -> !modules.contains(module)).toList();
  }

  private static String[] packages(List<String> modules) {
    return modules.stream().map(m -> "io.gleaner." + m + "..").toArray(String[]::new);
  }
}
