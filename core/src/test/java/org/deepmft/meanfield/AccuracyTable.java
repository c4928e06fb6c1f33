package org.deepmft.meanfield;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Maximum and RMS relative errors measured by a test, one line a quantity. */
final class AccuracyTable {

  private final String activation;
  private final String duals;
  private final Map<PhaseField, Line> lines = new EnumMap<>(PhaseField.class);

  AccuracyTable(String activation, String duals) {
    this.activation = activation;
    this.duals = duals;
  }

  private static final class Line {
    private double max;
    private double scaled;
    private double squares;
    private int rows;
  }

  /**
   * Counts an error.
   *
   * @param scale by how much the point's condition lets the error grow
   */
  void add(PhaseField field, double error, double scale) {
    Line line = lines.computeIfAbsent(field, f -> new Line());
    line.max = Math.max(line.max, error);
    line.scaled = Math.max(line.scaled, error / scale);
    line.squares += error * error;
    line.rows++;
  }

  /** One line for people: max (and RMS) error of each quantity. */
  String summary() {
    return lines.entrySet().stream()
        .map(
            e ->
                String.format(
                    Locale.ROOT,
                    "%s %.1e (%.1e)",
                    e.getKey().label(),
                    e.getValue().max,
                    Math.sqrt(e.getValue().squares / e.getValue().rows)))
        .collect(
            Collectors.joining(", ", "max (RMS) error, " + activation + " " + duals + ": ", ""));
  }

  private List<String> json() {
    List<String> list = new ArrayList<>();
    lines.forEach(
        (field, line) ->
            list.add(
                String.format(
                    Locale.ROOT,
                    "  {\"activation\": \"%s\", \"duals\": \"%s\", \"quantity\": \"%s\","
                        + " \"max_error\": %.3e, \"rms_error\": %.3e,"
                        + " \"max_scaled_error\": %.3e, \"rows\": %d}",
                    activation,
                    duals,
                    field.label(),
                    line.max,
                    Math.sqrt(line.squares / line.rows),
                    line.scaled,
                    line.rows)));
    return list;
  }

  /** Writes tables as one JSON array. */
  static void write(List<AccuracyTable> tables, Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        tables.stream()
            .flatMap(table -> table.json().stream())
            .collect(Collectors.joining(",\n", "[\n", "\n]\n")));
  }
}
