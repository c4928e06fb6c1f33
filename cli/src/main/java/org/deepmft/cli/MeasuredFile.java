package org.deepmft.cli;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.deepmft.plot.TrajectoryCurves;

/**
 * Measured values to be drawn over the theory: the columns of {@code propagate --format csv}, of
 * which layer must be there and the others may be missing or empty.
 */
final class MeasuredFile {

  private static final List<String> DRAWN =
      List.of(
          "layer",
          "q_a",
          "q_b",
          "one_minus_c",
          "gradient",
          "gradient_b",
          "gradient_covariance",
          "circle_length",
          "circle_curvature");

  /** Columns that may be there. */
  private static final Set<String> KNOWN =
      Stream.of(TrajectoryText.FIELDS, TrajectoryText.CIRCLE_FIELDS)
          .flatMap(List::stream)
          .collect(Collectors.toCollection(LinkedHashSet::new));

  private MeasuredFile() {}

  /**
   * Reads the values.
   *
   * @param file the file
   * @param depth the last layer of the network, to which gradients are relative
   * @throws IllegalArgumentException if it says something else, with the line
   * @throws IOException if it cannot be read
   */
  static TrajectoryCurves read(Path file, long depth) throws IOException {
    if (!Files.exists(file) || Files.isDirectory(file)) {
      throw new IllegalArgumentException(
          "measured must be a file of comma-separated values, got '"
              + file
              + "', which "
              + (Files.exists(file) ? "is a directory" : "does not exist"));
    }
    List<double[]> rows = new ArrayList<>();
    try (CsvReader<NamedCsvRecord> records =
        CsvReader.builder()
            .detectBomHeader(true)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .ofNamedCsvRecord(file)) {
      for (NamedCsvRecord record : records) {
        if (rows.isEmpty()) {
          requireKnown(record.getHeader(), file);
        }
        String place = file + " line " + record.getStartingLineNumber() + ": ";
        double[] row = new double[DRAWN.size()];
        for (int k = 0; k < row.length; k++) {
          String column = DRAWN.get(k);
          row[k] = number(record.findField(column).orElse("").strip(), column, place);
        }
        if (Double.isNaN(row[0])) {
          throw new IllegalArgumentException(place + "layer must be given");
        }
        if (!(row[0] >= 0 && row[0] <= depth)) {
          throw new IllegalArgumentException(
              place
                  + "layer must lie in [0, "
                  + depth
                  + "], the layers of the network, got "
                  + record.getField("layer").strip()
                  + "; gradients are relative to the last layer's");
        }
        rows.add(row);
      }
    } catch (CsvParseException e) {
      throw new IllegalArgumentException(
          file + " must be comma-separated values: " + e.getMessage(), e);
    }
    if (rows.isEmpty()) {
      throw new IllegalArgumentException(
          file + " must have a header with " + String.join(", ", DRAWN) + " and a line a layer");
    }
    double[][] columns = new double[DRAWN.size()][];
    for (int k = 0; k < columns.length; k++) {
      int at = k;
      columns[k] = rows.stream().mapToDouble(row -> row[at]).toArray();
    }
    return new TrajectoryCurves(
        columns[0],
        logarithm(columns[1]),
        logarithm(columns[2]),
        logarithm(columns[3]),
        logarithm(columns[4]),
        logarithm(columns[5]),
        logarithm(columns[6]),
        logarithm(columns[7]),
        logarithm(columns[8]));
  }

  private static void requireKnown(List<String> header, Path file) {
    for (String column : header) {
      if (!KNOWN.contains(column)) {
        throw new IllegalArgumentException(
            file
                + ": columns must be those of --format csv, "
                + String.join(", ", KNOWN)
                + "; got '"
                + column
                + "'");
      }
    }
  }

  private static double[] logarithm(double[] values) {
    return Arrays.stream(values).map(x -> Math.log(Math.abs(x))).toArray();
  }

  private static double number(String text, String column, String place) {
    if (text.isEmpty() || text.equals("nan")) {
      return Double.NaN;
    }
    try {
      return switch (text) {
        case "inf" -> Double.POSITIVE_INFINITY;
        case "-inf" -> Double.NEGATIVE_INFINITY;
        default -> Double.parseDouble(text);
      };
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          place + column + " must be a number, got '" + text + "'", e);
    }
  }
}
