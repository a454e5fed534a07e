package io.gleaner.app.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.gleaner.app.demo.DemoRun.Outcome;
import io.gleaner.app.demo.LineChart.Line;
import io.gleaner.app.demo.LineChart.Mark;
import io.gleaner.protocol.v1.QualityReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes {@code report.json} and {@code report.svg}. */
final class ReportFiles {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private ReportFiles() {}

  static Path json(Path directory, DemoReport report) throws IOException {
    return write(directory.resolve("report.json"), JSON.writeValueAsString(report) + "\n");
  }

  /**
   * Draws mAP and probability gap over time.
   *
   * @param full the same run given every label, drawn beside it
   */
  static Path svg(Path directory, Outcome outcome, Optional<Outcome> full) throws IOException {
    List<Line> maps = new ArrayList<>();
    List<Line> gaps = new ArrayList<>();
    maps.add(line("single positives", "#1f6fb4", outcome.holdoutMap(), 100));
    gaps.add(line("single positives", "#1f6fb4", outcome.probabilityGap(), 1));
    full.ifPresent(
        other -> {
          maps.add(line("every label", "#2e8b57", other.holdoutMap(), 100));
          gaps.add(line("every label", "#2e8b57", other.probabilityGap(), 1));
        });
    String map =
        LineChart.of(
            "Holdout mAP, percent",
            0,
            100,
            maps,
            List.of(new Mark("class frequency", outcome.report().priorMap())));
    String gap =
        LineChart.of(
            "Probability gap on the holdout", -1, 1, gaps, List.of(new Mark("balanced", 0)));
    return write(directory.resolve("report.svg"), LineChart.document(List.of(map, gap)));
  }

  private static Line line(String name, String colour, List<QualityReport> points, double scale) {
    long start = points.isEmpty() ? 0 : points.get(0).getWindowEndMillis();
    return new Line(
        name,
        colour,
        points.stream()
            .map(
                p ->
                    new LineChart.Point(
                        (p.getWindowEndMillis() - start) / 1e3, scale * p.getValue()))
            .toList());
  }

  private static Path write(Path file, String text) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    Files.write(temporary, text.getBytes(UTF_8));
    return Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
