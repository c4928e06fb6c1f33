package org.deepmft.cuda;

import com.google.gson.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.deepmft.activation.Activation;
import org.deepmft.activation.Activations;
import org.deepmft.backend.Backend;
import org.deepmft.backend.PhaseTile;
import org.deepmft.backend.ReferenceBackend;
import org.deepmft.meanfield.InitialState;
import org.deepmft.meanfield.PhaseColumns;
import org.deepmft.meanfield.PhaseField;
import org.deepmft.meanfield.PhasePoint;

/** Holds a backend's numbers against 30-digit values and against the reference backend's. */
final class Agreement {

  /** The 30-digit values. */
  static final String TABLE = "fixed_points.csv";

  /** Relative error that is allowed, times how ill-conditioned the value is. */
  private static final double BUDGET = 1e-9;

  /** Below this distance from a fold or the critical line a bound may be missing. */
  private static final double DEGENERATE = 1e-6;

  private static final double ROUNDING = 1e-15;
  private static final double LARGEST_Q = 1e6;

  private static final List<PhaseField> SCALED_BY_GAP =
      List.of(PhaseField.ONE_MINUS_C_STAR, PhaseField.XI_C);

  /** Each value with its bound. */
  private static final Map<PhaseField, PhaseField> BOUNDS =
      new EnumMap<>(
          Map.of(
              PhaseField.Q_STAR, PhaseField.Q_STAR_ERROR,
              PhaseField.CHI_1, PhaseField.CHI_1_ERROR,
              PhaseField.ONE_MINUS_C_STAR, PhaseField.ONE_MINUS_C_STAR_ERROR,
              PhaseField.CHI_C, PhaseField.CHI_C_ERROR));

  private final Backend backend;

  Agreement(Backend backend) {
    this.backend = backend;
  }

  /** The errors of one field. */
  private static final class Errors {
    private double max;
    private double maxScaled;
    private double squares;
    private int count;

    void add(double error, double scale) {
      max = Math.max(max, error);
      maxScaled = Math.max(maxScaled, error / scale);
      squares += error * error;
      count++;
    }

    JsonObject json() {
      JsonObject json = new JsonObject();
      json.addProperty("max", max);
      json.addProperty("rms", Math.sqrt(squares / Math.max(1, count)));
      json.addProperty("max_scaled_by_conditioning", maxScaled);
      json.addProperty("points", count);
      return json;
    }
  }

  /** What was found over all points. */
  private static final class Findings {
    private final Map<PhaseField, Errors> errors = new EnumMap<>(PhaseField.class);
    private final List<String> wrong = new ArrayList<>();
    private int points;
    private int bounds;

    void compare(PhaseField field, double got, double expected, double scale, String where) {
      if (Double.isNaN(expected) && Double.isNaN(got) || expected == got) {
        if (!Double.isNaN(expected)) {
          errors.computeIfAbsent(field, f -> new Errors()).add(0, 1);
        }
        return;
      }
      double error = Math.abs(got - expected) / (expected == 0 ? 1 : Math.abs(expected));
      if (!(error <= Double.MAX_VALUE)) {
        wrong.add(where + field.label() + " is " + got + ", expected " + expected);
        return;
      }
      errors.computeIfAbsent(field, f -> new Errors()).add(error, scale);
      if (!(error <= BUDGET * scale)) {
        wrong.add(where + field.label() + " is off by " + error);
      }
    }

    void bound(PhaseField field, double error, double bound, String where) {
      bounds++;
      if (!(error <= bound + ROUNDING)) {
        wrong.add(where + field.label() + " is off by " + error + ", bound " + bound);
      }
    }

    JsonObject json() {
      JsonObject json = new JsonObject();
      json.addProperty("points", points);
      json.addProperty("bounds_checked", bounds);
      json.addProperty("wrong", wrong.size());
      wrong.stream().limit(5).forEach(text -> json.addProperty("wrong_" + json.size(), text));
      JsonObject fields = new JsonObject();
      errors.forEach((field, errors) -> fields.add(field.label(), errors.json()));
      json.add("relative_errors", fields);
      json.addProperty("passed", wrong.isEmpty() && points > 0);
      return json;
    }
  }

  /** A row of the 30-digit table. */
  private record Row(String activation, Map<String, Double> values) {
    double get(String column) {
      return values.get(column);
    }
  }

  /** Compares every row of the 30-digit table. */
  JsonObject withTable() throws IOException {
    Map<String, List<Row>> groups = new LinkedHashMap<>();
    for (Row row : rows()) {
      if (row.get("q_star") < LARGEST_Q) {
        groups.computeIfAbsent(row.activation(), name -> new ArrayList<>()).add(row);
      }
    }
    Findings findings = new Findings();
    groups.forEach(
        (name, rows) -> {
          double[] w2 = rows.stream().mapToDouble(row -> row.get("sigma_w2")).toArray();
          double[] b2 = rows.stream().mapToDouble(row -> row.get("sigma_b2")).toArray();
          PhaseTile tile = new PhaseTile(w2, b2, InitialState.DEFAULT);
          PhaseColumns out = new PhaseColumns(tile.size());
          backend.phases(Activations.named(name)).solve(tile, out);
          for (int i = 0; i < tile.size(); i++) {
            compare(out.point(i), rows.get(i), findings);
          }
        });
    return findings.json();
  }

