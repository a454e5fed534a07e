package io.gleaner.serving.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.protocol.v1.ModelVersion.Status;
import io.gleaner.protocol.v1.QualityReport;
import io.gleaner.serving.page.QualityFigures.ClassView;
import io.gleaner.serving.page.QualityFigures.GroupView;
import io.gleaner.serving.page.QualityFigures.Point;
import io.gleaner.serving.page.QualityFigures.View;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Quality figures")
class QualityFiguresTest {
  private final QualityFigures figures = new QualityFigures();

  @Test
  @DisplayName("are drawn over time with their intervals")
  void shouldKeepTheirHistory() {
    figures.accept(report("holdout-map", 1, 0.2).build());
    figures.accept(report("holdout-map", 2, 0.4).setLower(0.3).setUpper(0.5).build());
    assertThat(view("holdout-map").history())
        .containsExactly(new Point(1, 0.2, null, null, 10), new Point(2, 0.4, 0.3, 0.5, 20));
  }

  @Test
  @DisplayName("are not those of rejected checkpoints, which nobody is served")
  void shouldLeaveRejectedCheckpointsOut() {
    figures.accept(report("holdout-map", 1, 0.4).setStatus(Status.PROMOTED).build());
    figures.accept(report("holdout-map", 2, 0.1).setStatus(Status.REJECTED).build());
    assertThat(view("holdout-map").newest().value()).isEqualTo(0.4);
    assertThat(view("holdout-map").history()).hasSize(1);
  }

  @Test
  @DisplayName("that are unknown say why and have no value")
  void shouldSayWhyTheyAreUnknown() {
    figures.accept(report("prequential-map", 1, Double.NaN).setUnknownBecause("no audits").build());
    assertThat(view("prequential-map").because()).isEqualTo("no audits");
    assertThat(view("prequential-map").newest().value()).isNull();
  }

  @Test
  @DisplayName("that are not drawn show their newest value alone")
  void shouldTellNewFiguresToo() {
    figures.accept(report("holdout-map-tail", 1, 0.2).build());
    figures.accept(report("holdout-map-tail", 2, 0.3).build());
    assertThat(view("holdout-map-tail").history()).isEmpty();
    assertThat(view("holdout-map-tail").newest().value()).isEqualTo(0.3);
  }

  @Test
  @DisplayName("stay bounded, and keep beginning and end of their history")
  void shouldStayBounded() {
    for (int i = 0; i <= 100_000; i++) {
      figures.accept(report("holdout-map", i, 0.5).build());
      figures.accept(report("figure " + i, i, 0.5).build());
    }
    assertThat(figures.view()).hasSizeLessThanOrEqualTo(100);
    var history = view("holdout-map").history();
    assertThat(history).hasSizeBetween(QualityFigures.MOST_POINTS / 2, QualityFigures.MOST_POINTS);
    assertThat(history.get(history.size() - 1).millis()).isEqualTo(100_000);
    assertThat(history.get(0).millis()).isLessThan(1_000);
  }

  @Test
  @DisplayName("tell head, medium and tail with their means and classes")
  void shouldTellGroups() {
    var cat = QualityReport.PerClass.newBuilder().setName("cat").setValue(0.7).setSupport(3);
    figures.accept(report("holdout-map-tail", 1, Double.NaN).setUnknownBecause("none").build());
    figures.accept(report("holdout-map-head", 1, 0.7).addPerClass(cat).build());
    assertThat(figures.groups())
        .containsExactly(
            new GroupView(
                "head",
                new Point(1, 0.7, null, null, 10),
                "",
                List.of(new ClassView("cat", 0.7, 3, null, null))),
            new GroupView("tail", new Point(1, null, null, null, 10), "none", List.of()));
  }

  private View view(String figure) {
    return Objects.requireNonNull(figures.view().get(figure));
  }

  private static QualityReport.Builder report(String figure, long millis, double value) {
    return QualityReport.newBuilder()
        .setFigure(figure)
        .setWindowEndMillis(millis)
        .setStep(10 * millis)
        .setValue(value);
  }
}
