package org.deepmft.propagation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.deepmft.activation.Activations;
import org.deepmft.gaussian.DualActivation;
import org.deepmft.gaussian.TableCache;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Properties of the map of a pair. */
class PairMapTest {

  private static PairMap map(String name) {
    return PairMaps.of(Activations.named(name), TableCache.NONE);
  }

  private static void requireClose(double expected, double actual, double budget, String what) {
    assertTrue(
        Math.abs(actual - expected) <= budget * Math.abs(expected),
        () -> what + ": " + actual + " is not " + expected);
  }

  private static PairSignal run(PairMap map, PairSignal start, double sw, double sb, int layers) {
    PairSignal u = start;
    for (int l = 0; l < layers; l++) {
      u = map.through(u).signal().dense(sw, sb);
    }
    return u;
  }

  private static PairSignal swapped(PairSignal u) {
    return new PairSignal(u.qbMagnitude(), u.lnRatio().negated(), u.oneMinusC());
  }

  @ParameterizedTest
  @ValueSource(strings = {"tanh", "gelu", "sigmoid", "elu", "hard-tanh", "relu"})
  void exchangeOfTheInputsExchangesTheResults(String name) {
    PairMap map = map(name);
    for (double qb : new double[] {1e-3, 0.9, 1.3, 20}) {
      for (double c : new double[] {-0.7, 0.2, 0.999, 1}) {
        PairSignal u = PairSignal.of(1, qb, c);
        PairSignal there = map.through(u).signal().dense(1.5, 0.1);
        PairSignal back = swapped(map.through(swapped(u)).signal().dense(1.5, 0.1));
        requireClose(there.qa(), back.qa(), 1e-12, "q_a");
        requireClose(there.lnRatio().value(), back.lnRatio().value(), 1e-11, "ratio");
        requireClose(there.oneMinusC().value(), back.oneMinusC().value(), 1e-11, "1 - c");
        PairSlopes a = map.through(u).slopes();
        PairSlopes b = map.through(swapped(u)).slopes();
        requireClose(a.ab(), b.ab(), 1e-10, "slopes");
        requireClose(a.aa(), b.bb(), 1e-12, "slope of a");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"tanh, 1e-12", "gelu, 1e-12", "x/(1+x^2), 1e-11", "elu, 1e-12", "sigmoid, 1e-12"})
  void nearlyEqualNormsTendToEqualOnes(String name, double budget) {
    PairMap map = map(name);
    for (double oneMinusC : new double[] {0.3, 1e-2, 1.5}) {
      PairSignal equal = map.through(PairSignal.ofEqualNorms(1, Magnitude.of(oneMinusC))).signal();
      for (double r : new double[] {1.001e-6, 0.999e-6, 1e-12, 1e-200}) {
        PairSignal u =
            new PairSignal(
                Magnitude.of(Math.exp(-0.5 * r)), Magnitude.of(r), Magnitude.of(oneMinusC));
        double apart = map.through(u).signal().oneMinusC().value();
        requireClose(equal.oneMinusC().value(), apart, budget + 10 * r * r, name + " at " + r);
      }
    }
  }

  /** λφ(x) = φ(λx), so the correlation does not know the norms, and their ratio stays. */
  @ParameterizedTest
  @ValueSource(strings = {"relu", "leaky-relu", "linear"})
  void homogeneousActivationsKeepTheRatioExactly(String name) {
    PairMap map = map(name);
    PairSignal u = PairSignal.of(1, 7, 0.3);
    PairSignal equal = map.through(PairSignal.ofEqualNorms(1, 0.3)).signal();
    PairSignal unequal = map.through(u).signal();
    assertEquals(u.lnRatio(), unequal.lnRatio());
    assertEquals(equal.oneMinusC(), unequal.oneMinusC());
  }

  @Test
  void parallelInputsOfDifferentNormPart() {
    PairSignal u = map("tanh").through(PairSignal.of(0.5, 2, 1)).signal();
    assertTrue(u.oneMinusC().value() > 1e-3);
    assertEquals(
        Magnitude.ZERO, map("relu").through(PairSignal.of(0.5, 2, 1)).signal().oneMinusC());
  }

  @ParameterizedTest
  @ValueSource(strings = {"sign", "sign(x-0.5)", "tanh", "hard-tanh"})
  void equalInputsStayEqual(String name) {
    PairSignal u = map(name).through(PairSignal.ofEqualNorms(1.3, 1)).signal();
    assertEquals(Magnitude.ZERO, u.oneMinusC());
    assertEquals(Magnitude.ZERO, u.lnRatio());
  }

  /** Near 0 an activation is a line, or two that meet there: the norms do not matter. */
  @ParameterizedTest
  @ValueSource(strings = {"tanh", "gelu", "elu", "where(x>0,x,0.3*tanh(x))", "hard-tanh"})
  void smallUnequalNormsActLikeTheirGeometricMean(String name) {
    PairMap map = map(name);
    for (double q = 1e-6; q > 1e-22; q /= 31) {
      for (double c : new double[] {0.99999, 0.6, -0.5}) {
        double unequal = map.through(PairSignal.of(q, 3 * q, c)).signal().oneMinusC().value();
        double equal =
            map.through(PairSignal.ofEqualNorms(q * Math.sqrt(3), c)).signal().oneMinusC().value();
        requireClose(equal, unequal, Math.sqrt(q) + q / equal + 1e-11, name + " at q " + q);
      }
    }
  }

  /** Jumps at 0 know no scale: what is nearly parallel parts as far at any norm. */
  @ParameterizedTest
  @ValueSource(strings = {"sign", "where(x>0,1,-0.5)"})
  void jumpsAtZeroPartInputsOfVanishingNormToo(String name) {
    PairMap map = map(name);
    for (double oneMinusC : new double[] {1e-200, 1e-16, 0.3, 1.7}) {
      Magnitude apart = Magnitude.of(oneMinusC);
      double usual = map.through(PairSignal.ofEqualNorms(1, apart)).signal().oneMinusC().value();
      for (double q : new double[] {1e-90, 1e-290, 1e-310}) {
        PairSignal equal = PairSignal.ofEqualNorms(q, apart);
        PairSignal unequal = new PairSignal(equal.q(), Magnitude.of(0.7), apart);
        String what = name + " at q " + q + ", 1 - c " + oneMinusC;
        requireClose(usual, map.through(equal).signal().oneMinusC().value(), 1e-12, what);
        if (name.equals("sign")) {
          requireClose(usual, map.through(unequal).signal().oneMinusC().value(), 1e-12, what);
        }
      }
    }
  }

  @Test
  void equalNormsAreTheDuals() {
    PairMap map = map("tanh");
    DualActivation dual = map.dual();
    PairSignal u =
        map.through(PairSignal.ofEqualNorms(2, Magnitude.of(1e-300))).signal().dense(1.3, 0.1);
    double q = 1.3 * 2 * dual.vOverQ(2) + 0.1;
    requireClose(q, u.qa(), 1e-15, "q");
    requireClose(2 / q * 1.3 * dual.g(2, 0) * 1e-300, u.oneMinusC().value(), 1e-14, "1 - c");
  }

  /** 1 - c is multiplied by χ₁ a layer, also where it is far below the doubles. */
  @Test
  void decayGoesOnInLogarithmsToDepthTenThousand() {
    PairMap map = map("tanh");
    double sw = 1.5;
    double sb = 0.2;
    PairSignal u = run(map, PairSignal.ofEqualNorms(1, 0.5), sw, sb, 1000);
    double before = u.oneMinusC().ln();
    double chi1 = sw * map.dual().g(u.qa(), 0);
    u = run(map, u, sw, sb, 9000);
    assertEquals(0.0, u.oneMinusC().value());
    requireClose(9000 * Math.log(chi1), u.oneMinusC().ln() - before, 1e-11, "ln(1 - c)");
  }

  /** A pair decays at max(χ₁, s²), s = dq'/dq, also when both are below the doubles. */
  @ParameterizedTest
  @CsvSource({
    "tanh, 1.5, 0.2, 0.5, 2",
    "erf, 1.2, 0.5, 1.5, 0.25",
    "gelu, 1.8, 0.15, 0.25, 1.5",
    "'max(x,0)^2', 0.1, 1.6, 1, 2",
    "'max(x,0)^2', 0.5, 0.01, 0.01, 0.02"
  })
  void unequalNormsDecayAtTheSlowerOfTwoRates(
      String name, double sw, double sb, double qa, double qb) {
    PairMap map = map(name);
    PairSignal u = run(map, PairSignal.of(qa, qb, 0.9), sw, sb, 2000);
    double chi1 = sw * map.dual().g(u.qa(), 0);
    double slope = sw * map.dual().dv(u.qa());
    double before = u.oneMinusC().ln();
    double ratio = u.lnRatio().ln();
    u = run(map, u, sw, sb, 1000);
    double rate = Math.max(Math.log(chi1), 2 * Math.log(Math.abs(slope)));
    requireClose(1000 * rate, u.oneMinusC().ln() - before, 1e-9, "ln(1 - c)");
    requireClose(1000 * Math.log(Math.abs(slope)), u.lnRatio().ln() - ratio, 1e-9, "ln ratio");
  }

  /** ReLU at σ_w² = 2: 1 - c tends to 9π²/(2l²). */
  @Test
  void reluAtItsEdgeDecaysLikeAPowerWhileNormsGrowBeyondTheDoubles() {
    PairMap map = map("relu");
    PairSignal u = run(map, PairSignal.of(1, 3, 0.5), 2, 0, 10_000);
    double law = 9 * Math.PI * Math.PI / 2 * 1e-8;
    requireClose(law, u.oneMinusC().value(), 0.01, "1 - c");
    requireClose(1, u.qa(), 1e-11, "q");
    PairSignal huge = run(map, PairSignal.of(1, 3, 0.5), 4, 0, 10_000);
    requireClose(10_000 * Math.log(2), huge.q().ln(), 1e-10, "ln q");
    requireClose(u.oneMinusC().value(), huge.oneMinusC().value(), 1e-9, "1 - c");
  }
}
