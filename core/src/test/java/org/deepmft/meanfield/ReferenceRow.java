package org.deepmft.meanfield;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * One row of the 30-digit table {@code fixed_points.csv}, whose generator lies beside it.
 *
 * @param activation name of the activation, or an expression in x
 * @param sigmaW2 σ_w²
 * @param sigmaB2 σ_b²
 * @param fold |1 - dq'/dq|, the condition of q*
 * @param gap |χ₁ - 1|, the condition of 1 - c*
 * @param values the columns that are fields, rounded to double
 */
record ReferenceRow(
    String activation,
    double sigmaW2,
    double sigmaB2,
    double fold,
    double gap,
    Map<PhaseField, Double> values) {

  /** Reads the table. */
  static List<ReferenceRow> all() {
    try (InputStream in = ReferenceRow.class.getResourceAsStream("fixed_points.csv")) {
      List<String> lines =
          new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().toList();
      List<String> names = Arrays.asList(lines.get(0).split(","));
      return lines.stream().skip(1).map(line -> read(names, cells(line))).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The first cell is quoted where it is an expression with commas. */
  private static String[] cells(String line) {
    String[] cells = line.split(line.startsWith("\"") ? ",(?!.*\")" : ",");
    cells[0] = cells[0].replace("\"", "");
    return cells;
  }

  private static ReferenceRow read(List<String> names, String[] cells) {
    Map<PhaseField, Double> values = new EnumMap<>(PhaseField.class);
    for (PhaseField field : PhaseField.values()) {
      int column = names.indexOf(field.label());
      if (column >= 0) {
        String cell = cells[column];
        values.put(field, cell.equals("nan") ? Double.NaN : Double.parseDouble(cell));
      }
    }
    return new ReferenceRow(
        cells[0],
        Double.parseDouble(cells[1]),
        Double.parseDouble(cells[2]),
        distanceFromOne(cells[names.indexOf("slope")]),
        distanceFromOne(cells[names.indexOf("chi_1")]),
        values);
  }

  /** |x - 1| from the digits, as a double would lose them; infinite for sign, whose χ₁ is. */
  private static double distanceFromOne(String digits) {
    if (digits.equals("nan")) {
      return Double.POSITIVE_INFINITY;
    }
    return new BigDecimal(digits).subtract(BigDecimal.ONE).abs().doubleValue();
  }

  /** Returns the reference value of a field. */
  double get(PhaseField field) {
    return values.get(field);
  }

  /**
   * Relative error of a value; infinite where the reference is 0 and the value is not, NaN where
   * only one of both is NaN.
   */
  double error(PhaseField field, double actual) {
    double exact = get(field);
    if (Double.isNaN(exact) && Double.isNaN(actual) || exact == actual) {
      return 0;
    }
    return Math.abs(actual - exact) / Math.abs(exact);
  }

  @Override
  public String toString() {
    return activation + " (" + sigmaW2 + ", " + sigmaB2 + ")";
  }
}
