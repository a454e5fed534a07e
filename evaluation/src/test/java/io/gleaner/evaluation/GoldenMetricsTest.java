package io.gleaner.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Compares with what seven codebases give. Where they rank equal scores one by one, in an order of
 * their own, only cases without ties compare; where they add 1e-8 to a denominator or give a class
 * without positives 0, the difference is undone exactly.
 */
@DisplayName("Metrics computed by other projects' own code")
class GoldenMetricsTest {
  private static final double TOLERANCE = 1e-9;

  /** scikit-learn's float32 epsilon in SRN's counts. */
  private static final double SRN_TOLERANCE = 1e-6;

  private static final Map<String, BiConsumer<GoldenMetrics, JsonNode>> CHECKS =
      Map.ofEntries(
          Map.entry("sklearn_AP_per_class", GoldenMetricsTest::sklearn),
          Map.entry("asl_AP_per_class", GoldenMetricsTest::aslPerClass),
          Map.entry("asl_mAP", GoldenMetricsTest::aslMean),
          Map.entry("ml_gcn_AP_per_class", GoldenMetricsTest::mlGcnPerClass),
          Map.entry("two_way_mAP_class", GoldenMetricsTest::twoWayClass),
          Map.entry("two_way_mAP_sample", GoldenMetricsTest::twoWaySample),
          Map.entry("query2label_AP_per_class", GoldenMetricsTest::vocPerClass),
          Map.entry("query2label_voc_mAP", GoldenMetricsTest::vocMean),
          Map.entry("mlspl", GoldenMetricsTest::mlspl),
          Map.entry("ml_gcn_overall", GoldenMetricsTest::mlGcnOverall),
          Map.entry("ml_gcn_top3", GoldenMetricsTest::mlGcnTop3),
          Map.entry("srn_top3", GoldenMetricsTest::srnTop3),
          Map.entry("asl_validate", GoldenMetricsTest::aslValidate));

  private static final List<String> INPUTS =
      List.of("name", "shape", "logits", "labels", "ml_gcn_AP_note");

  @TestFactory
  @DisplayName("match, every figure of every case")
  Stream<DynamicNode> everyFigure() throws IOException {
    Path given = Path.of(System.getProperty("golden.dir", "../shared/golden"));
    // the tests run in the module's directory; the default counts from the checkout's root
    Optional<Path> file =
        Stream.of(given, Path.of("..").resolve(given))
            .filter(Files::isDirectory)
            .map(folder -> folder.resolve("metrics.json"))
            .findFirst();
    if (file.isEmpty()) {
      System.out.println("GoldenMetricsTest skipped: no folder -Dgolden.dir (../shared/golden)");
    }
    Assumptions.assumeTrue(file.isPresent(), "no folder -Dgolden.dir (../shared/golden)");
    List<DynamicNode> tests = new ArrayList<>();
    for (JsonNode one : new ObjectMapper().readTree(file.orElseThrow().toFile()).get("cases")) {
      GoldenMetrics golden = new GoldenMetrics(one);
      one.fieldNames()
          .forEachRemaining(
              figure -> {
                if (!INPUTS.contains(figure)) {
                  tests.add(test(golden, figure, one.get(figure)));
                }
              });
    }
    assertThat(tests).hasSizeGreaterThan(100);
    return tests.stream();
  }

  private static DynamicTest test(GoldenMetrics golden, String figure, JsonNode expected) {
    BiConsumer<GoldenMetrics, JsonNode> check = CHECKS.get(figure);
    return DynamicTest.dynamicTest(
        golden.name() + " " + figure,
        () -> {
          if (check == null) {
            fail("no test knows the figure " + figure);
          } else {
            check.accept(golden, expected);
          }
        });
  }

  private static void sklearn(GoldenMetrics golden, JsonNode expected) {
    for (int k = 0; k < expected.size(); k++) {
      close(golden.map().averagePrecision(k), expected.get(k), 1);
    }
  }

  private static void aslPerClass(GoldenMetrics golden, JsonNode expected) {
    for (int k = 0; k < expected.size(); k++) {
      double positives = golden.map().positives(k);
      if (positives == 0) {
        assertThat(expected.get(k).asDouble()).as("their 0 for no positives").isZero();
      } else if (!golden.tied(k)) {
        close(
            golden.map().averagePrecision(k) * positives / (positives + 1e-8), expected.get(k), 1);
      }
    }
  }

  private static void aslMean(GoldenMetrics golden, JsonNode expected) {
    if (!golden.anyTied()) {
      MeanAveragePrecision map = golden.map();
      close(golden.withEpsilon() / map.classes(), expected, 0.01);
    }
  }

  private static void twoWayClass(GoldenMetrics golden, JsonNode expected) {
    if (!golden.anyTied()) {
      MeanAveragePrecision map = golden.map();
      close(golden.withEpsilon() / (map.classes() - map.classesLeftOut()), expected, 0.01);
    }
  }

