package org.deepmft.initialisation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Locale;
import org.deepmft.activation.Activations;
import org.deepmft.gaussian.DualActivation;
import org.deepmft.gaussian.Duals;
import org.deepmft.meanfield.CriticalLine;
import org.deepmft.meanfield.PhasePoint;
import org.deepmft.meanfield.PhaseSolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The point at which networks are initialised is the one the rule names, and they get there. */
class InitialisationTest {

  private static final double ANY = Double.NaN;

  private static Initialisation plain(String activation, double targetQ) {
    return at(activation, new Setting(100, 0, false, targetQ));
  }

  private static Initialisation at(String activation, Setting setting) {
    return Initialisation.of(Duals.of(Activations.named(activation)), setting);
  }

  @Test
  void erfsPointIsItsClosedForm() {
    for (double q : new double[] {0.01, 0.5, 1, 7}) {
      Initialisation found = plain("erf", q);
      double root = Math.sqrt(1 + 4 * q);
      double sigmaB2 = q - 0.5 * root * Math.asin(2 * q / (1 + 2 * q));
      assertEquals(Math.PI / 4 * root, found.layer().sigmaW2(), 1e-13);
      assertEquals(sigmaB2, found.layer().sigmaB2(), 1e-13);
      assertEquals(q, found.qStar());
    }
  }

  /** The table of shared reference numbers, whose last digit is rounded. */
  @ParameterizedTest
  @CsvSource({
    "tanh, .2733009135, 1.4242052905, .01",
    "tanh, .5700478816, 1.7609546396, .05",
    "tanh, 1.1644962875, 2.2851524737, .20",
    "erf, .7263592294, 1.5521178553, .10"
  })
  void aTargetPicksItsPointOfTheCriticalLine(
      String activation, double q, double sigmaW2, double sigmaB2) {
    Initialisation found = plain(activation, q);
    assertTrue(found.critical());
    assertEquals(sigmaW2, found.layer().sigmaW2(), 1e-9);
    assertEquals(sigmaB2, found.layer().sigmaB2(), 1e-9);
    assertEquals(1, found.chi1(), 1e-13);
    assertEquals(Double.POSITIVE_INFINITY, found.trainableDepth());
  }

  @ParameterizedTest
  @CsvSource({"relu, 2", "linear, 1", "leaky-relu(0.5), 1.6"})
  void aHomogeneousActivationHasOnePointWhateverTheTarget(String activation, double sigmaW2) {
    for (double target : new double[] {ANY, 3}) {
      Initialisation found = plain(activation, target);
      assertEquals(sigmaW2, found.layer().sigmaW2(), 1e-15);
      assertEquals(0, found.layer().sigmaB2());
      assertEquals(1, found.qStar());
      assertTrue(found.everyLengthIsFixed());
    }
  }

  /** Klambauer's point (1, 0) keeps q = 1 but has χ₁ = 1.0716; the critical one has biases. */
  @Test
  void selusCriticalPointIsNotItsSelfNormalisingOne() {
    Initialisation found = plain("selu", ANY);
    assertEquals(1, found.qStar());
    assertEquals(1 / 1.0715749925, found.layer().sigmaW2(), 1e-10);
    assertEquals(1 - 1 / 1.0715749925, found.layer().sigmaB2(), 1e-10);
  }

