package org.deepmft.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.Locale;
import org.deepmft.activation.Activations;
import org.deepmft.meanfield.InitialState;
import org.deepmft.meanfield.PhaseField;
import org.deepmft.meanfield.PhasePoint;
import org.deepmft.meanfield.PhaseSolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code point} prints is what core computed, to the last bit. */
class PointCommandTest {

  /** The contract's fields in the contract's order. */
  private static final List<String> FIELDS =
      List.of(
          "activation",
          "sigma_w2",
          "sigma_b2",
          "status",
          "phase",
          "q_star",
          "chi_1",
          "chi_2",
          "c_star",
          "one_minus_c_star",
          "theta_star",
          "chi_c",
          "xi_q",
          "xi_c",
          "xi_grad",
          "lyapunov",
          "mu2_over_mu1_squared",
          "q_star_error",
          "chi_1_error",
          "one_minus_c_star_error",
          "chi_c_error");

  /** Relative difference allowed where core states no bound: after a collapse. */
  private static final double UNBOUNDED = 1e-13;

  private static Outcome point(String line) {
    return Outcome.ofLine("point " + line);
  }

  private static PhasePoint core(String activation, double sigmaW2, double sigmaB2) {
    return PhaseSolver.of(Activations.named(activation))
        .solve(sigmaW2, sigmaB2, InitialState.DEFAULT);
  }

