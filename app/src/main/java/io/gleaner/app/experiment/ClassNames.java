package io.gleaner.app.experiment;

import io.gleaner.app.command.UsageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The classes of a run, in the order of their columns. */
final class ClassNames {

  private final List<String> names;
  private final Map<String, Integer> columns = new LinkedHashMap<>();

  ClassNames(List<String> names) {
    this.names = List.copyOf(names);
    for (String name : names) {
      columns.put(name, columns.size());
    }
  }

  /**
   * Reads one name a line; empty lines are left out.
   *
   * @throws UsageException if the file is missing or empty, or a name stands there twice
   */
  static ClassNames read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new UsageException("no file " + file + ": check --classes");
    }
    List<String> names =
        Files.readAllLines(file, StandardCharsets.UTF_8).stream()
            .map(String::strip)
            .filter(name -> !name.isEmpty())
            .toList();
    if (names.isEmpty()) {
      throw new UsageException(file + " is empty: name one class a line");
    }
    ClassNames classes = new ClassNames(names);
    if (classes.columns.size() < names.size()) {
      String twice =
          names.stream().filter(n -> names.indexOf(n) < names.lastIndexOf(n)).findFirst().get();
      throw new UsageException("%s names class %s twice".formatted(file, twice));
    }
    return classes;
  }

  /** K. */
  int size() {
    return names.size();
  }

  String name(int column) {
    return names.get(column);
  }

  /** The column of a class, −1 if it takes no part. */
  int column(String name) {
    return columns.getOrDefault(name, -1);
  }
}
