package org.deepmft.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.deepmft.export.Csv;

/**
 * The summary of a run of {@code kernel}: a page of facts, layers and limits, or a table of layers.
 */
final class KernelText {

  private static final Map<String, String> LAWS = new LinkedHashMap<>();

  static {
    LAWS.put("ntk_diagonal", "Theta_aa");
    LAWS.put("ntk_off_diagonal", "Theta_ab");
    LAWS.put("nngp_condition", "kappa(K)");
    LAWS.put("ntk_condition", "kappa(Theta)");
  }

  /** What a table says of each kernel. */
  private static final List<String> SPECTRUM =
      List.of("lambda_max", "lambda_min", "condition", "jitter");

  private static final String ROW = "%7s  %-12s %-13s %-18s %-20s %s";

  private final JsonObject summary;
  private final PrintWriter out;

  private KernelText(JsonObject summary, PrintWriter out) {
    this.summary = summary;
    this.out = out;
  }

  /** Prints a summary as {@link KernelRun#summary} makes it. */
  static void print(JsonObject summary, PrintWriter out) {
    new KernelText(summary, out).page();
  }

  /** Prints a line for each layer that is stored, the output's last. */
  static void csv(JsonObject summary, PrintWriter out) {
    List<String> header = new ArrayList<>(List.of("layer"));
    for (String kernel : List.of("nngp", "ntk")) {
      SPECTRUM.forEach(field -> header.add(kernel + "_" + field));
    }
    header.addAll(List.of("learning_rate_bound", "mean_variance"));
    out.print(Csv.line(header));
    for (JsonElement layer : summary.getAsJsonArray("layers")) {
      out.print(csv(word(layer.getAsJsonObject(), "layer"), layer.getAsJsonObject()));
    }
    out.print(csv(word(summary, "depth"), summary));
  }

  private static String csv(String number, JsonObject layer) {
    List<String> row = new ArrayList<>(List.of(number));
    for (String kernel : List.of("nngp", "ntk")) {
      JsonElement of = layer.get(kernel);
      for (String field : SPECTRUM) {
        row.add(of.isJsonNull() ? "nan" : csv(of.getAsJsonObject(), field));
      }
    }
    row.add(csv(layer.get("learning_rate_bound")));
    JsonElement posterior = layer.get("posterior");
    row.add(posterior.isJsonNull() ? "nan" : csv(posterior.getAsJsonObject().get("mean_variance")));
    return Csv.line(row);
  }

  /** A number of a kernel; that is singular if it has no condition in JSON. */
  private static String csv(JsonObject kernel, String field) {
    JsonElement number = kernel.get(field);
    return field.equals("condition") && number.isJsonNull() ? "inf" : csv(number);
  }

  private static String csv(JsonElement number) {
    return Csv.number(number.isJsonNull() ? Double.NaN : number.getAsDouble());
  }

  private void page() {
    int repeated = summary.get("repeated_rows").getAsInt();
    line(
        "%s inputs of dimension %s and %s%s, depth %s%s",
        word(summary, "inputs"),
        word(summary, "dimension"),
        oneNorm() ? "one norm" : "several norms",
        switch (repeated) {
          case 0 -> "";
          case 1 -> ", 1 row repeats another";
          default -> ", " + repeated + " rows repeat others";
        },
        word(summary, "depth"),
        summary.get("noise").getAsDouble() == 0 ? "" : ", noise " + number(summary, "noise"));
    line(
        "%s, by %s on %s in %s s, %s s of them for the kernels",
        word(summary, "file"),
        word(summary, "backend"),
        word(summary, "device"),
        seconds("seconds"),
        seconds("kernel_seconds"));
    line(
        ROW,
        "layer",
        "kappa(K)",
        "kappa(Theta)",
        "lambda_max(Theta)",
        "learning rate bound",
        "jitter");
    for (JsonElement layer : summary.getAsJsonArray("layers")) {
      row(word(layer.getAsJsonObject(), "layer"), layer.getAsJsonObject());
    }
    row(word(summary, "depth"), summary);
    for (JsonElement layer : summary.getAsJsonArray("layers")) {
      predictions(word(layer.getAsJsonObject(), "layer"), layer.getAsJsonObject());
    }
    predictions(word(summary, "depth"), summary);
    if (summary.get("limits").isJsonObject()) {
      limits(summary.getAsJsonObject("limits"));
    }
  }