  /** (3 + √17)/2 is GELU's half-stable q. */
  @Test
  void geluKeepsClearOfItsHalfStablePoint() {
    Initialisation found = plain("gelu", ANY);
    assertEquals(1, found.halfStable().size());
    CriticalLine.Point half = found.halfStable().get(0);
    assertEquals(0.5 * (3 + Math.sqrt(17)), half.q(), 1e-9);
    assertTrue(found.qStar() > 1.3 * half.q(), "q* = " + found.qStar());
    assertTrue(found.layer().sigmaB2() > half.sigmaB2());
    assertTrue(found.slope() < 0.992, "slope " + found.slope());
    assertEquals(1, found.chi1(), 1e-12);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"tanh", "gelu", "silu", "mish", "selu", "elu", "sigmoid", "softsign", "x/(1+x^2)"})
  void theIterationFromOneEndsAtThePoint(String activation) {
    Initialisation found = plain(activation, ANY);
    assertTrue(found.critical(), activation);
    PhasePoint reached =
        new PhaseSolver(found.layer().dual())
            .solve(found.layer().sigmaW2(), found.layer().sigmaB2());
    assertEquals(found.qStar(), reached.qStar(), 1e-9 * found.qStar());
    assertEquals(1, reached.chi1(), 1e-9);
    assertTrue(Math.abs(found.slope()) < 1);
  }

  @Test
  void aTargetOutOfReachGivesTheNearestPointThatHolds() {
    assertEquals(plain("gelu", ANY).qStar(), plain("gelu", 0.1).qStar());
    assertEquals(9, plain("gelu", 9).qStar());
    String reason = Verdict.of(plain("gelu", ANY)).reason();
    assertTrue(
        reason.contains("the nearest that holds firmly (at q* = 1 chi_1 = 1 has dq'/dq = 1.067)"));
  }

  @Test
  void whereNothingIsCriticalTheLongestScaleIsGiven() {
    Initialisation found = plain("softplus", ANY);
    assertFalse(found.critical());
    assertEquals(6 / -Math.log(found.chi1()), found.trainableDepth(), 1e-9);
    assertEquals("too deep", Verdict.of(found).verdict());
    assertEquals(
        "trainable",
        Verdict.of(at("softplus", new Setting(20, 0, false, ANY))).verdict(),
        "20 layers are within 6 scales");
  }

  /** Within 6 scales of q* = 64, but on the way there gradients shrink faster. */
  @Test
  void gradientsThatVanishOnTheWayAreTheReason() {
    Verdict verdict = Verdict.of(at("softplus", new Setting(30, 0, false, ANY)));
    assertEquals("too deep", verdict.verdict());
    String end = "gradients vanish: e^-8.0 at layer 1 while q goes from 1 to q*";
    assertTrue(verdict.reason().contains(end), verdict.reason());
  }

  /** With dropout an odd activation does best as a line; what bending it costs is said beside. */
  @Test
  void theEndOfTheRangeComesWithAnAlternative() {
    Initialisation found = at("tanh", new Setting(50, 0.1, false, ANY));
    assertEquals(1.0 / 64, found.qStar(), 1e-12);
    Initialisation curved = at("tanh", new Setting(50, 0.1, false, 0.25));
    assertTrue(curved.xiC() > 0.85 * found.xiC());
    String reason = Verdict.of(found).reason();
    String scale = String.format(Locale.ROOT, "%.4g", curved.xiC());
    String said = "; --target-q 0.25, where it bends, has " + scale + " layers)";
    assertTrue(reason.contains(said), reason);
  }

  @Test
  void whereTheActivationJumpsThereIsNoPoint() {
    Initialisation found = plain("sign", ANY);
    assertTrue(Double.isNaN(found.chi1()) && Double.isNaN(found.trainableDepth()));
    assertEquals("no gradient", Verdict.of(found).verdict());
  }

  @Test
  void aTargetBeyondTheTableIsRefused() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> plain("cos(x)", 1e6)).getMessage();
    assertTrue(message.startsWith("target-q must be at most 4096.0"), message);
  }

  /** φφ'' vanishes everywhere, so every point of the line has slope 1 and none holds. */
  @Test
  void aPointWhoseLengthDoesNotHoldIsNotProposed() {
    Initialisation found = at("where(x>1,x-1,0)", new Setting(10, 0.3, false, ANY));
    assertTrue(found.slope() <= 0.999, "slope " + found.slope());
  }

  /** 1 - c_l l² tends to 9π²/2 for ReLU, and the gradient stays. */
  @Test
  void relusJourneyFollowsItsPowerLaw() {
    Initialisation found = at("relu", new Setting(20_000, 0, false, ANY));
    double limit = 4.5 * Math.PI * Math.PI;
    assertEquals(limit, found.layer().powerLaw(1)[0], 1e-4 * limit);
    double last = found.journey().oneMinusC()[20_000];
    assertEquals(limit, last * 20_000.0 * 20_000.0, 5e-3 * limit); // the next term is ln l/l
    assertEquals(0, found.journey().lnGradientAtFirst(), 1e-10);
  }

  @Test
  void smoothActivationsFollowTheirPowerLaw() {
    Initialisation found = at("erf", new Setting(50_000, 0, false, ANY));
    double[] law = found.layer().powerLaw(1);
    assertEquals(1, law[1]);
    assertEquals(law[0], 50_000 * found.journey().oneMinusC()[50_000], 2e-3 * law[0]);
  }

  @Test
  void aNormMakesThePointOfOneCriticalEvenIfItIsUnstable() {
    Initialisation gelu = at("gelu", new Setting(300, 0, true, ANY));
    DualActivation dual = gelu.layer().dual();
    assertEquals(1 / dual.g(1, 0), gelu.layer().sigmaW2());
    assertTrue(CriticalLine.at(dual, 1).slope() > 1, "GELU at q = 1 is unstable without a norm");
    assertEquals(0, gelu.slope());
    assertEquals(0, gelu.journey().lnGradientAtFirst(), 1e-9);
  }

  /** Behind a norm without biases χ₁ = E φ'²/V at q = 1, whatever the scale of the weights. */
  @Test
  void behindANormOnlyTheRatioOfTheVariancesCounts() {
    DualActivation dual = Duals.of(Activations.named("tanh"));
    for (double scale : new double[] {0.3, 1, 40}) {
      UniformLayer layer = new UniformLayer(dual, scale, 0, 0, true);
      assertEquals(dual.g(1, 0) / dual.vOverQ(1), layer.gradient(1), 1e-14);
      UniformLayer biased = new UniformLayer(dual, 2 * scale, 0.1 * scale, 0, true);
      UniformLayer unit = new UniformLayer(dual, 2, 0.1, 0, true);
      assertEquals(unit.oneMinusC(1, 0.3), biased.oneMinusC(1, 0.3), 1e-15);
      assertEquals(unit.gradient(1), biased.gradient(1), 1e-15);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, NaN, depth must lie between 1",
    "-3, 0, NaN, depth must lie between 1",
    "1, 1, NaN, dropout must lie in",
    "1, -0.1, NaN, dropout must lie in",
    "1, NaN, NaN, dropout must lie in",
    "1, 0, 0, target-q must lie between",
    "1, 0, -1, target-q must lie between",
    "1, 0, Infinity, target-q must lie between"
  })
  void aWrongSettingIsRefused(int depth, double drop, double targetQ, String rule) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> new Setting(depth, drop, false, targetQ))
            .getMessage();
    assertTrue(message.startsWith(rule), message);
  }
}