  @ParameterizedTest
  @CsvSource({
    "tanh,1.7,0.05", "tanh,1,0", "tanh,0.5,0", "tanh,0,0.3", "erf,2.5,1e-3", "relu,1.5,0.1",
    "relu,2,0", "relu,3,1", "linear,1,0", "linear,0.9,0.1", "tanh,3,1e-320", "relu,1e308,1e308"
  })
  void jsonHasTheFieldsInOrderAndEveryBitOfCore(String activation, double w2, double b2) {
    JsonObject json =
        point(
                "--activation "
                    + activation
                    + " --sigma-w2 "
                    + w2
                    + " --sigma-b2 "
                    + b2
                    + " --format json")
            .done()
            .object();
    assertEquals(FIELDS, List.copyOf(json.keySet()));
    PhasePoint core = core(activation, w2, b2);
    assertEquals(activation, json.get("activation").getAsString());
    assertEquals(w2, json.get("sigma_w2").getAsDouble());
    assertEquals(b2, json.get("sigma_b2").getAsDouble());
    assertEquals(core.status().label(), json.get("status").getAsString());
    assertEquals(
        core.phase() == null ? "null" : '"' + core.phase().label() + '"',
        json.get("phase").toString());
    for (PhaseField field : PhaseField.values()) {
      double value = core.get(field);
      assertEquals(Double.isFinite(value), !json.get(field.label()).isJsonNull(), field.label());
      if (Double.isFinite(value)) {
        assertEquals(value, json.get(field.label()).getAsDouble(), field.label());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"tanh,1,0", "relu,3,1", "erf,2.5,1e-3", "tanh,0.5,0"})
  void csvHasTheSameNumbersWithNanAndInf(String activation, double w2, double b2) {
    List<List<String>> csv =
        point(
                "--activation "
                    + activation
                    + " --sigma-w2 "
                    + w2
                    + " --sigma-b2 "
                    + b2
                    + " --format csv")
            .done()
            .csv();
    assertEquals(2, csv.size());
    assertEquals(FIELDS, csv.get(0));
    PhasePoint core = core(activation, w2, b2);
    for (PhaseField field : PhaseField.values()) {
      String text = csv.get(1).get(FIELDS.indexOf(field.label()));
      double value = core.get(field);
      if (Double.isFinite(value)) {
        assertEquals(value, Double.parseDouble(text), field.label());
      } else {
        assertEquals(Double.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf", text);
      }
    }
  }

  @Test
  void theLineItselfIsCritical() {
    JsonObject line =
        point("--activation tanh --sigma-w2 1 --sigma-b2 0 --format json").done().object();
    assertEquals("critical", line.get("phase").getAsString());
    List<List<String>> csv =
        point("--activation relu --sigma-w2 2 --sigma-b2 0 --format csv").done().csv();
    assertEquals("inf", csv.get(1).get(FIELDS.indexOf("xi_grad")));
  }

  @Test
  void standardDeviationsAreSquared() {
    assertEquals(
        point("--activation tanh --sigma-w2 2.25 --sigma-b2 0.0625 --format json").done().out(),
        point("--activation tanh --sigma-w 1.5 --sigma-b 0.25 --format json").done().out());
  }

  @Test
  void severalActivationsGiveAnArrayInTheirOrder() {
    var array =
        point("--activation relu --activation tanh --sigma-w2 1.5 --sigma-b2 0.1 --format json")
            .done()
            .json()
            .getAsJsonArray();
    assertEquals(2, array.size());
    assertEquals("relu", array.get(0).getAsJsonObject().get("activation").getAsString());
    assertEquals("tanh", array.get(1).getAsJsonObject().get("activation").getAsString());
    var csv =
        point("--activation relu --activation tanh --sigma-w2 1.5 --sigma-b2 0.1 --format csv")
            .done()
            .csv();
    assertEquals(3, csv.size());
  }

  @Test
  void oneThatDoesNotConvergeAmongSeveralEndsWithFourAndAnswersForAll() {
    Outcome outcome =
        point("--activation linear --activation tanh --sigma-w2 1e9 --sigma-b2 1 --format json")
            .failed(4, "did not converge");
    assertEquals(2, outcome.json().getAsJsonArray().size());
  }

  @Test
  void allAddsEveryFixedPointWithItsStability() {
    JsonObject json =
        point("--activation tanh --sigma-w2 2 --sigma-b2 0 --all --format json").done().object();
    var points = json.getAsJsonArray("fixed_points");
    assertEquals(2, points.size(), json::toString);
    int stable = 0;
    for (var item : points) {
      JsonObject length = item.getAsJsonObject();
      assertEquals(List.of("q_star", "stable", "slope", "c"), List.copyOf(length.keySet()));
      boolean isStable = length.get("stable").getAsBoolean();
      double slope = length.get("slope").getAsDouble();
      assertEquals(isStable, Math.abs(slope) < 1, length::toString);
      if (isStable) {
        stable++;
        assertEquals(json.get("q_star"), length.get("q_star"));
        assertTrue(length.getAsJsonArray("c").size() >= 2, "c* and 1 are both fixed");
        for (var c : length.getAsJsonArray("c")) {
          assertEquals(
              List.of("c_star", "stable", "slope"), List.copyOf(c.getAsJsonObject().keySet()));
        }
      }
    }
    assertEquals(1, stable);
    assertTrue(
        point("--activation tanh --sigma-w2 2 --sigma-b2 0 --all")
            .done()
            .out()
            .contains("every fixed point:"));
  }

  /** The bounds that the backends themselves state, doubled, since both may err. */
  @ParameterizedTest
  @ValueSource(strings = {"cpu", "reference", "auto"})
  void everyBackendAgreesWithCoreWithinTheStatedBounds(String backend) {
    for (String where : new String[] {"tanh 1.7 0.05", "erf 3 0.2", "relu 1.5 0.1", "tanh 0.5 0"}) {
      String[] words = where.split(" ");
      double w2 = Double.parseDouble(words[1]);
      double b2 = Double.parseDouble(words[2]);
      PhasePoint core = core(words[0], w2, b2);
      JsonObject json =
          point(
                  "--activation "
                      + words[0]
                      + " --sigma-w2 "
                      + w2
                      + " --sigma-b2 "
                      + b2
                      + " --format json --backend "
                      + backend)
              .done()
              .object();
      assertEquals(core.status().label(), json.get("status").getAsString());
      for (String field : new String[] {"q_star", "chi_1", "one_minus_c_star", "chi_c"}) {
        PhaseField value = PhaseField.valueOf(field.toUpperCase(Locale.ROOT));
        PhaseField bound = PhaseField.valueOf(field.toUpperCase(Locale.ROOT) + "_ERROR");
        double expected = core.get(value);
        if (!Double.isFinite(expected)) {
          assertTrue(json.get(field).isJsonNull(), where + " " + field);
          continue;
        }
        double relative = Double.isNaN(core.get(bound)) ? UNBOUNDED : core.get(bound);
        double most = 2 * relative * Math.abs(expected);
        double error = Math.abs(json.get(field).getAsDouble() - expected);
        assertTrue(error <= most, () -> where + " " + field + " " + error + " > " + most);
      }
    }
  }

  @Test
  void textSaysTheAnswerWithItsBound() {
    String text = point("--activation tanh --sigma-w2 1.7 --sigma-b2 0.05").done().out();
    assertTrue(
        text.startsWith("tanh at sigma_w2 = 1.7, sigma_b2 = 0.05: converged, ordered"), text);
    assertTrue(
        text.lines().anyMatch(line -> line.matches("  q_star +0\\.\\d+ \\(1 ± .*\\).*")), text);
  }

  @Test
  void namesAndFormatsAreReadInAnyCase() {
    assertEquals(
        point("--activation tanh --sigma-w2 1.7 --sigma-b2 0.05 --format json").done().out(),
        point("--activation TANH --sigma-w2 1.7 --sigma-b2 0.05 --format JSON").done().out());
  }
}
