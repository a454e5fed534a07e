package io.gleaner.app.experiment;

import io.gleaner.app.command.UsageException;
import io.gleaner.app.experiment.CsvTable.Row;
import io.gleaner.evaluation.Truth;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The images of a data set with all their labels, in the order of the file: columns {@code file},
 * {@code split} (train, val or test) and {@code labels}, separated by semicolons; if wanted {@code
 * sizes}, one number a label. A label that is not among the classes takes no part.
 */
final class LabelledImages {

  private final Path source;
  private final List<String> files = new ArrayList<>();
  private final List<Split> splits = new ArrayList<>();
  private final Map<String, Integer> rows = new HashMap<>();
  private final LabelMatrix truth;
  private final List<float[]> sizes = new ArrayList<>();

  /** What an image is for. */
  enum Split {
    TRAIN,
    VALIDATION,
    TEST;

    /** Reads a name; empty if it is none. */
    static Optional<Split> of(String name) {
      return switch (name.toLowerCase(Locale.ROOT)) {
        case "train" -> Optional.of(TRAIN);
        case "val", "validation" -> Optional.of(VALIDATION);
        case "test" -> Optional.of(TEST);
        default -> Optional.empty();
      };
    }

    /** As the files have it. */
    String text() {
      return this == VALIDATION ? "val" : name().toLowerCase(Locale.ROOT);
    }
  }

  private LabelledImages(Path source, int images, int classes) {
    this.source = source;
    this.truth = new LabelMatrix(images, classes);
  }

  /**
   * Reads the file.
   *
   * @throws UsageException naming file and line if something is wrong
   */
  static LabelledImages read(Path file, ClassNames classes) throws IOException {
    CsvTable table = CsvTable.read(file, "--labels");
    List.of("file", "split", "labels").forEach(table::require);
    LabelledImages images = new LabelledImages(file, table.rows().size(), classes.size());
    for (Row row : table.rows()) {
      images.add(row, classes, table.has("sizes"));
    }
    return images;
  }

  private void add(Row row, ClassNames classes, boolean sized) {
    int image = files.size();
    String name = row.text("file");
    if (name.isEmpty()) {
      throw row.fault("column 'file' is empty");
    }
    if (rows.put(name, image) != null) {
      throw row.fault(name + " stands here for the second time");
    }
    files.add(name);
    splits.add(
        Split.of(row.text("split"))
            .orElseThrow(
                () -> row.fault("split '" + row.text("split") + "'; it is train, val or test")));
    truth.fill(image, Truth.ABSENT);
    List<String> labels = row.list("labels");
    for (String label : labels) {
      int column = classes.column(label);
      if (column >= 0) {
        truth.set(image, column, Truth.PRESENT);
      }
    }
    if (sized) {
      sizes.add(sizes(row, labels, classes));
    }
  }

  private static float[] sizes(Row row, List<String> labels, ClassNames classes) {
    List<String> numbers = row.list("sizes");
    if (numbers.size() != labels.size()) {
      throw row.fault("%d labels, but %d sizes".formatted(labels.size(), numbers.size()));
    }
    float[] sizes = new float[classes.size()];
    for (int i = 0; i < labels.size(); i++) {
      int column = classes.column(labels.get(i));
      float size = number(row, numbers.get(i));
      if (column >= 0) {
        sizes[column] += size;
      }
    }
    return sizes;
  }

  private static float number(Row row, String text) {
    try {
      float size = Float.parseFloat(text);
      if (size > 0 && size <= Float.MAX_VALUE) {
        return size;
      }
    } catch (NumberFormatException e) {
      throw row.fault("size '" + text + "' is no number");
    }
    throw row.fault("size " + text + "; a size is above 0");
  }

  /** Where they were read. */
  Path source() {
    return source;
  }

  /** N. */
  int count() {
    return files.size();
  }

  String file(int image) {
    return files.get(image);
  }

  /** The row of an image, −1 if there is none. */
  int row(String file) {
    return rows.getOrDefault(file, -1);
  }

  Split split(int image) {
    return splits.get(image);
  }

  LabelMatrix truth() {
    return truth;
  }

  /** Whether the file says how large what a label names is. */
  boolean sized() {
    return !sizes.isEmpty();
  }

  /** How large each class is on an image, [K], 0 where it is absent. */
  float[] sizes(int image) {
    return sizes.get(image);
  }
}
