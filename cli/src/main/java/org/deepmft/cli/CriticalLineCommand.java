package org.deepmft.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.deepmft.activation.Activation;
import org.deepmft.export.Csv;
import org.deepmft.gaussian.Duals;
import org.deepmft.meanfield.CriticalLine;
import org.deepmft.store.Json;
import org.deepmft.sweep.Axis;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists the critical points at given bias variances. */
@Command(
    name = "critical-line",
    description = {
      "List the points with chi_1 = 1 at given bias variances, and the half-stable ones among them.",
      "One sigma_b2 may have several points, or none; no network stays at an unstable one.",
      "A range is x, lo:hi:n (both ends included) or lo:hi:n:log."
    },
    mixinStandardHelpOptions = true)
final class CriticalLineCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private ActivationOption activation;
  @Mixin private BiasOptions biases;
  @Mixin private BackendOption backend;
  @Mixin private OutputOption output;

  /**
   * The line of one activation.
   *
   * @param activation the activation
   * @param points the points at every bias variance asked for
   * @param halfStable the half-stable points between the smallest and the largest of them
   */
  private record Answer(
      Activation activation,
      List<CriticalLine.Point> points,
      List<CriticalLine.Point> halfStable) {}

  @Override
  public Integer call() {
    Axis sigmaB2 = biases.sigmaB2();
    backend.checkNamed();
    List<Answer> answers = activation.activations().stream().map(a -> solve(a, sigmaB2)).toList();
    PrintWriter out = spec.commandLine().getOut();
    switch (output.format) {
      case JSON -> out.print(Json.result(json(answers)));
      case CSV -> printCsv(answers, out);
      default -> answers.forEach(answer -> printText(answer, sigmaB2, out));
    }
    out.flush();
    return 0;
  }

  private static Answer solve(Activation activation, Axis sigmaB2) {
    double least = sigmaB2.get(0);
    CriticalLine line =
        new CriticalLine(
            Duals.of(activation, CacheDirectory.tables()), sigmaB2.get(sigmaB2.size() - 1));
    List<CriticalLine.Point> points = new ArrayList<>();
    for (int i = 0; i < sigmaB2.size(); i++) {
      points.addAll(line.points(sigmaB2.get(i)));
    }
    return new Answer(
        activation,
        points,
        line.halfStable().stream().filter(point -> point.sigmaB2() >= least).toList());
  }

  /** One activation makes an object, several an array of objects with names. */
  private static JsonElement json(List<Answer> answers) {
    JsonArray array = new JsonArray();
    for (Answer answer : answers) {
      JsonObject json = new JsonObject();
      if (answers.size() > 1) {
        json.addProperty("activation", answer.activation.name());
      }
      JsonArray line = new JsonArray();
      for (CriticalLine.Point point : answer.points) {
        JsonObject item = place(point);
        item.add("slope", Json.number(point.slope()));
        item.addProperty("stable", point.stable());
        line.add(item);
      }
      json.add("line", line);
      JsonArray halfStable = new JsonArray();
      answer.halfStable.forEach(point -> halfStable.add(place(point)));
      json.add("half_stable", halfStable);
      array.add(json);
    }
    return array.size() == 1 ? array.get(0) : array;
  }

  private static JsonObject place(CriticalLine.Point point) {
    JsonObject json = new JsonObject();
    json.add("sigma_b2", Json.number(point.sigmaB2()));
    json.add("sigma_w2", Json.number(point.sigmaW2()));
    json.add("q_star", Json.number(point.q()));
    return json;
  }

  private static void printCsv(List<Answer> answers, PrintWriter out) {
    out.print(
        Csv.line(
            List.of("activation", "kind", "sigma_b2", "sigma_w2", "q_star", "slope", "stable")));
    for (Answer answer : answers) {
      answer.points.forEach(point -> out.print(row(answer, "line", point, point.stable())));
      answer.halfStable.forEach(point -> out.print(row(answer, "half_stable", point, false)));
    }
  }

  private static String row(Answer answer, String kind, CriticalLine.Point point, boolean stable) {
    return Csv.line(
        List.of(
            answer.activation.name(),
            kind,
            Csv.number(point.sigmaB2()),
            Csv.number(point.sigmaW2()),
            Csv.number(point.q()),
            Csv.number(point.slope()),
            String.valueOf(stable)));
  }

  private static void printText(Answer answer, Axis sigmaB2, PrintWriter out) {
    String name = answer.activation.name();
    double least = sigmaB2.get(0);
    double most = sigmaB2.get(sigmaB2.size() - 1);
    String where = least == most ? "sigma_b2 = " + least : "sigma_b2 from " + least + " to " + most;
    if (answer.points.isEmpty()) {
      out.printf("%s at %s: no critical point%n", name, where);
    } else {
      out.printf("%s at %s, chi_1 = 1:%n", name, where);
      out.printf("  %-18s %-18s %-18s %-18s%n", "sigma_b2", "sigma_w2", "q_star", "slope");
    }
    for (CriticalLine.Point point : answer.points) {
      out.printf(
          "  %-18s %-18s %-18s %-18s %s%n",
          text(point.sigmaB2()),
          text(point.sigmaW2()),
          text(point.q()),
          text(point.slope()),
          point.stable() ? "stable" : "unstable");
    }
    for (CriticalLine.Point point : answer.halfStable) {
      out.printf(
          "half-stable at sigma_b2 = %s, sigma_w2 = %s, q_star = %s%n",
          text(point.sigmaB2()), text(point.sigmaW2()), text(point.q()));
    }
  }

  private static String text(double x) {
    return Double.isNaN(x) ? "any" : String.format("%.12g", x);
  }
}
