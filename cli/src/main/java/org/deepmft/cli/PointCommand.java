package org.deepmft.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.deepmft.activation.Activation;
import org.deepmft.activation.Activations;
import org.deepmft.backend.Backend;
import org.deepmft.backend.PhaseTile;
import org.deepmft.export.Csv;
import org.deepmft.export.PhaseCsv;
import org.deepmft.gaussian.Duals;
import org.deepmft.meanfield.AllFixedPoints;
import org.deepmft.meanfield.InitialState;
import org.deepmft.meanfield.PhaseColumns;
import org.deepmft.meanfield.PhaseField;
import org.deepmft.meanfield.PhasePoint;
import org.deepmft.meanfield.PhaseSolver;
import org.deepmft.meanfield.Status;
import org.deepmft.store.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Solves one point of the phase diagram. */
@Command(
    name = "point",
    description = {
      "Solve one point: fixed points, phase, depth scales, error bounds.",
      "The answer is the limit of the plain iteration from (q0, c0)."
    },
    mixinStandardHelpOptions = true)
final class PointCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--activation",
      required = true,
      paramLabel = "A",
      description = "Activation by name; may be given several times. See: deepmft activations.")
  private List<String> names;

  @Mixin private VarianceOptions variances;
  @Mixin private StartOptions start;
  @Mixin private BackendOption backend;
  @Mixin private OutputOption output;

  @Option(names = "--all", description = "Also list every fixed point with its stability.")
  private boolean all;

  /** One line of the answer. */
  private record Answer(
      Activation activation,
      double sigmaW2,
      double sigmaB2,
      InitialState start,
      PhasePoint point) {}

  @Override
  public Integer call() {
    double sigmaW2 = variances.oneSigmaW2();
    double sigmaB2 = variances.oneSigmaB2();
    backend.check();
    InitialState state = start.state();
    List<Answer> answers = new ArrayList<>();
    for (String name : names) {
      Activation activation = Activations.named(name);
      PhasePoint point = solve(activation, sigmaW2, sigmaB2, state);
      answers.add(new Answer(activation, sigmaW2, sigmaB2, state, point));
    }
    PrintWriter out = spec.commandLine().getOut();
    switch (output.format) {
      case JSON -> out.print(Json.result(json(answers)));
      case CSV -> printCsv(answers, out);
      default -> answers.forEach(answer -> printText(answer, out));
    }
    out.flush();
    boolean solved = answers.stream().noneMatch(a -> a.point.status() == Status.NOT_CONVERGED);
    if (!solved) {
      spec.commandLine()
          .getErr()
          .println(
              "deepmft: q_star did not converge: it lies beyond the table's range q <= 1048576;"
                  + " lower sigma_w2 or sigma_b2");
    }
    return solved ? 0 : CommandFailure.NOT_CONVERGED;
  }

  private PhasePoint solve(
      Activation activation, double sigmaW2, double sigmaB2, InitialState state) {
    if (backend.backend == null) {
      return PhaseSolver.of(activation).solve(sigmaW2, sigmaB2, state);
    }
    try (Backend opened = backend.open()) {
      PhaseColumns columns = new PhaseColumns(1);
      double[] w2 = {sigmaW2};
      double[] b2 = {sigmaB2};
      opened.phases(activation).solve(new PhaseTile(w2, b2, state), columns);
      return columns.point(0);
    }
  }

  private JsonElement json(List<Answer> answers) {
    JsonArray array = new JsonArray();
    answers.forEach(answer -> array.add(json(answer)));
    return answers.size() == 1 ? array.get(0) : array;
  }

  private JsonObject json(Answer answer) {
    PhasePoint point = answer.point;
    JsonObject json = new JsonObject();
    json.addProperty("activation", answer.activation.name());
    json.addProperty("sigma_w2", answer.sigmaW2);
    json.addProperty("sigma_b2", answer.sigmaB2);
    json.addProperty("status", point.status().label());
    json.addProperty("phase", point.phase() == null ? null : point.phase().label());
    for (PhaseField field : PhaseField.values()) {
      json.add(field.label(), Json.number(point.get(field)));
    }
    if (all) {
      JsonArray list = new JsonArray();
      for (AllFixedPoints.Length length : fixedPoints(answer)) {
        list.add(json(length));
      }
      json.add("fixed_points", list);
    }
    return json;
  }

  private static List<AllFixedPoints.Length> fixedPoints(Answer answer) {
    return AllFixedPoints.of(
        Duals.of(answer.activation), answer.sigmaW2, answer.sigmaB2, answer.start, answer.point);
  }

  private static JsonObject json(AllFixedPoints.Length length) {
    JsonObject json = new JsonObject();
    json.add("q_star", Json.number(length.q()));
    json.addProperty("stable", length.stable());
    json.add("slope", Json.number(length.slope()));
    JsonArray correlations = new JsonArray();
    for (AllFixedPoints.Correlation c : length.correlations()) {
      JsonObject item = new JsonObject();
      item.add("c_star", Json.number(c.c()));
      item.addProperty("stable", c.stable());
      item.add("slope", Json.number(c.slope()));
      correlations.add(item);
    }
    json.add("c", correlations);
    return json;
  }

  private static void printCsv(List<Answer> answers, PrintWriter out) {
    out.print(Csv.line(PhaseCsv.header()));
    for (Answer answer : answers) {
      PhasePoint point = answer.point;
      out.print(
          PhaseCsv.line(
              answer.activation.name(),
              answer.sigmaW2,
              answer.sigmaB2,
              point.status(),
              point.phase(),
              point::get));
    }
  }

  private void printText(Answer answer, PrintWriter out) {
    PhasePoint point = answer.point;
    out.printf(
        "%s at sigma_w2 = %s, sigma_b2 = %s: %s%s%n",
        answer.activation.name(),
        answer.sigmaW2,
        answer.sigmaB2,
        point.status().label(),
        point.phase() == null ? "" : ", " + point.phase().label());
    for (PhaseField field : PhaseField.values()) {
      if (!field.label().endsWith("_error")) {
        out.printf(
            "  %-22s %-22s %s%n",
            field.label(), text(point.get(field)) + error(point, field), field.meaning());
      }
    }
    if (all) {
      out.println("  every fixed point:");
      for (AllFixedPoints.Length length : fixedPoints(answer)) {
        out.printf(
            "    q = %-20s %-8s slope %s%n",
            text(length.q()), stability(length.stable()), text(length.slope()));
        for (AllFixedPoints.Correlation c : length.correlations()) {
          out.printf(
              "      c = %-18s %-8s slope %s%n",
              text(c.c()), stability(c.stable()), text(c.slope()));
        }
      }
    }
  }

  private static String stability(boolean stable) {
    return stable ? "stable" : "unstable";
  }

  private static String text(double x) {
    return Double.isNaN(x) ? "-" : String.format("%.12g", x);
  }

  /** The relative error bound that belongs to a field, if it has one. */
  private static String error(PhasePoint point, PhaseField field) {
    for (PhaseField other : PhaseField.values()) {
      if (other.label().equals(field.label() + "_error") && point.get(other) > 0) {
        return String.format(" (1 ± %.1e)", point.get(other));
      }
    }
    return "";
  }
}