  private static void twoWaySample(GoldenMetrics golden, JsonNode expected) {
    if (golden.anyRowTied()) {
      return;
    }
    // Their epsilon is inside each image's value, so undoing it takes them one by one.
    double sum = 0;
    int images = 0;
    for (int i = 0; i < golden.scored().images(); i++) {
      ScoredLabels one = new ScoredLabels(1, golden.scored().classes());
      one.add(golden.scored().scores(i), golden.scored().truth(i));
      int positives =
          MeanAveragePrecision.of(one).classes() - MeanAveragePrecision.of(one).classesLeftOut();
      if (positives > 0) {
        sum += SampleAveragePrecision.of(one) * positives / (positives + 1e-8);
        images++;
      }
    }
    close(sum / images, expected, 0.01);
    assertThat(SampleAveragePrecision.of(golden.scored())).isCloseTo(sum / images, within(1e-7));
  }

  private static void mlGcnPerClass(GoldenMetrics golden, JsonNode expected) {
    for (int k = 0; k < expected.size(); k++) {
      if (!golden.tied(k)) {
        close(golden.map().averagePrecision(k), expected.get(k), 1);
      }
    }
  }

  private static void vocPerClass(GoldenMetrics golden, JsonNode expected) {
    for (int k = 0; k < expected.size(); k++) {
      if (!golden.tied(k)) {
        close(golden.interpolated(k), expected.get(k), 0.01);
      }
    }
  }

  private static void vocMean(GoldenMetrics golden, JsonNode expected) {
    if (!golden.anyTied() && !expected.isNull()) {
      double sum = 0;
      for (int k = 0; k < golden.scored().classes(); k++) {
        sum += golden.interpolated(k);
      }
      close(sum / golden.scored().classes(), expected, 0.01);
    }
  }

  private static void mlspl(GoldenMetrics golden, JsonNode expected) {
    MeanAveragePrecision map = golden.map();
    double counted = (double) (map.classes() - map.classesLeftOut()) / map.classes();
    close(map.value() * counted, expected.get("map"), 0.01);
    if (golden.anyRowTied()) {
      return;
    }
    for (int count : new int[] {1, 3, 5}) {
      SamplesAtTop top = SamplesAtTop.of(golden.scored(), count);
      close(top.precision(), expected.get("prec_at_" + count), 1);
      close(top.recall(), expected.get("rec_at_" + count), 1);
      close(top.anyHit(), expected.get("top_" + count), 1);
    }
  }

  private static void mlGcnOverall(GoldenMetrics golden, JsonNode expected) {
    compare(PrecisionRecall.atThreshold(golden.scored(), 0), expected, 1);
  }

  private static void mlGcnTop3(GoldenMetrics golden, JsonNode expected) {
    if (!golden.anyRowTied()) {
      compare(PrecisionRecall.atTop(golden.scored(), 3, 0), expected, 1);
    }
  }

  private static void compare(PrecisionRecall ours, JsonNode expected, double unit) {
    close(ours.op(), expected.get("OP"), unit);
    close(ours.or(), expected.get("OR"), unit);
    close(ours.of1(), expected.get("OF1"), unit);
    close(ours.cp(), expected.get("CP"), unit);
    close(ours.cr(), expected.get("CR"), unit);
    close(ours.cf1OfMeans(), expected.get("CF1"), unit);
  }

  private static void srnTop3(GoldenMetrics golden, JsonNode expected) {
    PrecisionRecall ours = PrecisionRecall.atTop(golden.scored(), 3, Float.NEGATIVE_INFINITY);
    for (String figure : List.of("OP", "OR", "OF1")) {
      double value =
          switch (figure) {
            case "OP" -> ours.op();
            case "OR" -> ours.or();
            default -> ours.of1();
          };
      assertThat(value * 100)
          .as(figure)
          .isCloseTo(expected.get(figure).asDouble(), within(100 * SRN_TOLERANCE));
    }
    // What it calls class metrics averages over images.
    SamplesAtTop samples = SamplesAtTop.of(golden.scored(), 3);
    assertThat(samples.precision() * 100)
        .isCloseTo(expected.get("CP_axis1").asDouble(), within(100 * SRN_TOLERANCE));
  }

  private static void aslValidate(GoldenMetrics golden, JsonNode expected) {
    for (String threshold : List.of("0.5", "0.8")) {
      double p = Double.parseDouble(threshold);
      // theirs is "above", ours "not below"
      float above = Math.nextUp((float) Math.log(p / (1 - p)));
      PrecisionRecall ours = PrecisionRecall.atThreshold(golden.scored(), above);
      JsonNode theirs = expected.get(threshold);
      double counted = (double) ours.classesWithPositives() / ours.classes();
      close(ours.op(), theirs.get("OP"), 0.01);
      close(ours.or(), theirs.get("OR"), 0.01);
      close(ours.of1(), theirs.get("OF1"), 0.01);
      close(ours.cp(), theirs.get("CP"), 0.01);
      close(ours.cr() * counted, theirs.get("CR"), 0.01);
      close(
          ours.cf1MeanOfClasses() * golden.classesInF1(above) / ours.classes(),
          theirs.get("CF1_mean_of_class_f1"),
          0.01);
    }
  }

  /** Null is their NaN, from a division by zero; ours is defined otherwise there. */
  private static void close(double ours, JsonNode theirs, double unit) {
    if (!theirs.isNull()) {
      double expected = theirs.asDouble() * unit;
      assertThat(ours).isCloseTo(expected, within(TOLERANCE * Math.max(1e-3, Math.abs(expected))));
    }
  }
}
