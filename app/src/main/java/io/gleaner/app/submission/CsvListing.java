package io.gleaner.app.submission;

import io.gleaner.app.command.UsageException;
import io.gleaner.protocol.v1.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * A CSV file with a header: columns {@code file} and {@code labels}, and if wanted {@code absent},
 * {@code role}, {@code source}, {@code id}. Several labels in a field are separated by semicolons.
 */
final class CsvListing implements Listing {

  private static final CSVFormat FORMAT =
      CSVFormat.DEFAULT.builder().setIgnoreEmptyLines(true).setIgnoreSurroundingSpaces(true).get();
  private static final Set<String> COLUMNS =
      new TreeSet<>(Set.of("file", "labels", "absent", "role", "source", "id"));

  private final Path file;

  CsvListing(Path file) {
    this.file = file;
  }

  /** Columns that mean nothing here. */
  List<String> unusedColumns() throws IOException {
    try (CSVParser parser = parser()) {
      return header(parser.iterator()).stream().filter(c -> !COLUMNS.contains(c)).toList();
    }
  }

  @Override
  public Overview overview() throws IOException {
    TreeSet<String> names = new TreeSet<>();
    long[] entries = {0};
    read(
        new Visitor() {
          @Override
          public void image(ListedImage image) {
            entries[0]++;
            names.addAll(image.present());
            names.addAll(image.absent());
          }

          @Override
          public void skipped(Skip skip) {
            entries[0]++;
          }
        });
    return new Overview(entries[0], names);
  }

  @Override
  public void read(Visitor visitor) throws IOException {
    try (CSVParser parser = parser()) {
      Iterator<CSVRecord> records = parser.iterator();
      List<String> header = header(records);
      while (next(parser, records, visitor)) {
        CSVRecord record = records.next();
        visit(new Row(header, record), "line " + parser.getCurrentLineNumber(), visitor);
      }
    }
  }

  private CSVParser parser() throws IOException {
    return CSVParser.parse(Files.newBufferedReader(file, StandardCharsets.UTF_8), FORMAT);
  }

  /** Whether there is another record; where the file breaks off, that is skipped. */
  private static boolean next(CSVParser parser, Iterator<CSVRecord> records, Visitor visitor) {
    try {
      return records.hasNext();
    } catch (UncheckedIOException | IllegalStateException e) {
      String detail = String.valueOf(e.getMessage()) + "; nothing after it was read";
      visitor.skipped(
          new Skip("line " + (parser.getCurrentLineNumber() + 1), Skip.Reason.BROKEN_LINE, detail));
      return false;
    }
  }

  private List<String> header(Iterator<CSVRecord> records) {
    if (!records.hasNext()) {
      throw new UsageException(file + " is empty: its first line must name the columns");
    }
    List<String> header =
        records.next().stream()
            .map(name -> name.replace("\uFEFF", "").strip().toLowerCase(Locale.ROOT))
            .toList();
    for (String needed : List.of("file", "labels")) {
      if (!header.contains(needed)) {
        throw new UsageException(
            "%s has no column '%s' in its first line (it has: %s)"
                .formatted(file, needed, String.join(", ", header)));
      }
    }
    return header;
  }

  private static void visit(Row row, String where, Visitor visitor) throws IOException {
    String name = row.text("file");
    String role = row.text("role");
    Optional<Role> knownRole = role(role);
    if (name.isEmpty()) {
      visitor.skipped(new Skip(where, Skip.Reason.NO_FILE_NAME, "column 'file' is empty"));
    } else if (!role.isEmpty() && knownRole.isEmpty()) {
      visitor.skipped(
          new Skip(where, Skip.Reason.UNKNOWN_ROLE, "'" + role + "'; it is train or holdout"));
    } else {
      visitor.image(
          new ListedImage(
              where,
              name,
              row.optional("id"),
              row.labels("labels"),
              row.labels("absent"),
              knownRole,
              row.optional("source")));
    }
  }

  private static Optional<Role> role(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "train" -> Optional.of(Role.TRAIN);
      case "holdout" -> Optional.of(Role.HOLDOUT);
      default -> Optional.empty();
    };
  }

  /** Fields by column name; a field that the line lacks is empty. */
  private record Row(List<String> header, CSVRecord record) {

    String text(String column) {
      int index = header.indexOf(column);
      return index < 0 || index >= record.size() ? "" : record.get(index).strip();
    }

    Optional<String> optional(String column) {
      return Optional.of(text(column)).filter(t -> !t.isEmpty());
    }

    List<String> labels(String column) {
      return Stream.of(text(column).split(";", -1))
          .map(String::strip)
          .filter(label -> !label.isEmpty())
          .distinct()
          .toList();
    }
  }
}
