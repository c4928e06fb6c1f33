package org.deepmft.gaussian;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.deepmft.activation.PiecewiseLinear;
import org.junit.jupiter.api.Test;

/** The duals of piecewise linear activations against the arc-cosine kernels. */
class HomogeneousDualTest {

  private static final HomogeneousDual RELU = new HomogeneousDual(PiecewiseLinear.RELU);
  private static final HomogeneousDual LINEAR = new HomogeneousDual(PiecewiseLinear.LINEAR);
  private static final PiecewiseLinear LEAKY = new PiecewiseLinear("leaky", "", 0.1, 1);

  private static double y(double theta) {
    double s = Math.sin(0.5 * theta);
    return s * s;
  }

  @Test
  void reluHasTheArcCosineKernels() {
    for (int k = 1; k <= 60; k++) {
      double theta = Math.PI * k / 60;
      // cho2009: E φ'φ' = J0/(2π) and E φφ = q J1/(2π).
      double j0 = Math.PI - theta;
      double j1 = Math.sin(theta) + (Math.PI - theta) * Math.cos(theta);
      double secant = (Math.PI - j1) / (2 * Math.PI * (1 - Math.cos(theta)));
      assertEquals(j0 / (2 * Math.PI), RELU.d(3, y(theta)), 1e-15);
      // π - J1 cancels to 2e-16/θ², and θ is at least π/60.
      assertEquals(secant, RELU.g(3, y(theta)), 1e-13);
      assertEquals(0.5, RELU.vOverQ(3));
      assertEquals(0.5, RELU.dv(3));
      assertEquals(0.5, RELU.dPhi4(3));
    }
  }

  @Test
  void secantTendsToTheSlopeLikeTheAngle() {
    for (double theta = 1e-3; theta > 1e-8; theta *= 0.3) {
      // G = 1/2 - (sin θ - θ cos θ)/(4π y) = 1/2 - θ/(3π) (1 - θ²/60 + ...)
      double expected = 0.5 - theta / (3 * Math.PI) * (1 - theta * theta / 60);
      assertEquals(expected, RELU.g(1, y(theta)), 2e-16);
      double slope = -theta / (6 * Math.PI) * (1 - theta * theta / 60);
      assertEquals(0, RELU.yDg(1, y(theta)) / slope - 1, 1e-6);
    }
    assertEquals(0.5, RELU.g(1, 0));
    assertEquals(0, RELU.yDg(1, 0));
  }

  @Test
  void slopeOfTheSecantIsItsDerivative() {
    HomogeneousDual leaky = new HomogeneousDual(LEAKY);
    for (HomogeneousDual dual : new HomogeneousDual[] {RELU, leaky, LINEAR}) {
      for (double y = 1e-4; y < 0.99; y += 0.01) {
        double h = 1e-5 * y;
        double difference = (dual.g(1, y + h) - dual.g(1, y - h)) / (2 * h) * y;
        // Rounding is a few 1e-16/2e-5, truncation of order h²/(1 - y)².
        assertEquals(difference, dual.yDg(1, y), 1e-9);
        assertEquals(dual.d(1, y), dual.g(1, y) + dual.yDg(1, y));
      }
    }
  }

  @Test
  void seriesMeetsTheClosedFormWhereItEnds() {
    double edge = y(0.5);
    double below = edge * (1 - 1e-14);
    double above = edge * (1 + 1e-14);
    assertEquals(RELU.g(1, below), RELU.g(1, above), 2e-15);
    assertEquals(RELU.yDg(1, below), RELU.yDg(1, above), 2e-15);
    // Both sides of the seam against the cancelling formula, which has 13 digits here.
    for (double theta : new double[] {0.49, 0.5, 0.51}) {
      double direct = 0.5 - (Math.sin(theta) - theta * Math.cos(theta)) / (4 * Math.PI * y(theta));
      assertEquals(direct, RELU.g(1, y(theta)), 5e-16);
    }
  }

  @Test
  void leakyReluInterpolatesBetweenReluAndTheLine() {
    HomogeneousDual leaky = new HomogeneousDual(LEAKY);
    assertEquals(0.505, leaky.kappa(), 1e-16);
    for (double y = 0; y <= 1; y += 0.125) {
      double expected = 0.505 - 0.81 * (0.5 - RELU.g(1, y));
      assertEquals(expected, leaky.g(1, y), 1e-15);
    }
  }

  @Test
  void correlationOnTheReluEdgeDecaysLikeTheSquareOfDepth() {
    double c = 0.5;
    double oneMinusC = 1 - c;
    int depth = 100_000;
    double atHalf = 0;
    for (int l = 1; l <= depth; l++) {
      oneMinusC *= 2 * RELU.g(1, 0.5 * oneMinusC);
      if (l == depth / 2) {
        atHalf = oneMinusC;
      }
    }
    double limit = 4.5 * Math.PI * Math.PI;
    // 1/√(1 - c_l) = (√2/(3π)) (l + a ln l + b): the logarithm adds 1e-4 at this depth.
    double product = oneMinusC * depth * depth;
    assertTrue(Math.abs(product / limit - 1) <= 1e-3, () -> "(1 - c) l² = " + product);
    // The difference of two depths loses b and all but 2 a ln 2/l of the logarithm, 2.1e-5
    // measured.
    double rate = (1 / Math.sqrt(oneMinusC) - 1 / Math.sqrt(atHalf)) / (depth / 2);
    assertEquals(Math.sqrt(1 / limit), rate, 5e-5 * rate);
  }

  @Test
  void linearMapsKeepEveryCorrelation() {
    for (double y = 0; y <= 1; y += 0.0625) {
      assertEquals(1, LINEAR.g(7, y));
      assertTrue(LINEAR.yDg(7, y) == 0);
      assertEquals(1, LINEAR.d(7, y));
    }
    assertTrue(LINEAR.linear());
    assertEquals(0, LINEAR.d2Phi2(7));
    assertEquals(1, LINEAR.dPhi4(7));
  }

  @Test
  void secondDerivativeIsUndefinedAtAKink() {
    assertEquals(Double.NaN, RELU.d2Phi2(1));
  }
}