  private boolean oneNorm() {
    return summary.get("one_norm").getAsBoolean();
  }

  private String seconds(String name) {
    return String.format("%.3g", summary.get(name).getAsDouble());
  }

  private void row(String number, JsonObject layer) {
    JsonObject nngp = layer.getAsJsonObject("nngp");
    if (layer.get("ntk").isJsonNull()) {
      line(ROW, number, condition(nngp), "-", "-", "-", jitter("K", nngp));
      return;
    }
    JsonObject ntk = layer.getAsJsonObject("ntk");
    line(
        ROW,
        number,
        condition(nngp),
        condition(ntk),
        number(ntk, "lambda_max"),
        number(layer, "learning_rate_bound"),
        (jitter("K", nngp) + jitter("  Theta", ntk)).strip());
  }

  /** A kernel that is singular to rounding has none in JSON. */
  private static String condition(JsonObject of) {
    return of.get("condition").isJsonNull() ? "inf" : number(of, "condition");
  }

  private static String jitter(String kernel, JsonObject of) {
    return of.get("jitter").getAsDouble() == 0 ? "" : kernel + " " + number(of, "jitter");
  }

  private void predictions(String number, JsonObject layer) {
    if (layer.get("posterior").isJsonObject()) {
      JsonObject posterior = layer.getAsJsonObject("posterior");
      line(
          "layer %s predicts %s outputs at %s tests: mean variance %s, ln likelihood %s",
          number,
          word(posterior, "outputs"),
          word(posterior, "tests"),
          number(posterior, "mean_variance"),
          StreamSupport.stream(posterior.getAsJsonArray("ln_likelihood").spliterator(), false)
              .map(KernelText::text)
              .collect(Collectors.joining(", ")));
    }
  }

  private void limits(JsonObject limits) {
    int layers = limits.get("layers_per_block").getAsInt();
    line(
        "at large depth, %s%s: %s, q* = %s, 1 - c* %s, chi_1 = %s, chi_c = %s",
        layers == 1 ? "layer by layer" : "in blocks of " + layers + " layers",
        oneNorm() ? "" : " and for an input of the mean norm",
        word(limits, "phase"),
        number(limits, "q_star"),
        limits.get("one_minus_c_star").isJsonNull()
            ? "by the inputs"
            : "= " + number(limits, "one_minus_c_star"),
        number(limits, "chi_1"),
        number(limits, "chi_c"));
    LAWS.forEach((key, name) -> line("  %-13s %s", name, law(limits.getAsJsonObject(key))));
  }

  private static String law(JsonObject law) {
    String factor = "factor " + number(law, "factor") + " a step";
    return switch (word(law, "law")) {
      case "constant" -> "stays at what the inputs make it";
      case "converges" -> "converges to " + number(law, "limit") + ", " + factor;
      case "linear" ->
          "grows linearly"
              + (law.get("slope").isJsonNull() ? "" : ", " + number(law, "slope") + " a step");
      case "power_law" -> "grows as n^" + number(law, "power");
      default ->
          "grows exponentially, "
              + factor
              + (law.get("power").getAsDouble() == 0 ? "" : ", times n^" + number(law, "power"));
    };
  }

  private static String word(JsonObject of, String name) {
    return of.get(name).getAsString();
  }

  private static String number(JsonObject of, String name) {
    return text(of.get(name));
  }

  /** Six digits. */
  private static String text(JsonElement number) {
    if (number.isJsonNull()) {
      return "undefined";
    }
    double x = number.getAsDouble();
    return x == Math.rint(x) && Math.abs(x) < 1e6
        ? String.format("%.0f", x)
        : String.format("%.6g", x);
  }

  private void line(String format, Object... words) {
    out.println(String.format(format, words).stripTrailing());
  }
}
