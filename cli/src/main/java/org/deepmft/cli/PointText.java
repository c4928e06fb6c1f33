package org.deepmft.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import org.deepmft.export.PhaseCsv;
import org.deepmft.meanfield.AllFixedPoints;
import org.deepmft.meanfield.PhaseField;
import org.deepmft.meanfield.PhasePoint;
import org.deepmft.store.Json;

/** Solved points as text: JSON, comma-separated values, a table's line, or a page. */
final class PointText {

  private static final String ROW = "%-16s %-12s %-12s %-13s %-9s %-18s %-18s %-18s %s%n";

  /** What a line of the table shows after the phase. */
  private static final PhaseField[] SHOWN = {
    PhaseField.Q_STAR, PhaseField.CHI_1, PhaseField.C_STAR, PhaseField.XI_C
  };

  private PointText() {}

  /** Returns a point as JSON, with every fixed point if all are wanted. */
  static JsonObject json(PointSolver.Answer answer, boolean all) {
    PhasePoint point = answer.point();
    JsonObject json = new JsonObject();
    json.addProperty("activation", answer.question().activation().name());
    json.addProperty("sigma_w2", answer.question().sigmaW2());
    json.addProperty("sigma_b2", answer.question().sigmaB2());
    json.addProperty("status", point.status().label());
    json.addProperty("phase", point.phase() == null ? null : point.phase().label());
    for (PhaseField field : PhaseField.values()) {
      json.add(field.label(), Json.number(point.get(field)));
    }
    if (all) {
      JsonArray list = new JsonArray();
      for (AllFixedPoints.Length length : answer.fixedPoints()) {
        list.add(json(length));
      }
      json.add("fixed_points", list);
    }
    return json;
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

  /** Returns a point as an item of a JSON array, without what stands between items. */
  static String jsonItem(PointSolver.Answer answer, boolean all) {
    JsonArray alone = new JsonArray();
    alone.add(json(answer, all));
    String text = Json.result(alone);
    return text.substring(1, text.length() - 2); // between "[" and "]\n"
  }

  /** Returns a point as a line of comma-separated values. */
  static String csv(PointSolver.Answer answer) {
    PointsFile.Point question = answer.question();
    PhasePoint point = answer.point();
    return PhaseCsv.line(
        question.activation().name(),
        question.sigmaW2(),
        question.sigmaB2(),
        point.status(),
        point.phase(),
        point::get);
  }

  /** Returns the first line of a table. */
  static String tableHeader() {
    Object[] cells = {"activation", "sigma_w2", "sigma_b2", "status", "phase", "", "", "", ""};
    for (int k = 0; k < SHOWN.length; k++) {
      cells[5 + k] = SHOWN[k].label();
    }
    return String.format(ROW, cells);
  }

  /** Returns a point as a line of a table. */
  static String tableLine(PointSolver.Answer answer) {
    PointsFile.Point question = answer.question();
    PhasePoint point = answer.point();
    Object[] cells = {
      question.activation().name(),
      question.sigmaW2(),
      question.sigmaB2(),
      point.status().label(),
      point.phase() == null ? "-" : point.phase().label(),
      "",
      "",
      "",
      ""
    };
    for (int k = 0; k < SHOWN.length; k++) {
      cells[5 + k] = number(point.get(SHOWN[k]));
    }
    return String.format(ROW, cells);
  }

  /** Returns a point as a page of its own. */
  static String page(PointSolver.Answer answer, boolean all) {
    StringBuilder out = new StringBuilder();
    PhasePoint point = answer.point();
    out.append(
        String.format(
            "%s at sigma_w2 = %s, sigma_b2 = %s: %s%s%n",
            answer.question().activation().name(),
            answer.question().sigmaW2(),
            answer.question().sigmaB2(),
            point.status().label(),
            point.phase() == null ? "" : ", " + point.phase().label()));
    for (PhaseField field : PhaseField.values()) {
      if (!field.label().endsWith("_error")) {
        out.append(
            String.format(
                "  %-22s %-22s %s%n",
                field.label(), number(point.get(field)) + error(point, field), field.meaning()));
      }
    }
    if (all) {
      out.append(String.format("  every fixed point:%n"));
      for (AllFixedPoints.Length length : answer.fixedPoints()) {
        out.append(
            String.format(
                "    q = %-20s %-8s slope %s%n",
                number(length.q()), stability(length.stable()), number(length.slope())));
        for (AllFixedPoints.Correlation c : length.correlations()) {
          out.append(
              String.format(
                  "      c = %-18s %-8s slope %s%n",
                  number(c.c()), stability(c.stable()), number(c.slope())));
        }
      }
    }
    return out.toString();
  }

  private static String stability(boolean stable) {
    return stable ? "stable" : "unstable";
  }

  private static String number(double x) {
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
