package org.deepmft.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deepmft.export.Csv;
import org.deepmft.initialisation.Initialisation;
import org.deepmft.initialisation.Verdict;
import org.deepmft.network.DepthScales;
import org.deepmft.network.Rate;
import org.deepmft.network.Trajectory;
import org.deepmft.network.Trajectory.Station;
import org.deepmft.propagation.CircleSignal;
import org.deepmft.propagation.Magnitude;
import org.deepmft.propagation.PairSignal;
import org.deepmft.store.Json;

/** A trajectory as text: JSON, comma-separated values or a page. */
final class TrajectoryText {

  /** By so much more must layers differ from one another than from the first to be named. */
  private static final double APART = Math.log(10);

  /** Larger factors are written as powers of e. */
  private static final double LONG = Math.log(1e6);

  /** The fields of a layer in their order; the first is a whole number. */
  static final List<String> FIELDS =
      List.of(
          "layer",
          "q_a",
          "q_b",
          "c",
          "one_minus_c",
          "ln_one_minus_c",
          "gradient",
          "gradient_b",
          "gradient_covariance",
          "ln_gradient",
          "weight_gradient");

  /** More fields of a layer, of a circle of inputs. */
  static final List<String> CIRCLE_FIELDS =
      List.of("circle_length", "circle_curvature", "gauss_length", "chi_1", "chi_2");

  private final Trajectory trajectory;
  private final Optional<DepthScales> scales;
  private final boolean circle;
  private final List<String> fields;

  TrajectoryText(Trajectory trajectory, Optional<DepthScales> scales, boolean circle) {
    this.trajectory = trajectory;
    this.scales = scales;
    this.circle = circle;
    this.fields = new ArrayList<>(FIELDS);
    if (circle) {
      fields.addAll(CIRCLE_FIELDS);
    }
  }

  private double[] numbers(Station station) {
    double[] pair = pairNumbers(station);
    if (!circle) {
      return pair;
    }
    CircleSignal of = station.circle();
    boolean first = station.layer() == 0;
    double[] more = {
      of.length().value(),
      of.curvature().value(),
      of.gaussLength().value(),
      first ? Double.NaN : station.stretch().chi1().value(),
      first ? Double.NaN : station.stretch().chi2().value()
    };
    double[] all = Arrays.copyOf(pair, pair.length + more.length);
    System.arraycopy(more, 0, all, pair.length, more.length);
    return all;
  }

  private static double[] pairNumbers(Station station) {
    PairSignal pair = station.signal();
    return new double[] {
      station.layer(),
      pair.qa(),
      pair.qb(),
      pair.c(),
      pair.oneMinusC().value(),
      pair.oneMinusC().ln(),
      station.gradient().value(),
      station.gradientB().value(),
      station.gradientCovariance().value(),
      station.gradient().ln(),
      station.layer() == 0 ? Double.NaN : station.weightGradient().value()
    };
  }

  /** Returns the mean of ln(g_l/g_{l+1}) over all layers. */
  private double rate() {
    return trajectory.depth() == 0 ? 0 : trajectory.backward().ln() / trajectory.depth();
  }

  /** Returns what becomes of gradients, in the words of {@code init}. */
  String verdict() {
    double ln = trajectory.backward().ln();
    if (Double.isNaN(ln) || ln == Double.POSITIVE_INFINITY) {
      return "gradients are undefined: the activation jumps";
    }
    if (ln == Double.NEGATIVE_INFINITY) {
      return "gradients vanish: 0 at layer 0";
    }
    String power = String.format("e^%.4g", rounded(ln));
    double size = Math.abs(ln);
    boolean differ = trajectory.lnGradientSpread() > size + APART;
    String apart =
        differ
            ? ", but differ " + factor(trajectory.lnGradientSpread()) + "-fold between layers"
            : "";
    if (size <= Verdict.SEEN) {
      return (differ
              ? "gradients have at layer 0 the size of the last layer's, " + power
              : "gradients keep their size: " + power + " at layer 0")
          + apart;
    }
    if (size <= Initialisation.TRAINABLE_SCALES) {
      return String.format(
          "gradients %s: %s at layer 0, a factor %s%s%s",
          ln > 0 ? "grow" : "shrink", power, ln > 0 ? "" : "1/", factor(size), apart);
    }
    return String.format(
        "gradients %s: %s at layer 0, e^%.4g a layer%s",
        ln > 0 ? "explode" : "vanish", power, rate(), apart);
  }

  private static String factor(double ln) {
    return ln > LONG ? String.format("e^%.4g", ln) : String.format("%.3g", Math.exp(ln));
  }

  /** Rounding over many layers is no growth. */
  private static double rounded(double ln) {
    return Math.abs(ln) < 1e-9 ? 0 : ln;
  }

  String json(LayerChoice choice) {
    JsonObject json = new JsonObject();
    JsonArray layers = new JsonArray();
    for (Station station : trajectory.stations()) {
      if (choice.of(station.layer())) {
        JsonObject item = new JsonObject();
        double[] numbers = numbers(station);
        item.addProperty(fields.get(0), station.layer());
        for (int k = 1; k < numbers.length; k++) {
          item.add(fields.get(k), Json.number(numbers[k]));
        }
        layers.add(item);
      }
    }
    json.add("layers", layers);
    json.addProperty("depth", trajectory.depth());
    json.add("ln_gradient_per_layer", Json.number(rate()));
    json.addProperty("verdict", verdict());
    scales.ifPresent(found -> json.add("scales", json(found)));
    return Json.result(json);
  }