  private static void compare(PhasePoint got, Row row, Findings findings) {
    findings.points++;
    double fold = Math.abs(1 - row.get("slope"));
    double gap = Math.abs(row.get("chi_1") - 1);
    double foldScale = Math.max(1, 1e-3 / fold);
    double gapScale = Math.max(foldScale, 1e-2 / gap);
    boolean nearby = !(fold > DEGENERATE && gap > DEGENERATE);
    String where =
        row.activation() + " at (" + row.get("sigma_w2") + ", " + row.get("sigma_b2") + "): ";
    for (PhaseField field : PhaseField.values()) {
      Double expected = row.values().get(field.label());
      if (expected == null || nearby) {
        continue;
      }
      double scale = SCALED_BY_GAP.contains(field) ? gapScale : foldScale;
      findings.compare(field, got.get(field), expected, scale, where);
      PhaseField bound = BOUNDS.get(field);
      if (bound != null && expected != 0 && !Double.isNaN(expected)) {
        double error = Math.abs(got.get(field) / expected - 1);
        findings.bound(field, error, got.get(bound), where);
      }
    }
  }

  private static List<Row> rows() throws IOException {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                Agreement.class.getResourceAsStream(TABLE), StandardCharsets.UTF_8))) {
      String[] names = in.readLine().split(",");
      List<Row> rows = new ArrayList<>();
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        // Only the first column may be quoted, where it is an expression with commas.
        boolean quoted = line.startsWith("\"");
        int end = quoted ? line.indexOf('"', 1) : line.indexOf(',');
        String[] numbers = line.substring(quoted ? end + 2 : end + 1).split(",", -1);
        Map<String, Double> values = new LinkedHashMap<>();
        for (int k = 0; k < numbers.length; k++) {
          values.put(names[k + 1], number(numbers[k]));
        }
        rows.add(new Row(line.substring(quoted ? 1 : 0, end), values));
      }
      return rows;
    }
  }

  private static double number(String text) {
    return switch (text) {
      case "", "nan" -> Double.NaN;
      case "inf" -> Double.POSITIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  /** Compares random points of all activations with the reference backend, on the spot. */
  JsonObject withReference(int points, int threads) {
    Findings findings = new Findings();
    List<Activation> activations =
        Stream.concat(
                Activations.all().stream(),
                Stream.of("x/(1+x^2)", "where(x>0,x,exp(x)-1)").map(Activations::named))
            .toList();
    Random random = new Random(1);
    try (Backend reference = new ReferenceBackend(threads)) {
      for (Activation activation : activations) {
        double[] w2 = random.doubles(points, 0.3, 3).toArray();
        double[] b2 = random.doubles(points, 0.05, 1).toArray();
        PhaseTile tile = new PhaseTile(w2, b2, InitialState.DEFAULT);
        PhaseColumns expected = new PhaseColumns(points);
        PhaseColumns got = new PhaseColumns(points);
        reference.phases(activation).solve(tile, expected);
        backend.phases(activation).solve(tile, got);
        for (int i = 0; i < points; i++) {
          String where = activation.name() + " at (" + w2[i] + ", " + b2[i] + "): ";
          compare(got.point(i), expected.point(i), where, findings);
        }
      }
    }
    return findings.json();
  }

  private static void compare(
      PhasePoint got, PhasePoint expected, String where, Findings findings) {
    findings.points++;
    if (got.status() != expected.status()) {
      findings.wrong.add(where + got.status() + ", expected " + expected.status());
      return;
    }
    double gap = Math.abs(expected.chi1() - 1);
    if (gap < 1e-11) {
      return;
    }
    if (got.phase() != expected.phase()) {
      findings.wrong.add(where + got.phase() + ", expected " + expected.phase());
    }
    double fold = Math.abs(1 - Math.exp(-1 / expected.get(PhaseField.XI_Q)));
    double foldScale = Double.isNaN(fold) ? 1 : Math.max(1, 1e-3 / fold);
    double gapScale = Double.isNaN(gap) ? foldScale : Math.max(foldScale, 1e-2 / gap);
    for (PhaseField field : PhaseField.values()) {
      if (BOUNDS.containsValue(field)) {
        continue;
      }
      double scale = SCALED_BY_GAP.contains(field) ? gapScale : foldScale;
      findings.compare(field, got.get(field), expected.get(field), scale, where);
      PhaseField bound = BOUNDS.get(field);
      double both = bound == null ? Double.NaN : got.get(bound) + expected.get(bound);
      if (!Double.isNaN(both) && expected.get(field) != 0) {
        double error = Math.abs(got.get(field) / expected.get(field) - 1);
        findings.bound(field, error, both, where);
      }
    }
  }
}
