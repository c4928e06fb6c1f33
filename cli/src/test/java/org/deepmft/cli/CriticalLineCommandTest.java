package org.deepmft.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import org.deepmft.activation.Activations;
import org.deepmft.gaussian.Duals;
import org.deepmft.meanfield.CriticalLine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code critical-line} prints is what core computed, to the last bit. */
class CriticalLineCommandTest {

  /** The contract's fields of a point, in the contract's order. */
  private static final List<String> POINT =
      List.of("sigma_b2", "sigma_w2", "q_star", "slope", "stable");

  private static Outcome line(String words) {
    return Outcome.ofLine("critical-line " + words);
  }

  @Test
  void jsonHasTheFieldsInOrderAndEveryBitOfCore() {
    JsonObject json = line("--activation gelu --sigma-b2 0.1:0.3:3 --format json").done().object();
    assertEquals(List.of("line", "half_stable"), List.copyOf(json.keySet()));
    CriticalLine core = new CriticalLine(Duals.of(Activations.named("gelu")), 0.3);
    JsonArray points = json.getAsJsonArray("line");
    double[] sigmaB2 = {0.1, 0.1 + 0.3 - 0.2, 0.3};
    assertEquals(3, points.size());
    for (JsonElement item : points) {
      JsonObject point = item.getAsJsonObject();
      assertEquals(POINT, List.copyOf(point.keySet()));
      CriticalLine.Point expected = core.points(point.get("sigma_b2").getAsDouble()).get(0);
      assertEquals(expected.sigmaW2(), point.get("sigma_w2").getAsDouble());
      assertEquals(expected.q(), point.get("q_star").getAsDouble());
      assertEquals(expected.slope(), point.get("slope").getAsDouble());
      assertEquals(expected.stable(), point.get("stable").getAsBoolean());
    }
    for (int i = 0; i < 3; i++) {
      double b = points.get(i).getAsJsonObject().get("sigma_b2").getAsDouble();
      assertEquals(sigmaB2[i], b, 1e-16);
    }
    JsonArray halfStable = json.getAsJsonArray("half_stable");
    assertEquals(1, halfStable.size());
    JsonObject point = halfStable.get(0).getAsJsonObject();
    assertEquals(POINT.subList(0, 3), List.copyOf(point.keySet()));
    assertEquals(0.1729223908, point.get("sigma_b2").getAsDouble(), 0.51e-10);
  }

  @ParameterizedTest
  @CsvSource({"0.1729:0.173:2, 1", "0.173:0.2:2, 0", "0.1:0.17:2, 0", "0.3, 0"})
  void halfStablePointsAreThoseWithinTheRange(String range, int count) {
    JsonObject json =
        line("--activation gelu --sigma-b2 " + range + " --format json").done().object();
    assertEquals(count, json.getAsJsonArray("half_stable").size());
  }

  @Test
  void csvHasARowForEachPointAndEachHalfStablePoint() {
    List<List<String>> csv =
        line("--activation gelu --sigma-b2 0.1:0.3:3 --format csv").done().csv();
    assertEquals(
        List.of("activation", "kind", "sigma_b2", "sigma_w2", "q_star", "slope", "stable"),
        csv.get(0));
    assertEquals(5, csv.size());
    assertEquals(List.of("gelu", "line", "0.1"), csv.get(1).subList(0, 3));
    assertEquals("false", csv.get(1).get(6));
    assertEquals("true", csv.get(3).get(6));
    assertEquals("half_stable", csv.get(4).get(1));
    assertEquals(
        "nan", line("--activation relu --sigma-b2 0 --format csv").done().csv().get(1).get(4));
  }

  @Test
  void whereEveryVarianceIsFixedTheVarianceIsNull() {
    JsonObject relu = line("--activation relu --sigma-b2 0 --format json").done().object();
    JsonObject point = relu.getAsJsonArray("line").get(0).getAsJsonObject();
    assertEquals(2, point.get("sigma_w2").getAsDouble());
    assertTrue(point.get("q_star").isJsonNull());
    assertEquals(1, point.get("slope").getAsDouble());
    assertTrue(point.get("stable").getAsBoolean());
  }

  @ParameterizedTest
  @ValueSource(strings = {"relu --sigma-b2 0.1", "softplus --sigma-b2 0:1:3"})
  void noCriticalPointIsAnAnswer(String words) {
    assertTrue(line("--activation " + words).done().out().contains("no critical point"), words);
    JsonObject json = line("--activation " + words + " --format json").done().object();
    assertTrue(json.getAsJsonArray("line").isEmpty());
    assertTrue(json.getAsJsonArray("half_stable").isEmpty());
    assertEquals(1, line("--activation " + words + " --format csv").done().out().lines().count());
  }

  @Test
  void textSaysStabilityAndHalfStablePoints() {
    List<String> text =
        line("--activation gelu --sigma-b2 0.1:0.3:3").done().out().lines().toList();
    assertEquals("gelu at sigma_b2 from 0.1 to 0.3, chi_1 = 1:", text.get(0));
    assertTrue(
        text.get(2).matches("  0\\.1000+ +2\\.07667\\d+ +1\\.632\\d+ +1\\.037\\d+ +unstable"));
    assertTrue(text.get(4).endsWith(" stable"), text.get(4));
    assertTrue(text.get(5).startsWith("half-stable at sigma_b2 = 0.1729223907"), text.get(5));
  }

  @Test
  void standardDeviationsAreSquared() {
    assertEquals(
        line("--activation tanh --sigma-b2 0.0625 --format json").done().out(),
        line("--activation tanh --sigma-b 0.25 --format json").done().out());
  }

  @Test
  void severalActivationsGiveAnArrayWithNames() {
    JsonArray array =
        line("--activation erf --activation relu --sigma-b2 0 --format json")
            .done()
            .json()
            .getAsJsonArray();
    assertEquals(2, array.size());
    JsonObject relu = array.get(1).getAsJsonObject();
    assertEquals(List.of("activation", "line", "half_stable"), List.copyOf(relu.keySet()));
    assertEquals("relu", relu.get("activation").getAsString());
    assertEquals(
        3, line("--activation erf --activation relu --sigma-b2 0 --format csv").csv().size());
  }

  @Test
  void aNamedBackendMustBeAbleToRunAndChangesNothing() {
    line("--activation erf --sigma-b2 0.1 --backend foo").refused(2, "backend must be auto");
    assertEquals(
        line("--activation erf --sigma-b2 0.1").done().out(),
        line("--activation erf --sigma-b2 0.1 --backend reference").done().out());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --activation tanh                              | --sigma-b2
          --sigma-b2 1                                   | --activation
          --activation tanh --sigma-b2 -1                | sigma_b2 must be finite and >= 0, got -1
          --activation tanh --sigma-b2 NaN               | sigma_b2 must be finite and >= 0, got NaN
          --activation tanh --sigma-b2 1:0:3             | sigma_b2 range must rise from lo to hi
          --activation tanh --sigma-b2 1 --sigma-b 1     | mutually exclusive
          --activation tanh --sigma-b2 1 --sigma-w2 1    | --sigma-w2
          --activation tahn --sigma-b2 1                 | did you mean tanh?
          --activation tanh --sigma-b2 1 --threads 0     | threads must lie between 1 and 1024
          --activation erf --sigma-b2 1e200              | sigma_b2 must be at most
          """)
  void wrongInputIsRefusedWithTheRule(String words, String rule) {
    line(words).refused(2, rule);
  }
}
