package io.gleaner.app.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Results for people, a line an objective. */
final class ResultTable {

  private static final List<String> HEADINGS =
      List.of(
          "objective",
          "lr",
          "val mAP",
          "test mAP",
          "± se",
          "sd",
          "best epoch",
          "estimates' mAP",
          "head",
          "medium",
          "tail",
          "per image",
          "Δp",
          "seconds",
          "images/s");

  private ResultTable() {}

  static String of(List<ObjectiveResult> results) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(HEADINGS);
    results.forEach(result -> lines.add(line(result)));
    StringBuilder text = new StringBuilder();
    for (List<String> line : lines) {
      for (int c = 0; c < HEADINGS.size(); c++) {
        int width = width(lines, c);
        text.append(c == 0 ? "" : "  ").append(pad(line.get(c), c == 0 ? -width : width));
      }
      text.append('\n');
    }
    return text.toString();
  }

  private static List<String> line(ObjectiveResult result) {
    List<RunResult> runs = result.chosen();
    Summary test = Summary.of(runs, run -> run.test().map());
    return List.of(
        result.objective(),
        String.format(Locale.ROOT, "%.0e", result.learningRate()),
        number(Summary.of(runs, RunResult::validationMap).mean(), 2),
        number(test.mean(), 2),
        number(test.error(), 2),
        number(test.deviation(), 2),
        number(Summary.of(runs, RunResult::epoch).mean(), 1),
        number(Summary.of(runs, RunResult::estimateMap).mean(), 1),
        number(Summary.of(runs, run -> run.test().headMap()).mean(), 2),
        number(Summary.of(runs, run -> run.test().mediumMap()).mean(), 2),
        number(Summary.of(runs, run -> run.test().tailMap()).mean(), 2),
        number(Summary.of(runs, run -> run.test().sampleMap()).mean(), 2),
        number(Summary.of(runs, run -> run.test().gap()).mean(), 3),
        number(Summary.of(runs, RunResult::seconds).mean(), 1),
        number(result.imagesPerSecond(), 0));
  }

  private static String number(double value, int digits) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%." + digits + "f", value);
  }

  private static int width(List<List<String>> lines, int column) {
    return lines.stream().mapToInt(line -> line.get(column).length()).max().orElse(0);
  }

  private static String pad(String text, int width) {
    return String.format(Locale.ROOT, "%" + width + "s", text);
  }
}
