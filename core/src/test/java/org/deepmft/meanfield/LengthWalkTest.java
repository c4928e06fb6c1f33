package org.deepmft.meanfield;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.deepmft.activation.Activations;
import org.deepmft.gaussian.DualActivation;
import org.deepmft.gaussian.Duals;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the walk says, point by point, and that it says so whatever it was asked before. */
class LengthWalkTest {

  private static final DualActivation GELU = Duals.of(Activations.named("gelu"));

  private static double iterate(DualActivation dual, double w2, double b2, double q0) {
    double q = q0;
    double next = Double.NaN;
    for (int l = 0; l < 1_000_000 && next != q; l++) {
      q = l == 0 ? q0 : next;
      next = w2 * (dual.v0() + q * dual.vOverQ(q)) + b2;
    }
    return q;
  }

  @Test
  void everyAnswerHasItsSign() {
    LengthWalk walk = new LengthWalk(GELU, 1.3);
    assertEquals(LengthWalk.BELOW, walk.stride(1, 0));
    assertEquals(LengthWalk.BEYOND, walk.stride(3, 0.1));
    assertEquals(LengthWalk.BELOW, new LengthWalk(GELU, Double.MIN_VALUE).stride(3, 0));
    assertEquals(LengthWalk.BEYOND, new LengthWalk(GELU, Double.MIN_VALUE).stride(5, 0));
    assertEquals(LengthWalk.HERE, walk.stride(1.5, 1.3 * (1 - 1.5 * GELU.vOverQ(1.3))));
    int stride = walk.stride(1.2, 0.4);
    double limit = iterate(GELU, 1.2, 0.4, 1.3);
    assertTrue(walk.q(stride) < limit && limit < walk.q(stride + 1), () -> "not " + limit);
  }

  /** Just before the fold of gelu the stable fixed point and the unstable one are neighbours. */
  @Test
  void twoFixedPointsInOneStrideAreToldApart() {
    double w2 = 2.05;
    double low = 0.1;
    double high = 2;
    while (high - low > 1e-12) { // σ_w² dV/dq = 1
      double q = 0.5 * (low + high);
      low = w2 * GELU.dv(q) < 1 ? q : low;
      high = w2 * GELU.dv(q) < 1 ? high : q;
    }
    double b2 = low * (1 - w2 * GELU.vOverQ(low)) - 1e-7;
    LengthWalk walk = new LengthWalk(GELU, 0.1);
    int stride = walk.stride(w2, b2);
    double limit = iterate(GELU, w2, b2, 0.1);
    assertTrue(walk.q(stride) < limit && limit < walk.turn(), () -> "not " + limit);
    assertTrue(walk.turn() < walk.q(stride + 1), "both lie in the stride");
    InitialState start = new InitialState(0.1, 0.5);
    assertEquals(limit, new PhaseSolver(GELU).solve(w2, b2, start).qStar(), 1e-11);
  }

  /** One step from q0 passes two fixed points, and the iteration ends at a third. */
  @Test
  void whereAStepCanPassASecondFixedPointPlainStepsDecide() {
    DualActivation dual = Duals.of(Activations.named("exp(-x^2) + x^3/(200+x^2)"));
    SplittableRandom random = new SplittableRandom(3);
    int undecided = 0;
    for (int i = 0; i < 20; i++) {
      double w2 = 15 + 2 * random.nextDouble();
      double q0 = 0.01 + 0.1 * random.nextDouble();
      if (new LengthWalk(dual, q0).stride(w2, 0.01 + w2 * dual.v0()) == LengthWalk.UNDECIDED) {
        undecided++;
        double limit = iterate(dual, w2, 0.01, q0);
        double got = new PhaseSolver(dual).solve(w2, 0.01, new InitialState(q0, 1)).qStar();
        assertEquals(limit, got, 1e-12 * limit, () -> w2 + " from " + q0);
      }
    }
    assertTrue(undecided > 0, "none was undecided");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gelu", "softplus", "x/(1+x^2)", "cos(x)"})
  void answersDoNotDependOnWhatWasAskedBefore(String name) {
    DualActivation dual = Duals.of(Activations.named(name));
    SplittableRandom random = new SplittableRandom(7);
    for (double q0 : new double[] {Double.MIN_VALUE, 1e-14, 0.3, 1, 6, 1 << 20}) {
      double from = Math.min(q0, dual.qMax());
      LengthWalk walk = new LengthWalk(dual, from);
      for (int i = 0; i < 300; i++) {
        double w2 = 0.1 * Math.pow(200, random.nextDouble());
        double beta = random.nextDouble() + w2 * dual.v0();
        LengthWalk fresh = new LengthWalk(dual, from);
        assertEquals(fresh.stride(w2, beta), walk.stride(w2, beta), () -> w2 + ", " + beta);
        assertEquals(fresh.turn(), walk.turn());
      }
    }
  }
}
