package org.deepmft.initialisation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.deepmft.activation.Activations;
import org.deepmft.gaussian.DualActivation;
import org.deepmft.gaussian.Duals;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Dropout's recursion, scales and longest scale against plain iteration of erf's closed forms. */
class DropoutTest {

  private static final DualActivation ERF = Duals.of(Activations.named("erf"));

  /** E φ(u_a) φ(u_b) of erf. */
  private static double covariance(double q, double c) {
    return 2 / Math.PI * Math.asin(2 * q * c / (1 + 2 * q));
  }

  /** (q, c) after one layer: what is kept is scaled by 1/(1 - p), in two inputs independently. */
  private static double[] step(double sigmaW2, double sigmaB2, double p, double q, double c) {
    double length = sigmaW2 * covariance(q, 1) / (1 - p) + sigmaB2;
    return new double[] {length, (sigmaW2 * covariance(q, c) + sigmaB2) / length};
  }

  /** {q*, c*, ξ_c} by iterating until the state stands still; ξ_c by the rate of approach. */
  private static double[] iterated(double sigmaW2, double sigmaB2, double p) {
    double[] state = {1, 0.5};
    for (int l = 0; l < 20_000; l++) {
      state = step(sigmaW2, sigmaB2, p, state[0], state[1]);
    }
    double away = 1e-5;
    double q = state[0];
    double up = step(sigmaW2, sigmaB2, p, q, state[1] + away)[1];
    double down = step(sigmaW2, sigmaB2, p, q, state[1] - away)[1];
    return new double[] {q, state[1], -1 / Math.log((up - down) / (2 * away))};
  }

  @ParameterizedTest
  @CsvSource({"1.2, 0.1, 0.1", "2.5, 0, 0.3", "1.7, 0.2, 0.01", "0.9, 0.5, 0.9"})
  void layersAndScalesAreThoseOfPlainIteration(double sigmaW2, double sigmaB2, double p) {
    UniformLayer layer = new UniformLayer(ERF, sigmaW2, sigmaB2, p, false);
    Journey journey = Journey.of(layer, 20, 1, 0.5);
    double[] state = {1, 0.5};
    for (int l = 1; l <= 20; l++) {
      state = step(sigmaW2, sigmaB2, p, state[0], state[1]);
      assertEquals(state[0], journey.q()[l], 1e-12 * state[0]);
      assertEquals(1 - state[1], journey.oneMinusC()[l], 1e-12);
    }
    double[] limit = iterated(sigmaW2, sigmaB2, p);
    assertEquals(1 - limit[1], layer.oneMinusCStar(limit[0]), 1e-11);
    assertEquals(limit[2], layer.xiC(limit[0]), 1e-7 * limit[2]);
  }

  @Test
  void equalInputsDoNotStayEqual() {
    UniformLayer layer = new UniformLayer(ERF, 1.5, 0.1, 0.05, false);
    assertTrue(layer.oneMinusC(1, 0) > 0);
    assertEquals(0, new UniformLayer(ERF, 1.5, 0.1, 0, false).oneMinusC(1, 0));
  }

  /** No point of a grid that the search did not use has a longer scale. */
  @ParameterizedTest
  @CsvSource({"0.02", "0.1", "0.5"})
  void noPointOfAGridHasALongerScale(double p) {
    Initialisation found = Initialisation.of(ERF, new Setting(10, p, false, Double.NaN));
    assertFalse(found.critical());
    double longest = found.trainableDepth() / 6;
    for (int i = 1; i <= 40; i++) {
      for (int k = 0; k <= 10; k++) {
        double[] limit = iterated(0.1 * i, 0.1 * k, p);
        UniformLayer layer = new UniformLayer(ERF, 0.1 * i, 0.1 * k, p, false);
        if (limit[0] >= 1.0 / 64 && limit[0] <= 64) {
          double scale = Math.min(limit[2], layer.xiGrad(limit[0]));
          assertTrue(scale <= longest * (1 + 1e-6), scale + " at " + layer);
        }
      }
    }
  }

  /** Keep probability 1 - p: lengths of ReLU neither grow nor shrink at σ_w² = 2 (1 - p). */
  @ParameterizedTest
  @CsvSource({"0.1", "0.5"})
  void relusLongestScaleKeepsItsLength(double p) {
    DualActivation relu = Duals.of(Activations.named("relu"));
    Initialisation found = Initialisation.of(relu, new Setting(10, p, false, Double.NaN));
    assertEquals(2 * (1 - p), found.layer().sigmaW2(), 1e-12);
    assertEquals(0, found.layer().sigmaB2());
    assertEquals(1, found.chi1(), 1e-12);
  }

  @Test
  void theVerdictSaysThatThereIsNoCriticalPoint() {
    Verdict verdict = Verdict.of(Initialisation.of(ERF, new Setting(500, 0.1, false, 1)));
    assertEquals("too deep", verdict.verdict());
    assertTrue(
        verdict.reason().startsWith("no critical point in c exists with dropout; longest depth"),
        verdict.reason());
    assertTrue(verdict.reason().contains("within sigma_w2 <= 4 at sigma_w2 = "), verdict.reason());
  }
}
