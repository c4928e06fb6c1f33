package org.deepmft.gaussian;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.deepmft.activation.Activation;
import org.deepmft.activation.Activations;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Closed forms for unequal variances against {@code pairs.csv}, generator beside it. */
class PairDualTableTest {

  private static final List<String> QUANTITIES = List.of("growth", "spread", "mean", "d");

  /** What cannot be a normal double is not compared. */
  private static final double SMALLEST = 1e-290;

  private static List<String[]> rows(String activation) throws IOException {
    try (InputStream in = PairDualTableTest.class.getResourceAsStream("pairs.csv")) {
      String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      return text.lines().map(x -> x.split(",")).filter(x -> x[0].equals(activation)).toList();
    }
  }

  /** The exponents of sin's averages, up to √(q_a q_b), make their rounding relative errors. */
  @ParameterizedTest
  @CsvSource({"erf, 6e-15, 0", "sin, 6e-15, 3e-16"})
  void nothingCancelsForTinyRatiosAndAngles(String name, double budget, double perExponent)
      throws IOException {
    Activation activation = Activations.named(name);
    PairDual dual = PairDuals.of(activation, Duals.of(activation), TableCache.NONE);
    List<String> failures = new ArrayList<>();
    double[] worst = new double[QUANTITIES.size()];
    List<String[]> rows = rows(name);
    assertFalse(rows.isEmpty());
    for (String[] row : rows) {
      double[] x = Arrays.stream(row).skip(1).mapToDouble(Double::parseDouble).toArray();
      PairDual.Radial radial = dual.radial(x[0], x[1]);
      PairDual.Slopes slopes = dual.slopes(x[0], x[1], x[2]);
      double[] found = {radial.growth(), radial.spread(), slopes.mean(), slopes.atC()};
      double most = budget + perExponent * 2 * x[0] * Math.exp(Math.max(0, x[1]));
      for (int k = 0; k < found.length; k++) {
        double exact = x[3 + k];
        double error = Math.abs(found[k] - exact) / Math.max(SMALLEST, Math.abs(exact));
        worst[k] = Math.max(worst[k], error);
        if (!(error <= most)) {
          failures.add(QUANTITIES.get(k) + " at " + Arrays.toString(x) + ": " + error);
        }
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%s: max errors %s%n",
        name,
        Arrays.stream(worst).mapToObj(e -> String.format(Locale.ROOT, "%.1e", e)).toList());
    assertEquals(List.of(), failures);
  }
}
