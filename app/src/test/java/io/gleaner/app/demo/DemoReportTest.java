package io.gleaner.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gleaner.app.demo.MeanPrecision.Interval;
import io.gleaner.evaluation.ScoredLabels;
import io.gleaner.evaluation.Truth;
import io.gleaner.protocol.v1.ModelVersion;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The demo's report")
class DemoReportTest {

  private static DemoReport report(double last, Map<String, Interval> intervals) {
    return new DemoReport(
        1, 4000, 900, 4000, 0, 3000, 200, "role", 16.6, last, last, 14.8, null, 71.5, 10.6, -0.3,
        intervals);
  }

  @Test
  @DisplayName("has the interval beside each mAP, for people and as JSON")
  void shouldHaveIntervals() {
    DemoReport report =
        report(79.2, Map.of("holdout_map_last", new Interval(75.1, 82.8)))
            .withFull(report(85.7, Map.of("holdout_map_last", new Interval(82.04, 88.9))));
    assertThat(Summary.of(report))
        .contains("holdout mAP 16.6 → 79.2 (75.1 to 82.8) from one label a picture")
        .contains("given every label: 85.7 (82.0 to 88.9), of which this is 92 %");
    JsonNode json = new ObjectMapper().valueToTree(report);
    assertThat(json.get("holdout_map_last").asDouble()).isEqualTo(79.2);
    assertThat(json.at("/intervals/holdout_map_last/lower").asDouble()).isEqualTo(75.1);
    assertThat(json.at("/intervals/full_map/upper").asDouble()).isEqualTo(88.9);
  }

  @Test
  @DisplayName("takes a model's interval as the learner announced it")
  void shouldTakeTheModelsInterval() {
    ModelVersion model = ModelVersion.newBuilder().setHoldoutMap(0.5).build();
    assertThat(MeanPrecision.of(model)).hasToString("50.0");
    ModelVersion measured =
        model.toBuilder().setHoldoutMapLower(0.45).setHoldoutMapUpper(0.58).build();
    assertThat(MeanPrecision.of(measured)).hasToString("50.0 (45.0 to 58.0)");
  }

  @Test
  @DisplayName("learns nothing from a few images, and something from many")
  void shouldMeasureIntervals() {
    assertThat(ranked(10).interval()).isEqualTo(new Interval(0, 100));
    MeanPrecision many = ranked(200);
    Interval interval = Objects.requireNonNull(many.interval());
    assertThat(many.value()).isBetween(interval.lower(), interval.upper());
    assertThat(interval.upper() - interval.lower()).isBetween(1.0, 50.0);
  }

  private static MeanPrecision ranked(int images) {
    ScoredLabels scored = new ScoredLabels(images, 1);
    for (int i = 0; i < images; i++) {
      byte truth = (i * 7) % 10 < 4 ? Truth.PRESENT : Truth.ABSENT;
      scored.add(new float[] {(i * 13 % images) / (float) images}, new byte[] {truth});
    }
    return MeanPrecision.of(scored);
  }
}
