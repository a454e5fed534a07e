package io.gleaner.app.experiment;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gleaner.app.command.UsageException;
import io.gleaner.app.experiment.CsvTable.Row;
import io.gleaner.app.experiment.LabelledImages.Split;
import io.gleaner.evaluation.Truth;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * What training is told of each image, and which images are kept for validation. As a file: columns
 * {@code file}, {@code observed_label} (one or, separated by semicolons, more that are present), if
 * wanted {@code absent} and {@code subset} (train or val).
 */
final class ObservedLabels {

  private final LabelMatrix labels;
  private final Map<Integer, Optional<Split>> subsets;

  private ObservedLabels(LabelMatrix labels, Map<Integer, Optional<Split>> subsets) {
    this.labels = labels;
    this.subsets = subsets;
  }

  /**
   * Reads a file.
   *
   * @throws UsageException naming file and line if something is wrong
   */
  static ObservedLabels read(Path file, LabelledImages images, ClassNames classes)
      throws IOException {
    CsvTable table = CsvTable.read(file, "--observed");
    List.of("file", "observed_label").forEach(table::require);
    LabelMatrix labels = new LabelMatrix(images.count(), classes.size());
    Map<Integer, Optional<Split>> subsets = new HashMap<>();
    for (Row row : table.rows()) {
      int image = image(row, images);
      Optional<Split> subset = table.has("subset") ? Optional.of(subset(row)) : Optional.empty();
      if (subsets.put(image, subset) != null) {
        throw row.fault(row.text("file") + " stands here for the second time");
      }
      mark(labels, image, row, "observed_label", Truth.PRESENT, classes);
      mark(labels, image, row, "absent", Truth.ABSENT, classes);
    }
    return new ObservedLabels(labels, subsets);
  }

  private static int image(Row row, LabelledImages images) {
    String name = row.text("file");
    int image = images.row(name);
    if (image < 0) {
      throw row.fault("image '%s' is not in %s".formatted(name, images.source()));
    }
    if (images.split(image) == Split.TEST) {
      throw row.fault("image '%s' is in the test split of %s".formatted(name, images.source()));
    }
    return image;
  }

  private static Split subset(Row row) {
    return Split.of(row.text("subset"))
        .filter(split -> split != Split.TEST)
        .orElseThrow(() -> row.fault("subset '" + row.text("subset") + "'; it is train or val"));
  }

  private static void mark(
      LabelMatrix labels, int image, Row row, String column, byte code, ClassNames classes) {
    for (String name : row.list(column)) {
      int label = classes.column(name);
      if (label < 0) {
        throw row.fault("'" + name + "' is none of the classes");
      }
      labels.set(image, label, code);
    }
  }

  /** What is observed, [N, K]. */
  LabelMatrix labels() {
    return labels;
  }

  /** Whether the file names an image. */
  boolean names(int image) {
    return subsets.containsKey(image);
  }

  /** What a named image is for, if the file says so. */
  Optional<Split> subset(int image) {
    return subsets.getOrDefault(image, Optional.empty());
  }

  /** Writes what a data set observes, to be read again. */
  static void write(Path file, Dataset data, ClassNames classes) throws IOException {
    try (Writer writer = Files.newBufferedWriter(file, UTF_8);
        CSVPrinter out =
            new CSVPrinter(writer, CSVFormat.DEFAULT.builder().setRecordSeparator("\n").get())) {
      out.printRecord("file", "observed_label", "absent", "subset");
      write(out, data, data.train(), Split.TRAIN, classes);
      write(out, data, data.validation(), Split.VALIDATION, classes);
    }
  }

  private static void write(
      CSVPrinter out, Dataset data, int[] chosen, Split split, ClassNames classes)
      throws IOException {
    for (int image : chosen) {
      out.printRecord(
          data.images().file(image),
          names(data.observed(), image, Truth.PRESENT, classes),
          names(data.observed(), image, Truth.ABSENT, classes),
          split.text());
    }
  }

  private static String names(LabelMatrix labels, int image, byte code, ClassNames classes) {
    List<String> names = new ArrayList<>();
    for (int k = 0; k < labels.classes(); k++) {
      if (labels.code(image, k) == code) {
        names.add(classes.name(k));
      }
    }
    return String.join(";", names);
  }
}