  private static JsonObject json(DepthScales scales) {
    JsonObject json = new JsonObject();
    json.addProperty("layers_per_block", scales.layersPerBlock());
    laws(scales)
        .forEach(
            (name, rate) -> {
              JsonObject item = new JsonObject();
              item.addProperty("law", rate.law().label());
              item.add("limit", Json.number(rate.limit()));
              item.add("factor", Json.number(rate.factor()));
              item.add("xi", Json.number(rate.scale()));
              item.add("exponent", Json.number(rate.exponent()));
              json.add(name, item);
            });
    return json;
  }

  private static Map<String, Rate> laws(DepthScales scales) {
    Map<String, Rate> laws = new LinkedHashMap<>();
    laws.put("q", scales.q());
    laws.put("one_minus_c", scales.c());
    laws.put("gradient", scales.gradient());
    return laws;
  }

  /** Returns the lines of the layers, a header before them. */
  String csv(LayerChoice choice) {
    StringBuilder out = new StringBuilder(Csv.line(fields));
    for (Station station : trajectory.stations()) {
      if (choice.of(station.layer())) {
        double[] numbers = numbers(station);
        out.append(station.layer());
        for (int k = 1; k < numbers.length; k++) {
          out.append(',').append(Csv.number(numbers[k]));
        }
        out.append('\n');
      }
    }
    return out.toString();
  }

  String page(String title, LayerChoice choice) {
    StringBuilder out = new StringBuilder();
    out.append(String.format("%s, %d layers%n", title, trajectory.depth()));
    out.append(
        String.format(
            "%9s %-17s %-17s %-17s %-13s %-13s %s%n",
            "layer",
            "q_a",
            "q_b",
            "c",
            "1 - c",
            "gradient",
            circle ? "ln gradient   circle/\u221aN     curvature \u221aN" : "ln gradient"));
    for (Station station : trajectory.stations()) {
      if (choice.of(station.layer())) {
        PairSignal pair = station.signal();
        out.append(
            String.format(
                "%9d %-17s %-17s %-17s %-13s %-13s %s%n",
                station.layer(),
                size(pair.q(), "%.12g"),
                size(pair.qbMagnitude(), "%.12g"),
                number(pair.c()),
                size(pair.oneMinusC(), "%.6g"),
                size(station.gradient(), "%.6g"),
                lastColumns(station)));
      }
    }
    out.append(verdict()).append(System.lineSeparator());
    scales.ifPresent(
        found -> {
          String block =
              found.layersPerBlock() == 1
                  ? "layers"
                  : "blocks of " + found.layersPerBlock() + " layers";
          laws(found)
              .forEach(
                  (name, rate) ->
                      out.append(String.format("  %-12s %s%n", name, words(name, rate, block))));
        });
    return out.toString();
  }

  private String lastColumns(Station station) {
    double of = station.gradient().ln();
    String ln = Double.isFinite(of) ? String.format("%.6g", rounded(of)) : unusual(of);
    return circle
        ? String.format(
            "%-13s %-13s %s",
            ln, size(station.circle().length(), "%.6g"), size(station.circle().curvature(), "%.6g"))
        : ln;
  }

  private static String words(String name, Rate rate, String block) {
    boolean slow = rate.law() == Rate.Law.POWER_LAW || rate.law() == Rate.Law.LOGARITHMIC;
    String to =
        Double.isNaN(rate.limit())
            ? ""
            : Double.isInfinite(rate.limit())
                ? " to infinity"
                : rate.limit() == 0
                    ? " to 0"
                    : String.format(slow ? " to %.5g" : " to %.10g", rate.limit());
    return switch (rate.law()) {
      case CONSTANT -> "constant" + to.replace(" to ", " at ");
      case EXPONENTIAL ->
          !Double.isFinite(rate.factor())
              ? "undefined: the activation jumps"
              : rate.factor() == 0
                  ? (to.isEmpty() ? "vanishes" : "reaches" + to.replace(" to", "")) + " in one step"
                  : String.format(
                      "exponential%s, factor %.10g, xi = %.6g %s",
                      to, rate.factor(), rate.scale(), block);
      case POWER_LAW ->
          Double.isNaN(rate.exponent())
              ? "power law" + to
              : String.format("power law%s, n^%.3g in %s", to, rate.exponent(), block);
      case LOGARITHMIC ->
          String.format("logarithmic%s, (ln n)^%.3g in %s", to, rate.exponent(), block);
      case STRETCHED_EXPONENTIAL ->
          String.format(
              "stretched exponential, ln %s ~ n^%.3g in %s", name, rate.exponent(), block);
    };
  }

  private static String number(double x) {
    return Double.isFinite(x) ? String.format("%.12g", x) : unusual(x);
  }

  private static String unusual(double x) {
    return Double.isNaN(x) ? "undefined" : x > 0 ? "inf" : "-inf";
  }

  /** A number that may lie beyond the doubles. */
  private static String size(Magnitude x, String format) {
    if (Double.isNaN(x.value()) || x.ln() == Double.POSITIVE_INFINITY) {
      return unusual(x.value());
    }
    return x.isZero() || !(Math.abs(x.ln()) >= 700)
        ? String.format(format, x.value())
        : String.format("%se^%.6g", x.value() < 0 ? "-" : "", x.ln());
  }
}
