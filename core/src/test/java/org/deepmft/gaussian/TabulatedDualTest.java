package org.deepmft.gaussian;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.deepmft.activation.Activation;
import org.deepmft.activation.Activations;
import org.deepmft.activation.Erf;
import org.deepmft.activation.Tanh;
import org.deepmft.gaussian.DualActivation.Accuracy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The table against the closed form of erf, and against direct integration for tanh. */
class TabulatedDualTest {

  private static final TabulatedDual ERF = new TabulatedDual(new Erf());
  private static final TabulatedDual TANH = new TabulatedDual(new Tanh());
  private static final ErfDual EXACT = new ErfDual();

  /** Relative, for what carries no bound of its own; truncation of 14 terms is below 1e-13. */
  private static final double BUDGET = 1e-11;

  /** A place in the domain of the duals. */
  record Place(double q, double y) {}

  /** q log-uniform in [1e-7, 1e6]; y uniform, or log-uniform from either end down to 1e-12. */
  private static List<Place> places(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Place> places = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double q = Math.pow(10, -7 + 13 * random.nextDouble());
      double small = Math.pow(10, -12 * random.nextDouble());
      double y =
          switch (i % 3) {
            case 0 -> random.nextDouble();
            case 1 -> small;
            default -> 1 - small;
          };
      places.add(new Place(q, y));
    }
    for (double q : new double[] {1e-7, 1, 1e6}) {
      for (double y : new double[] {0, 1e-12, 0.5, 1 - 1e-12, 1}) {
        places.add(new Place(q, y));
      }
    }
    return places;
  }

  private static void requireWithin(
      List<String> failures, String what, Place at, double error, double max) {
    if (!(error <= max)) {
      failures.add(what + " at " + at + ": " + error + " > " + max);
    }
  }

  private static double relative(double actual, double exact) {
    return Math.abs(actual - exact) / Math.abs(exact);
  }

  @Test
  void erfAgreesWithItsClosedFormWithinTheAccuracyRecord() {
    List<String> failures = new ArrayList<>();
    for (Place at : places(1500, 1)) {
      double q = at.q;
      double y = at.y;
      Accuracy table = ERF.accuracy(q, y);
      Accuracy closed = EXACT.accuracy(q, y);
      double v = table.v() + closed.v();
      double g = table.g() + closed.g();
      requireWithin(failures, "V/q", at, relative(ERF.vOverQ(q), EXACT.vOverQ(q)), v);
      requireWithin(failures, "E phi'^2", at, relative(ERF.g(q, 0), EXACT.g(q, 0)), v);
      requireWithin(failures, "G", at, relative(ERF.g(q, y), EXACT.g(q, y)), g);
      if (y <= 0.5) {
        double error = Math.abs(ERF.yDg(q, y) - EXACT.yDg(q, y)) / EXACT.g(q, y);
        requireWithin(failures, "y dG/dy", at, error, table.yDg() + closed.yDg());
      }
    }
    assertEquals(List.of(), failures);
  }

  @Test
  void erfAgreesWithItsClosedFormToElevenDigits() {
    List<String> failures = new ArrayList<>();
    for (Place at : places(600, 2)) {
      double q = at.q;
      double y = at.y;
      requireWithin(failures, "V/q", at, relative(ERF.vOverQ(q), EXACT.vOverQ(q)), BUDGET);
      requireWithin(failures, "G", at, relative(ERF.g(q, y), EXACT.g(q, y)), BUDGET);
      requireWithin(failures, "E phi'^4", at, relative(ERF.dPhi4(q), EXACT.dPhi4(q)), BUDGET);
      // dV/dq = E φ'² + E φφ'' cancels like 1/q at large q: 11 digits of E φ'², 9 of its own.
      double slopeError = Math.abs(ERF.dv(q) - EXACT.dv(q));
      requireWithin(failures, "dV/dq", at, slopeError / EXACT.g(q, 0), BUDGET);
      requireWithin(failures, "dV/dq", at, slopeError / EXACT.dv(q), 1e-9);
      // E φ''² = (16/π) q vanishes at q = 0; in the innermost panel its error is absolute.
      double scale = Math.max(EXACT.d2Phi2(q), 1e-4);
      double error = Math.abs(ERF.d2Phi2(q) - EXACT.d2Phi2(q)) / scale;
      requireWithin(failures, "E phi''^2", at, error, BUDGET);
    }
    assertEquals(List.of(), failures);
  }

  /** λ = ∂ ln G/∂ ln y in closed form. */
  private static double lambda(double q, double y) {
    return EXACT.yDg(q, y) / EXACT.g(q, y);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void sensitivitiesAreBoundsOfTheErrorFunctionsOwn(boolean table) {
    DualActivation dual = table ? ERF : EXACT;
    List<String> failures = new ArrayList<>();
    double e = 1e-5;
    // Central differences err by e²/6 times a third derivative of order 1, and by 1e-15/e.
    double margin = 1e-8;
    for (Place at : places(500, 3)) {
      double q = at.q;
      double y = at.y;
      if (y < 1e-9 || y > 0.5 / (1 + e)) {
        continue;
      }
      Accuracy bounds = dual.accuracy(q, y);
      double gByQ = Math.log(EXACT.g(q * (1 + e), y) / EXACT.g(q * (1 - e), y)) / (2 * e);
      double curvature = Math.log(lambda(q, y * (1 + e)) / lambda(q, y * (1 - e))) / (2 * e);
      double lambdaByQ = (lambda(q * (1 + e), y) - lambda(q * (1 - e), y)) / (2 * e);
      // λ is a difference of numbers near 1, so its logarithm carries 1e-15/|λ|.
      double noise = 1e-15 / (e * Math.abs(lambda(q, y)));
      requireWithin(failures, "chiByQ", at, 2 * q / (1 + 4 * q), bounds.chiByQ() + margin);
      requireWithin(failures, "gByQ", at, Math.abs(gByQ), bounds.gByQ() + margin);
      requireWithin(
          failures, "curvature", at, Math.abs(curvature), bounds.curvature() + margin + noise);
      requireWithin(failures, "lambdaByQ", at, Math.abs(lambdaByQ), bounds.lambdaByQ() + margin);
    }
    assertEquals(List.of(), failures);
  }

  /**
   * D(-c) varies like e^(-k²/s) where a kink lies at k; direct integration is exact to y = 0.95.
   */
  @ParameterizedTest
  @ValueSource(strings = {"max(x-0.5,0)", "max(x-0.05,0)", "hard-tanh", "where(x>1,x,0.2*x+0.8)"})
  void kinksOffZeroAreResolvedForOppositeInputs(String name) {
    Activation activation = Activations.named(name);
    TabulatedDual table = new TabulatedDual(activation);
    DirectDual direct = new DirectDual(activation);
    List<String> failures = new ArrayList<>();
    for (double q : new double[] {0.3, 1, 3}) {
      for (double y : new double[] {0.55, 0.8, 0.95}) {
        Place at = new Place(q, y);
        double largest = direct.g(q, 0);
        double error = Math.abs(table.d(q, y) - direct.d(q, y)) / largest;
        requireWithin(failures, "D", at, error, BUDGET);
        error = Math.abs(table.g(q, y) - direct.g(q, y)) / largest;
        requireWithin(failures, "G", at, error, BUDGET);
      }
    }
    assertEquals(List.of(), failures);
  }

  @Test
  void tanhAgreesWithDirectIntegrationWithinBothBounds() {
    DirectDual direct = new DirectDual(new Tanh());
    List<String> failures = new ArrayList<>();
    for (double q : new double[] {1e-3, 0.1, 1, 10, 100}) {
      for (double y : new double[] {0, 1e-4, 0.01, 0.1, 0.3, 0.5, 0.7, 0.99}) {
        Place at = new Place(q, y);
        Accuracy a = TANH.accuracy(q, y);
        Accuracy b = direct.accuracy(q, y);
        double g = direct.g(q, y);
        requireWithin(
            failures, "V/q", at, relative(TANH.vOverQ(q), direct.vOverQ(q)), a.v() + b.v());
        requireWithin(failures, "G", at, relative(TANH.g(q, y), g), a.g() + b.g());
        requireWithin(failures, "dV/dq", at, relative(TANH.dv(q), direct.dv(q)), BUDGET);
        requireWithin(failures, "E phi'^4", at, relative(TANH.dPhi4(q), direct.dPhi4(q)), BUDGET);
        requireWithin(
            failures, "E phi''^2", at, relative(TANH.d2Phi2(q), direct.d2Phi2(q)), BUDGET);
        if (y <= 0.5) {
          double error = Math.abs(TANH.yDg(q, y) - direct.yDg(q, y)) / g;
          requireWithin(failures, "y dG/dy", at, error, a.yDg() + b.yDg());
        }
      }
    }
    assertEquals(List.of(), failures);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hard-tanh",
        "elu",
        "selu",
        "softsign",
        "leaky-relu(0.1)",
        "max(x,0)^2",
        "max(0,min(1,0.2*x+0.5))",
        "where(x>1,2,x)",
        "abs(x)+1"
      })
  void kinksAndJumpsAgreeWithDirectIntegrationWithinBothBounds(String name) {
    Activation activation = Activations.named(name);
    DualActivation table = new TabulatedDual(activation);
    DualActivation direct = new DirectDual(activation);
    List<String> failures = new ArrayList<>();
    for (double q : new double[] {1e-3, 0.4, 7, 90}) {
      for (double y : new double[] {1e-3, 0.05, 0.3, 0.5}) {
        Place at = new Place(q, y);
        Accuracy a = table.accuracy(q, y);
        Accuracy b = direct.accuracy(q, y);
        double g = direct.g(q, y);
        double slope = Math.abs(table.yDg(q, y) - direct.yDg(q, y)) / g;
        requireWithin(failures, "G", at, relative(table.g(q, y), g), a.g() + b.g());
        requireWithin(failures, "y dG/dy", at, slope, a.yDg() + b.yDg());
      }
      Place at = new Place(q, 0);
      // V - V(0) cancels in the judge's values of φ² where φ(0) is not 0.
      double v =
          q * Math.abs(table.vOverQ(q) - direct.vOverQ(q)) / (direct.v0() + q * direct.vOverQ(q));
      requireWithin(failures, "V", at, v, 1e-13);
      requireWithin(failures, "dV/dq", at, relative(table.dv(q), direct.dv(q)), BUDGET);
    }
    assertEquals(List.of(), failures);
  }

  @Test
  void theTableOfSignAndSinIsTheirClosedForm() {
    List<String> failures = new ArrayList<>();
    for (String name : new String[] {"sign", "sin"}) {
      DualActivation table = new TabulatedDual(Activations.named(name));
      DualActivation closed = Duals.of(Activations.named(name));
      for (double q : new double[] {1e-3, 0.4, 3}) {
        for (double y : new double[] {1e-6, 1e-3, 0.05, 0.3, 0.5}) {
          Place at = new Place(q, y);
          Accuracy a = table.accuracy(q, y);
          Accuracy b = closed.accuracy(q, y);
          double g = closed.g(q, y);
          double slope = Math.abs(table.yDg(q, y) - closed.yDg(q, y)) / g;
          requireWithin(failures, name + " G", at, relative(table.g(q, y), g), a.g() + b.g());
          requireWithin(failures, name + " y dG/dy", at, slope, a.yDg() + b.yDg());
        }
      }
    }
    assertEquals(List.of(), failures);
  }

  @Test
  void numbersDoNotDependOnWhoBuiltThePanelsOrInWhichOrder() {
    TabulatedDual parallel = new TabulatedDual(new Tanh());
    parallel.prepare(1e-5, 3);
    TabulatedDual backwards = new TabulatedDual(new Tanh());
    for (double q = 3; q > 1e-5; q *= 0.7) {
      for (double y : new double[] {0.9, 0.5, 1e-3, 0}) {
        assertEquals(backwards.vOverQ(q), parallel.vOverQ(q));
        assertEquals(backwards.dv(q), parallel.dv(q));
        assertEquals(backwards.g(q, y), parallel.g(q, y));
        assertEquals(backwards.yDg(q, y), parallel.yDg(q, y));
        assertEquals(backwards.dPhi4(q), parallel.dPhi4(q));
        assertEquals(backwards.d2Phi2(q), parallel.d2Phi2(q));
        assertEquals(backwards.accuracy(q, y), parallel.accuracy(q, y));
      }
    }
  }

  @Test
  void panelsHoldTheirUpperEdge() {
    assertEquals(0, TANH.panelOf(0));
    assertEquals(0, TANH.panelOf(Double.MIN_VALUE));
    for (int k = 1; k < TANH.panels(); k++) {
      double edge = TANH.edge(k);
      assertEquals(k - 1, TANH.panelOf(Math.nextDown(edge)));
      assertEquals(k - 1, TANH.panelOf(edge));
      assertEquals(k, TANH.panelOf(Math.nextUp(edge)));
    }
    assertEquals(TANH.panels() - 1, TANH.panelOf(TANH.qMax()));
  }

  @Test
  void dualsAreContinuousAcrossPanelEdges() {
    for (int k = 1; k < ERF.panels(); k++) {
      double below = ERF.edge(k);
      double above = Math.nextUp(below);
      for (double y : new double[] {0, 1e-6, 0.2, 0.5, Math.nextUp(0.5), 0.8, 1}) {
        double bound = ERF.accuracy(below, y).g() + ERF.accuracy(above, y).g();
        assertTrue(relative(ERF.g(above, y), ERF.g(below, y)) <= bound, "q = " + below);
      }
    }
  }

  @Test
  void varianceBeyondTheTableIsRefusedWithTheRule() {
    for (double q : new double[] {Math.nextUp(TANH.qMax()), -1e-300, Double.NaN}) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> TANH.g(q, 0.1)).getMessage();
      assertEquals("q must lie in [0, 1048576.0], the table's range, got " + q, message);
    }
  }
}
