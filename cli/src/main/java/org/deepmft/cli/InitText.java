package org.deepmft.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import org.deepmft.export.Csv;
import org.deepmft.initialisation.Customary;
import org.deepmft.initialisation.Initialisation;
import org.deepmft.initialisation.UniformLayer;
import org.deepmft.initialisation.Verdict;
import org.deepmft.meanfield.CriticalLine;
import org.deepmft.meanfield.PhasePoint;
import org.deepmft.meanfield.PhaseSolver;
import org.deepmft.store.Json;

/** Where to initialise, as JSON, comma-separated values or a page. */
final class InitText {

  private static final Map<String, String> HEADINGS =
      Map.of("pytorch", "PyTorch", "jax", "JAX with Flax", "keras", "Keras", "dl4j", "DL4J");

  private InitText() {}

  /** One activation makes an object, several an array of objects with names. */
  static JsonElement json(List<InitAnswer> answers) {
    JsonArray array = new JsonArray();
    for (InitAnswer answer : answers) {
      JsonObject json = new JsonObject();
      if (answers.size() > 1) {
        json.addProperty("activation", answer.activation().name());
      }
      fill(json, answer);
      array.add(json);
    }
    return array.size() == 1 ? array.get(0) : array;
  }

  private static void fill(JsonObject json, InitAnswer answer) {
    Initialisation found = answer.found();
    Verdict verdict = answer.verdict();
    json.add("sigma_w2", Json.number(answer.sigmaW2()));
    json.add("sigma_b2", Json.number(answer.sigmaB2()));
    json.add("q_star", Json.number(found.qStar()));
    json.add("chi_1", Json.number(found.chi1()));
    json.add("slope", Json.number(found.slope()));
    json.add("gain_xavier", Json.number(answer.gainXavier()));
    json.add("gain_he", Json.number(answer.gainHe()));
    json.add("trainable_depth", Json.number(found.trainableDepth()));
    json.addProperty("verdict", verdict.verdict());
    json.addProperty("reason", verdict.reason());
    JsonArray halfStable = new JsonArray();
    for (CriticalLine.Point point : found.halfStable()) {
      JsonObject item = new JsonObject();
      item.add("sigma_b2", Json.number(point.sigmaB2()));
      item.add("sigma_w2", Json.number(point.sigmaW2()));
      item.add("q_star", Json.number(point.q()));
      halfStable.add(item);
    }
    json.add("half_stable", halfStable);
    JsonObject snippets = new JsonObject();
    if (found.layer() == null) {
      Snippets.frameworks().forEach(framework -> snippets.add(framework, JsonNull.INSTANCE));
    } else {
      Snippets.of(found.layer()).forEach(snippets::addProperty);
    }
    json.add("snippets", snippets);
    json.add("xi_c", Json.number(found.xiC()));
    json.add("xi_grad", Json.number(found.xiGrad()));
    json.add("chi_2", Json.number(found.chi2()));
    JsonArray customary = new JsonArray();
    for (Customary usual : Customary.of(answer.activation())) {
      if (found.layer() != null) {
        Customary.Outcome outcome = answer.outcome(usual);
        JsonObject item = new JsonObject();
        item.addProperty("name", usual.name());
        item.add("sigma_w2", Json.number(usual.sigmaW2()));
        item.addProperty("verdict", outcome.off() ? "off" : "fine");
        item.add("ln_gradient", Json.number(outcome.journey().lnGradientAtFirst()));
        item.add("xi_c", Json.number(outcome.xiC()));
        item.add("q", Json.number(outcome.q()));
        customary.add(item);
      }
    }
    json.add("customary", customary);
  }

