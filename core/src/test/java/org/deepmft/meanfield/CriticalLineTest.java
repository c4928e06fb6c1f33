package org.deepmft.meanfield;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.deepmft.activation.Activations;
import org.deepmft.gaussian.Asymptote;
import org.deepmft.gaussian.DualActivation;
import org.deepmft.gaussian.Duals;
import org.deepmft.meanfield.CriticalLine.Piece;
import org.deepmft.meanfield.CriticalLine.Point;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every critical point at a bias variance, half-stable points, and which are reached. */
class CriticalLineTest {

  private static final double[] SIGMA_B2 = {0, 1e-20, 1e-9, 1e-3, 0.05, 0.16, 0.2, 0.5, 1};

  private static DualActivation dual(String name) {
    return Duals.of(Activations.named(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tanh",
        "erf",
        "relu",
        "linear",
        "gelu",
        "silu",
        "arctan",
        "sigmoid",
        "cos(x)",
        "sin",
        "hard-tanh",
        "selu",
        "softsign",
        "x/(1+x^2)",
        "tanh(x)+0.1"
      })
  void everyPointPutBackIsCriticalAndFixed(String name) {
    DualActivation dual = dual(name);
    CriticalLine line = new CriticalLine(dual, 1);
    int found = 0;
    for (double b : SIGMA_B2) {
      for (Point point : line.points(b)) {
        double q = Double.isNaN(point.q()) ? 7 : point.q();
        assertEquals(b, point.sigmaB2());
        assertEquals(1, point.sigmaW2() * dual.g(q, 0), 1e-11);
        double v = q == 0 ? 0 : q * dual.vOverQ(q);
        double next = point.sigmaW2() * (dual.v0() + v) + b;
        assertEquals(q, next, 1e-11 * q, () -> name + " " + point);
        double slope = q == 0 ? 1 : point.sigmaW2() * dual.dv(q);
        assertEquals(slope, point.slope(), 1e-11);
        found++;
      }
    }
    assertTrue(found > 0, name);
  }

  @ParameterizedTest
  @CsvSource({
    "tanh, 0.05",
    "erf, 0.2",
    "gelu, 0.4",
    "selu, 0.1",
    "silu, 0.8",
    "sigmoid, 0.1",
    "cos(x), 0.01"
  })
  void thePointSolverFindsAStablePointCritical(String name, double b) {
    DualActivation dual = dual(name);
    Point point = new CriticalLine(dual, b).points(b).get(0);
    assertTrue(point.stable());
    PhasePoint solved = new PhaseSolver(dual).solve(point.sigmaW2(), b);
    assertEquals(Phase.CRITICAL, solved.phase());
    assertEquals(1, solved.chi1(), solved.get(PhaseField.CHI_1_ERROR));
    assertEquals(point.q(), solved.qStar(), solved.get(PhaseField.Q_STAR_ERROR) * point.q());
  }

  /** L, C of the reference numbers, to their digits. */
  @ParameterizedTest
  @CsvSource({
    "gelu, 0.1729223908, 1.9830582574, 3.5615528128",
    "silu, 0.5551431707, 1.9880046783, 14.3201736180"
  })
  void theHalfStablePointIsThatOfTheLiterature(String name, double b2, double w2, double q) {
    List<Point> found = new CriticalLine(dual(name), 1).halfStable();
    assertEquals(1, found.size());
    assertEquals(b2, found.get(0).sigmaB2(), 0.51e-10);
    assertEquals(w2, found.get(0).sigmaW2(), 0.51e-10);
    assertEquals(q, found.get(0).q(), 0.51e-10);
    assertEquals(1, found.get(0).slope(), 1e-13);
  }

  /** The root of q² - 3q - 2, by which E φφ'' of GELU vanishes. */
  @Test
  void theHalfStableVarianceOfGeluIsAQuadraticIrrational() {
    double q = new CriticalLine(dual("gelu"), 1).halfStable().get(0).q();
    assertEquals((3 + Math.sqrt(17)) / 2, q, 1e-12);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tanh", "erf", "arctan", "relu", "linear", "sigmoid"})
  void aLineWithoutFoldHasNoHalfStablePoint(String name) {
    assertEquals(List.of(), new CriticalLine(dual(name), 10).halfStable());
  }

  @Test
  void belowItsHalfStablePointGeluIsCriticalOnlyWhereNoNetworkStays() {
    CriticalLine line = new CriticalLine(dual("gelu"), 0.2);
    Point below = line.points(0.17).get(0);
    assertFalse(below.stable());
    assertFalse(line.reaches(below, below.q() * 1.01));
    Point above = line.points(0.2).get(0);
    assertTrue(above.stable());
    assertTrue(line.reaches(above, 1));
    assertTrue(new CriticalLine(dual("gelu"), 0.17).halfStable().isEmpty());
  }

  @Test
  void withoutBiasTheLineBeginsWhereCollapseEnds() {
    Point tanh = new CriticalLine(dual("tanh"), 0).points(0).get(0);
    assertEquals(new Point(0, 1, 0, 1, true), tanh);
    Point gelu = new CriticalLine(dual("gelu"), 0).points(0).get(0);
    assertEquals(new Point(0, 4, 0, 1, false), gelu, "V/q rises from 0, so deviations grow");
  }

  @ParameterizedTest
  @CsvSource({"relu, 2", "linear, 1", "leaky-relu(0.5), 1.6", "2*x, 0.25"})
  void aHomogeneousActivationIsCriticalAtOnePointWhereEveryVarianceIsFixed(
      String name, double sigmaW2) {
    CriticalLine line = new CriticalLine(dual(name), 1);
    assertEquals(List.of(new Point(0, sigmaW2, Double.NaN, 1, true)), line.points(0));
    assertEquals(List.of(), line.points(1e-300));
    assertEquals(List.of(), line.points(1));
  }

  /** σ_b² = q - V/E φ'² is -4 V(0) for small q and falls. */
  @Test
  void softplusIsNeverCritical() {
    CriticalLine line = new CriticalLine(dual("softplus"), 1);
    for (double b : SIGMA_B2) {
      assertEquals(List.of(), line.points(b));
    }
    assertEquals(List.of(), line.pieces(1));
  }

  /** V = (1 + e^(-2q))/2 and E φ'² = (1 - e^(-2q))/2, so σ_b² = q - coth q: 0 at 1.19967864. */
  @Test
  void theOffsetAtZeroCounts() {
    CriticalLine line = new CriticalLine(dual("cos(x)"), 10);
    assertEquals(1.1996786402577339, line.points(0).get(0).q(), 1e-10);
    double b = 3 - 1 / Math.tanh(3);
    assertEquals(3, line.points(b).get(0).q(), 1e-10);
  }

  /** tanh: σ_b² = 4q³/3 + ..., where q - V/E φ'² has no digits left. */
  @ParameterizedTest
  @CsvSource({"1e-18, 1e-4", "1e-30, 1e-4", "1e-300, 1e-4", "1e-12, 1e-5"})
  void tinyBiasFollowsTheLeadingPower(double b, double error) {
    List<Point> points = new CriticalLine(dual("tanh"), 1).points(b);
    assertEquals(1, points.size());
    double expected = Math.cbrt(0.75 * b);
    assertEquals(expected, points.get(0).q(), (error + 2 * expected) * expected);
  }

  /** S = q (q - 3/2)² rises to 1/2 at q = 1/2 and touches 0 at 3/2. */
  @Test
  void aFoldedLineHasEveryPointAndItsTurnsAreHalfStableWhereGIsConstant() {
    CriticalLine line = new CriticalLine(new Folded(), 0.6);
    for (double b : new double[] {1e-4, 0.1, 0.25, 0.4999}) {
      List<Point> points = line.points(b);
      assertEquals(3, points.size(), () -> b + " " + points);
      for (Point point : points) {
        double q = point.q();
        assertEquals(b, q * (q - 1.5) * (q - 1.5), 1e-13);
      }
      assertFalse(points.get(1).stable(), "S falls there, so the slope exceeds 1");
    }
    assertEquals(1, line.points(0.51).size());
    assertEquals(2, line.halfStable().size());
    assertEquals(0.5, line.halfStable().get(0).q(), 1e-11);
    assertEquals(1.5, line.halfStable().get(1).q(), 1e-11);
  }

  @Test
  void whereGIsInfiniteThereIsNoLine() {
    CriticalLine line = new CriticalLine(dual("sign"), 1);
    assertEquals(List.of(), line.points(0));
    assertEquals(List.of(), line.points(0.5));
    assertEquals(List.of(), line.halfStable());
    assertEquals(List.of(), line.pieces(1));
  }

  @Test
  void piecesJoinWhereTheLineBeginsToBeReached() {
    List<Piece> pieces = new CriticalLine(dual("gelu"), 0.5).pieces(1);
    assertEquals(2, pieces.size());
    assertFalse(pieces.get(0).reached());
    assertTrue(pieces.get(1).reached());
    Point last = pieces.get(0).points().get(pieces.get(0).points().size() - 1);
    Point first = pieces.get(1).points().get(0);
    assertEquals(first.q(), last.q(), 1e-12 * last.q());
    assertTrue(first.sigmaB2() > 0.17292 && first.sigmaB2() < 0.1731, first::toString);
    List<Piece> tanh = new CriticalLine(dual("tanh"), 0.5).pieces(1);
    assertEquals(1, tanh.size());
    assertTrue(tanh.get(0).reached());
    assertEquals(0, tanh.get(0).points().get(0).q());
  }

  @Test
  void whatTheTableDoesNotReachIsRefused() {
    CriticalLine line = new CriticalLine(dual("gelu"), 1000);
    String message =
        assertThrows(IllegalArgumentException.class, () -> line.points(1000)).getMessage();
    assertTrue(message.startsWith("sigma_b2 must be at most 115.2"), message);
    assertEquals(1, line.points(100).size());
    assertThrows(IllegalArgumentException.class, () -> line.points(Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> line.points(-1));
    assertThrows(IllegalArgumentException.class, () -> new CriticalLine(dual("gelu"), 1).points(2));
  }

  /** G = 1 and V/q = 1 - (q - 3/2)², of no activation. */
  private static final class Folded implements DualActivation {
    @Override
    public double qMax() {
      return 1e6;
    }

    @Override
    public boolean odd() {
      return false;
    }

    @Override
    public Asymptote asymptote() {
      return new Asymptote(0, 0);
    }

    @Override
    public double vOverQ(double q) {
      return 1 - (q - 1.5) * (q - 1.5);
    }

    @Override
    public double dv(double q) {
      return 1 - 3 * (q - 0.5) * (q - 1.5);
    }

    @Override
    public double g(double q, double y) {
      return 1;
    }

    @Override
    public double yDg(double q, double y) {
      return 0;
    }

    @Override
    public double dPhi4(double q) {
      return 1;
    }

    @Override
    public double d2Phi2(double q) {
      return 0;
    }

    @Override
    public Accuracy accuracy(double q, double y) {
      throw new UnsupportedOperationException();
    }
  }
}
