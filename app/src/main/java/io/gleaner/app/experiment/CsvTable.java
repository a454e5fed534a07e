package io.gleaner.app.experiment;

import io.gleaner.app.command.UsageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * A CSV file whose first line names its columns. Read whole; any fault ends the reading, because a
 * measurement on part of a data set is another measurement.
 */
final class CsvTable {

  private static final CSVFormat FORMAT =
      CSVFormat.DEFAULT.builder().setIgnoreEmptyLines(true).setIgnoreSurroundingSpaces(true).get();

  private final Path file;
  private final List<String> columns;
  private final List<Row> rows;

  private CsvTable(Path file, List<String> columns, List<Row> rows) {
    this.file = file;
    this.columns = columns;
    this.rows = rows;
  }

  /** One line's fields. */
  final class Row {
    private final long line;
    private final List<String> fields;

    private Row(long line, List<String> fields) {
      this.line = line;
      this.fields = fields;
    }

    /** A field, empty if there is no such column. */
    String text(String column) {
      int index = columns.indexOf(column);
      return index < 0 ? "" : fields.get(index).strip();
    }

    /** The parts of a field between semicolons, without empty ones. */
    List<String> list(String column) {
      return Stream.of(text(column).split(";", -1))
          .map(String::strip)
          .filter(part -> !part.isEmpty())
          .toList();
    }

    /** What is wrong with this line. */
    UsageException fault(String what) {
      return new UsageException("%s, line %d: %s".formatted(file, line, what));
    }
  }

  /**
   * Reads a file.
   *
   * @param option that named it, for messages
   * @throws UsageException if the file is missing or no such table
   */
  static CsvTable read(Path file, String option) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new UsageException("no file " + file + ": check " + option);
    }
    try (CSVParser parser =
        CSVParser.parse(Files.newBufferedReader(file, StandardCharsets.UTF_8), FORMAT)) {
      return read(file, parser);
    } catch (MalformedInputException e) {
      throw new UsageException(file + " is not UTF-8");
    }
  }

  private static CsvTable read(Path file, CSVParser parser) throws IOException {
    Iterator<CSVRecord> records = parser.iterator();
    List<Row> rows = new ArrayList<>();
    CsvTable table = new CsvTable(file, new ArrayList<>(), rows);
    try {
      while (records.hasNext()) {
        // looking for the next record has read it
        table.add(parser.getCurrentLineNumber(), records.next());
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (IllegalStateException e) {
      throw new UsageException(
          "%s, line %d: %s".formatted(file, parser.getCurrentLineNumber() + 1, e.getMessage()));
    }
    if (table.columns.isEmpty()) {
      throw new UsageException(file + " is empty: its first line must name the columns");
    }
    return table;
  }

  private void add(long line, CSVRecord record) {
    if (columns.isEmpty()) {
      record.forEach(
          name -> columns.add(name.replace("\uFEFF", "").strip().toLowerCase(Locale.ROOT)));
      return;
    }
    Row row = new Row(line, record.toList());
    if (record.size() != columns.size()) {
      throw row.fault("%d fields, but %d columns".formatted(record.size(), columns.size()));
    }
    rows.add(row);
  }

  boolean has(String column) {
    return columns.contains(column);
  }

  /** Refuses a table without a column. */
  void require(String column) {
    if (!has(column)) {
      throw new UsageException(
          "%s has no column '%s' in its first line (it has: %s)"
              .formatted(file, column, String.join(", ", columns)));
    }
  }

  List<Row> rows() {
    return rows;
  }
}