  static void csv(List<InitAnswer> answers, PrintWriter out) {
    out.print(
        Csv.line(
            "activation",
            "sigma_w2",
            "sigma_b2",
            "q_star",
            "chi_1",
            "slope",
            "gain_xavier",
            "gain_he",
            "trainable_depth",
            "verdict",
            "reason"));
    for (InitAnswer answer : answers) {
      Initialisation found = answer.found();
      out.print(
          Csv.line(
              answer.activation().name(),
              Csv.number(answer.sigmaW2()),
              Csv.number(answer.sigmaB2()),
              Csv.number(found.qStar()),
              Csv.number(found.chi1()),
              Csv.number(found.slope()),
              Csv.number(answer.gainXavier()),
              Csv.number(answer.gainHe()),
              Csv.number(found.trainableDepth()),
              answer.verdict().verdict(),
              answer.verdict().reason()));
    }
  }

  /** The findings in about ten lines, then the code. */
  static void page(InitAnswer answer, PrintWriter out) {
    Initialisation found = answer.found();
    Verdict verdict = answer.verdict();
    int depth = found.setting().depth();
    out.printf("%s, %d layers: %s%n", answer.activation().name(), depth, verdict.verdict());
    out.printf("  %s%n", verdict.reason());
    if (found.layer() == null) {
      return;
    }
    out.printf(
        "  weights N(0, sigma_w2/fan_in), sigma_w2 = %.10g: gain %.6g on Xavier's (1/fan), %.6g on"
            + " He's (2/fan_in)%n",
        answer.sigmaW2(), answer.gainXavier(), answer.gainHe());
    out.printf("  biases N(0, sigma_b2), sigma_b2 = %.10g%n", answer.sigmaB2());
    out.printf(
        "  q* = %.6g, chi_1 = %.6g, dq'/dq = %.4g, chi_2 %s%n",
        found.qStar(),
        found.chi1(),
        found.slope(),
        Double.isNaN(found.chi2())
            ? "undefined: phi has kinks"
            : String.format("= %.4g", found.chi2()));
    out.printf(
        "  trainable depth %s: 6 xi_c = %s, 6 xi_grad = %s%n",
        layers(found.trainableDepth()), layers(6 * found.xiC()), layers(6 * found.xiGrad()));
    for (CriticalLine.Point point : found.halfStable()) {
      out.printf("  %s%n", halfStable(answer, point));
    }
    for (Customary customary : Customary.of(answer.activation())) {
      Customary.Outcome outcome = answer.outcome(customary);
      out.printf(
          "  %s (sigma_w2 = %.4g, biases 0) is %s: %s%s; q %s %.3g%n",
          customary.name(),
          customary.sigmaW2(),
          outcome.off() ? "off" : "fine",
          Verdict.gradient(outcome.journey()),
          outcome.forgets() ? "; inputs forgotten in " + layers(outcome.memory()) + " layers" : "",
          outcome.leaves() ? (outcome.q() < 1 ? "falls to" : "rises to") : "ends at",
          outcome.q());
    }
    Snippets.of(found.layer())
        .forEach((name, code) -> out.printf("%n%s:%n%s", HEADINGS.get(name), code));
  }

  /** What a point that attracts from one side only does to a network. */
  private static String halfStable(InitAnswer answer, CriticalLine.Point point) {
    String where =
        String.format(
            "half-stable at sigma_w2 = %.6g, sigma_b2 = %.6g: q* = %.5g attracts from",
            point.sigmaW2(), point.sigmaB2(), point.q());
    UniformLayer layer =
        new UniformLayer(answer.dual(), point.sigmaW2(), point.sigmaB2(), 0, false);
    double above = 1.002 * point.q(); // nearer than any other fixed point
    double below = 0.998 * point.q();
    if (layer.q(above) > above && layer.q(below) > below) {
      return where
          + " below only: q creeps up to it from q0 = 1, and whatever is larger leaves; keep away";
    }
    PhasePoint reached = new PhaseSolver(answer.dual()).solve(point.sigmaW2(), point.sigmaB2());
    return where
        + String.format(
            " above only, and from q0 = 1 q stops at %.4g, where chi_1 = %.4g; keep away",
            reached.qStar(), reached.chi1());
  }

  private static String layers(double x) {
    return Double.isInfinite(x) ? "unlimited" : String.format("%.3g", x);
  }
}
