package org.deepmft.gaussian;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.deepmft.activation.Activation;
import org.deepmft.activation.Activations;
import org.deepmft.activation.Kink;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** D = E φ'(u_a) φ'(u_b) of pairs that are opposite, or nearly so: c near -1. */
class OppositePairsTest {

  private static final double[] ANGLES = {1e-12, 1e-8, 1e-6, 1e-4, 1e-2, 0.1, 0.5, 1, 1.5};

  /** For odd φ D(-c) = D(c). */
  @ParameterizedTest
  @ValueSource(strings = {"tanh", "hard-tanh", "softsign", "arctan", "x/(1+x^2)"})
  void oddActivationsTreatOppositePairsAsPairsOfOneSide(String name) {
    Activation phi = Activations.named(name);
    DualActivation equal = Duals.of(phi);
    PairDual unequal = PairDuals.of(phi, equal, TableCache.NONE);
    for (double q : new double[] {1e-3, 0.3, 1.7, 40}) {
      for (double angle : ANGLES) {
        double half = Math.sin(0.5 * angle);
        double y = 1 - (1 - half * half); // as near as c = -1 lets it be told
        double there = equal.d(q, 1 - y);
        assertEquals(equal.d(q, y), there, 1e-10 * there, name + ", q = " + q + ", " + angle);
        for (double r : new double[] {0.8, -0.3}) {
          double atC = unequal.slopes(q, r, 2 - 2 * y).atC();
          assertEquals(unequal.slopes(q, r, 2 * y).atC(), atC, 1e-10 * atC, name + ", r = " + r);
        }
      }
    }
  }

  /**
   * {@code opposite.csv}, generator beside it: errors beside E φ'², or of D √z where φ jumps and
   * that is infinite.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          elu                    | 1e-13
          max(x,0.5)             | 1e-11
          where(x>1,x,0.2*x+0.8) | 1e-13
          where(x>0.5,x,0)       | 1e-12
          """)
  void theTableHoldsNearlyOppositePairs(String name, double budget) throws IOException {
    Activation phi = Activations.named(name);
    TabulatedDual table = new TabulatedDual(phi);
    double worst = 0;
    List<String[]> rows = rows(name);
    assertEquals(35, rows.size());
    for (String[] row : rows) {
      double q = Double.parseDouble(row[0]);
      double z = Double.parseDouble(row[1]);
      double error = Math.abs(table.d(q, 1 - z) - Double.parseDouble(row[2]));
      double scale = table.jumps() ? 1 / Math.sqrt(z) : table.g(q, 0);
      worst = Math.max(worst, error == 0 ? 0 : error / scale);
    }
    System.out.printf(Locale.ROOT, "D near c = -1, %s: %.1e%n", name, worst);
    assertTrue(worst <= budget, name + ": " + worst);
  }

  private static List<String[]> rows(String activation) throws IOException {
    String begin = '"' + activation + "\",";
    try (InputStream in = OppositePairsTest.class.getResourceAsStream("opposite.csv")) {
      String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      return text.lines()
          .filter(line -> line.startsWith(begin))
          .map(line -> line.substring(begin.length()).split(","))
          .toList();
    }
  }

  /** At c = -1 D = E φ'(√q_a z) φ'(-√q_b z), a single integral. */
  @ParameterizedTest
  @ValueSource(
      strings = {"tanh", "gelu", "silu", "hard-tanh", "elu", "softsign", "selu", "max(x,0.5)"})
  void oppositePairsAreASingleIntegral(String name) {
    Activation phi = Activations.named(name);
    DualActivation equal = Duals.of(phi);
    PairDual unequal = PairDuals.of(phi, equal, TableCache.NONE);
    for (double q : new double[] {1e-3, 0.3, 1.7, 40}) {
      double one = single(phi, q, q);
      assertEquals(one, equal.d(q, 1), 1e-12, name + ", q = " + q);
      for (double r : new double[] {2 * Math.log(1.5), -0.3}) {
        double qb = q * Math.exp(r);
        assertEquals(single(phi, q, qb), unequal.slopes(q, r, 2).atC(), 1e-12, name + ", " + r);
      }
    }
  }

  /** On panels that no kink of these activations cuts. */
  private static double single(Activation phi, double qa, double qb) {
    GaussLegendre rule = GaussLegendre.of(20);
    TreeSet<Double> cuts = new TreeSet<>();
    for (double z = -10; z <= 10; z += 0.125) {
      cuts.add(z);
    }
    for (Kink kink : phi.kinks()) {
      cuts.add(kink.x() / Math.sqrt(qa));
      cuts.add(-kink.x() / Math.sqrt(qb));
    }
    double sum = 0;
    double before = -10;
    for (double cut : cuts) {
      if (cut > before && cut <= 10) {
        for (int i = 0; i < rule.nodes().length; i++) {
          double z = before + (cut - before) * rule.nodes()[i];
          sum +=
              (cut - before)
                  * rule.weights()[i]
                  * Math.exp(-0.5 * z * z)
                  / Math.sqrt(2 * Math.PI)
                  * phi.derivative(Math.sqrt(qa) * z)
                  * phi.derivative(-Math.sqrt(qb) * z);
        }
        before = cut;
      }
    }
    return sum;
  }
}
