package org.deepmft.cli;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.deepmft.activation.Activation;
import org.deepmft.activation.Activations;
import org.deepmft.activation.Nearest;
import org.deepmft.gaussian.Duals;
import org.deepmft.meanfield.InitialState;
import org.deepmft.sweep.Axis;

/**
 * Points from comma-separated values: a header with the columns activation, sigma_w2, sigma_b2 and
 * possibly q0, c0 in any order, then a line a point. An expression that holds commas is quoted.
 *
 * <p>Lines are read one after another; memory holds none of them. What is wrong is said with file,
 * line and column.
 */
final class PointsFile {

  /** The name that stands for standard input. */
  private static final String STANDARD_INPUT = "-";

  private static final List<String> REQUIRED = List.of("activation", "sigma_w2", "sigma_b2");
  private static final List<String> COLUMNS =
      List.of("activation", "sigma_w2", "sigma_b2", "q0", "c0");

  /** Activations that are remembered by their words. */
  private static final int REMEMBERED = 1024;

  private final String file;
  private final String name;
  private final InitialState start;
  private final Map<String, Activation> activations = new HashMap<>();

  /**
   * A point to be solved.
   *
   * @param activation its activation
   * @param sigmaW2 σ_w²
   * @param sigmaB2 σ_b²
   * @param start the state of layer 0
   */
  record Point(Activation activation, double sigmaW2, double sigmaB2, InitialState start) {}

  /**
   * Names a file.
   *
   * @param file the file, or {@code -} for standard input
   * @param start the state of layer 0 where the file does not say
   */
  PointsFile(String file, InitialState start) {
    this.file = file;
    this.name = rereadable() ? file : "standard input";
    this.start = start;
  }

  /** Returns whether the points can be read twice. */
  boolean rereadable() {
    return !file.equals(STANDARD_INPUT);
  }

  /**
   * Reads every point.
   *
   * @param use receives them in their order
   * @throws IllegalArgumentException if the file cannot be read, or says what is wrong in it
   * @throws IOException if reading fails
   */
  void forEach(Consumer<Point> use) throws IOException {
    try (InputStream in = open();
        CsvReader<CsvRecord> records =
            CsvReader.builder()
                .detectBomHeader(true)
                .trimWhitespacesAroundQuotes(true)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE) // said with its place
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .ofCsvRecord(in)) {
      Map<String, Integer> header = null;
      for (CsvRecord record : records) {
        if (record.getFieldCount() == 1 && record.getField(0).isBlank()) {
          continue;
        }
        if (header == null) {
          header = at(record, () -> header(record));
        } else {
          Map<String, Integer> columns = header;
          use.accept(at(record, () -> point(record, columns)));
        }
      }
      if (header == null) {
        throw new IllegalArgumentException(
            name + " must have a header with " + String.join(", ", REQUIRED) + ", but is empty");
      }
    } catch (CsvParseException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      String where = String.valueOf(e.getMessage()).replaceFirst("^Exception when reading ", "");
      String why = e.getCause() == null ? "" : ": " + e.getCause().getMessage();
      throw new IllegalArgumentException(
          name + " must be comma-separated values: " + where + why, e);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /**
   * Reads every point and returns their number.
   *
   * @throws IllegalArgumentException if the file cannot be read, or says what is wrong in it
   * @throws IOException if reading fails
   */
  long count() throws IOException {
    long[] count = {0};
    forEach(point -> count[0]++);
    return count[0];
  }

  private InputStream open() throws IOException {
    if (!rereadable()) {
      return System.in;
    }
    Path path = Path.of(file);
    if (!Files.exists(path) || Files.isDirectory(path)) {
      throw new IllegalArgumentException(
          "points must be a file of comma-separated values or -, got '"
              + file
              + "', which "
              + (Files.exists(path) ? "is a directory" : "does not exist"));
    }
    try {
      return Files.newInputStream(path);
    } catch (FileSystemException e) {
      throw new IllegalArgumentException("points must be readable, got " + file, e);
    }
  }

  /** The place of each column. */
  private static Map<String, Integer> header(CsvRecord record) {
    Map<String, Integer> header = new HashMap<>();
    for (String field : record.getFields()) {
      String column = field.strip();
      if (!COLUMNS.contains(column)) {
        throw new IllegalArgumentException(
            "columns must be "
                + String.join(", ", COLUMNS)
                + ", got '"
                + column
                + "'"
                + Nearest.of(column, COLUMNS).map(c -> "; did you mean " + c + "?").orElse(""));
      }
      if (header.put(column, header.size()) != null) {
        throw new IllegalArgumentException("column " + column + " must be there once, is twice");
      }
    }
    List<String> missing = new ArrayList<>(REQUIRED);
    missing.removeAll(header.keySet());
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(
          "columns must include "
              + String.join(", ", REQUIRED)
              + ", but "
              + missing.get(0)
              + " is missing");
    }
    return header;
  }

  private Point point(CsvRecord record, Map<String, Integer> header) {
    if (record.getFieldCount() != header.size()) {
      throw new IllegalArgumentException(
          "must have "
              + header.size()
              + " fields as the header has, got "
              + record.getFieldCount()
              + "; quote an expression that holds commas");
    }
    Activation activation = activation(record.getField(header.get("activation")));
    double sigmaW2 = variance("sigma_w2", record.getField(header.get("sigma_w2")));
    double sigmaB2 = variance("sigma_b2", record.getField(header.get("sigma_b2")));
    double q0 = number("q0", record, header, start.q());
    double c0 = number("c0", record, header, start.c());
    return new Point(activation, sigmaW2, sigmaB2, new InitialState(q0, c0));
  }

  /** The activation of these words; its duals are made once to see whether they can be. */
  private Activation activation(String words) {
    if (activations.size() >= REMEMBERED) {
      activations.clear();
    }
    return activations.computeIfAbsent(
        words.strip(),
        text -> {
          Activation activation = Activations.named(text);
          Duals.of(activation);
          return activation;
        });
  }

  private static double variance(String column, String text) {
    if (text.contains(":")) {
      throw new IllegalArgumentException(
          column + " must be one value for a point, got '" + text + "'");
    }
    return Axis.parse(column, text).get(0);
  }

  /** A number of a column that may be left out, or left empty. */
  private static double number(
      String column, CsvRecord record, Map<String, Integer> header, double otherwise) {
    String text = header.containsKey(column) ? record.getField(header.get(column)).strip() : "";
    try {
      return text.isEmpty() ? otherwise : Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(column + " must be a number, got '" + text + "'", e);
    }
  }

  /** Reads a part of a record; what is wrong with it is said with its place. */
  private <T> T at(CsvRecord record, Supplier<T> part) {
    try {
      return part.get();
    } catch (IllegalArgumentException e) {
      String line = name + " line " + record.getStartingLineNumber() + ": ";
      throw new IllegalArgumentException(line + e.getMessage(), e);
    }
  }
}
