package org.deepmft.meanfield;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.deepmft.activation.Activations;
import org.deepmft.activation.PiecewiseLinear;
import org.deepmft.gaussian.DualActivation;
import org.deepmft.gaussian.Duals;
import org.deepmft.gaussian.HomogeneousDual;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reference numbers computed by independent code, to their printed digits. */
class LiteratureTest {

  private static final DualActivation TANH = Duals.of(Activations.named("tanh"));
  private static final DualActivation ERF = Duals.of(Activations.named("erf"));

  /** One unit of the tenth decimal: one of the printed numbers is not rounded to nearest. */
  private static final double TEN_DECIMALS = 1e-10;

  private static CriticalLine.Point only(DualActivation dual, double sigmaB2) {
    List<CriticalLine.Point> points = new CriticalLine(dual, sigmaB2).points(sigmaB2);
    assertEquals(1, points.size());
    return points.get(0);
  }

  @ParameterizedTest
  @CsvSource({
    "0.001, 1.1891895852, 0.1072923561, 0.9325831337, 0.1024807139",
    "0.01,  1.4242052905, 0.2733009135, 1.1142800634, 0.2532096563",
    "0.05,  1.7609546396, 0.5700478816, 1.3758390073, 0.5171768380",
    "0.10,  1.9860726411, 0.8057991819, 1.5521178553, 0.7263592294",
    "0.20,  2.2851524737, 1.1644962875, 1.7881797673, 1.0459331500"
  })
  void criticalLinePassesThroughTheReferencePoints(
      double sigmaB2, double tanhW2, double tanhQ, double erfW2, double erfQ) {
    CriticalLine.Point tanh = only(TANH, sigmaB2);
    assertEquals(tanhW2, tanh.sigmaW2(), TEN_DECIMALS);
    assertEquals(tanhQ, tanh.q(), TEN_DECIMALS);
    CriticalLine.Point erf = only(ERF, sigmaB2);
    assertEquals(erfW2, erf.sigmaW2(), TEN_DECIMALS);
    assertEquals(erfQ, erf.q(), TEN_DECIMALS);
  }

  @Test
  void criticalLineStartsAtTheInverseSquaredSlope() {
    CriticalLine.Point tanh = only(TANH, 0);
    assertEquals(1, tanh.sigmaW2(), 1e-14);
    assertEquals(0, tanh.q());
    assertEquals(Math.PI / 4, only(ERF, 0).sigmaW2(), 1e-15);
  }

  @ParameterizedTest
  @CsvSource({"0, 2", "0.1, 1.9801980198019802", "0.25, 1.8823529411764706"})
  void leakyReluIsCriticalAtTwoOverOnePlusSlopeSquared(double slope, double sigmaW2) {
    HomogeneousDual dual = new HomogeneousDual(new PiecewiseLinear("leaky", "", slope, 1));
    assertEquals(sigmaW2, only(dual, 0).sigmaW2(), 1e-15);
    assertEquals(List.of(), new CriticalLine(dual, 1).points(0.1));
  }

  /** Standard deviations of weights and biases first, then what README.md prints. */
  @ParameterizedTest
  @CsvSource({
    "1.3, 0.3, 0.6070467919, 0.9398074287, 1.337668, 1, 0.9398074287, 16.108173, 1.36451727",
    "2.5, 0.3, 4.0791238753, 1.5852247650, 0.688341, 0.1221037473, 0.8222291727, 5.108919, 2.75980108",
    "4.0, 0.3, 12.6041494978, 2.3672610356, 0.490295, 0.0296959216, 0.7597436050, 3.639351, 4.66716912"
  })
  void tanhFixedPointsHaveTheReferenceDigits(
      double sigmaW,
      double sigmaB,
      double q,
      double chi1,
      double xiQ,
      double c,
      double chiC,
      double xiC,
      double moments) {
    PhasePoint point = new PhaseSolver(TANH).solve(sigmaW * sigmaW, sigmaB * sigmaB);
    assertEquals(q, point.qStar(), TEN_DECIMALS);
    assertEquals(chi1, point.chi1(), TEN_DECIMALS);
    assertEquals(xiQ, point.get(PhaseField.XI_Q), 0.51e-6);
    assertEquals(c, point.cStar(), TEN_DECIMALS);
    assertEquals(chiC, point.chiC(), TEN_DECIMALS);
    assertEquals(xiC, point.xiC(), 0.51e-6);
    assertEquals(moments, point.get(PhaseField.MU2_OVER_MU1_SQUARED), 0.51e-8);
  }

  /** Where a published table, iterated 300 times, is 30 % low. */
  @Test
  void depthScaleNextToTheCriticalLineIsNotCutShort() {
    assertEquals(176.61, new PhaseSolver(TANH).solve(1.734694, 0.05).xiC(), 0.005);
  }

  @Test
  void anglesAndDepthScalesFollowFromTheirDefinitions() {
    PhasePoint point = new PhaseSolver(TANH).solve(4, 0.3);
    assertEquals(Math.acos(point.cStar()), point.get(PhaseField.THETA_STAR), 1e-14);
    assertEquals(-1 / Math.log(point.chiC()), point.xiC(), 1e-12);
    assertEquals(Math.log(point.chi1()), point.get(PhaseField.LYAPUNOV), 1e-15);
    assertEquals(1 / Math.log(point.chi1()), point.get(PhaseField.XI_GRAD), 1e-12);
    assertEquals(1 - point.cStar(), point.get(PhaseField.ONE_MINUS_C_STAR), 1e-15);
  }

  /** χ₁ - 1 is 1e-12 there: the errors of q* hardly reach χ₁ at small q, and the bound knows. */
  @Test
  void pointNextToTheCornerIsDecided() {
    for (DualActivation dual :
        new DualActivation[] {ERF, Duals.fastest(Activations.named("erf"))}) {
      PhasePoint point = new PhaseSolver(dual).solve(0.7854, 0);
      assertEquals(Phase.CHAOTIC, point.phase());
      assertEquals(0, point.cStar(), 1e-15);
    }
  }
}
