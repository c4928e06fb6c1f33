package org.deepmft.finite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.deepmft.activation.Activations;
import org.deepmft.gaussian.TableCache;
import org.deepmft.meanfield.PhaseSolver;
import org.deepmft.network.Network;
import org.deepmft.network.Trajectory;
import org.deepmft.network.Trajectory.Station;
import org.deepmft.propagation.PairSignal;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A circle of inputs through chaotic tanh networks of width 2,000 and ten layers against the theory
 * (poole2016): its length over √N and the mean of its curvature times √N at every layer.
 *
 * <p>Derivatives along the circle are differences of fourth order over five of {@link #POINTS}
 * points. At layer 10 the curve turns by 89 in all, 0.17 a point, so they err by about 0.17⁴/30,
 * 3e-5, which the allowance for depth/width, 1.5 %, contains.
 *
 * <p>As in {@link FiniteCheck}, each of {@link #NETWORKS} networks gives one number a comparison; t
 * is exceeded with probability 1e-6 over the number of comparisons, so that a false alarm has
 * probability below 1e-6.
 */
class FiniteCircleTest {

  private static final int DEPTH = 10;
  private static final int POINTS = 512;
  private static final int NETWORKS = 12;
  private static final double STEP = 2 * Math.PI / POINTS;
  private static final double ALLOWANCE = 3.0 * DEPTH / FiniteCheck.WIDTH;

  /** Length and curvature at layers 0 to 10, and the length's growth in the last. */
  private static final double T =
      StudentT.bound(FiniteCheck.FALSE_ALARM / (2 * (DEPTH + 1) + 1), NETWORKS - 1);

  /** [layer][network]. */
  private static final double[][] LENGTH = new double[DEPTH + 1][NETWORKS];

  private static final double[][] CURVATURE = new double[DEPTH + 1][NETWORKS];

  private static Network network(double sigmaW2) {
    return Network.plain(Activations.named("tanh"), sigmaW2, 0.01, DEPTH);
  }

  @BeforeAll
  static void measure() {
    int n = FiniteCheck.WIDTH;
    RandomMatrices matrices = new RandomMatrices(n);
    for (int k = 0; k < NETWORKS; k++) {
      matrices.begin(k + 1);
      SplittableRandom random = new SplittableRandom(k);
      double[][] inputs = new double[POINTS][n];
      for (int i = 0; i < n; i++) {
        double u = random.nextGaussian();
        double v = random.nextGaussian();
        for (int p = 0; p < POINTS; p++) {
          inputs[p][i] = Math.cos(p * STEP) * u + Math.sin(p * STEP) * v;
        }
      }
      List<double[][]> states = new DenseNetwork(network(4), inputs, matrices, k).states();
      for (int layer = 0; layer <= DEPTH; layer++) {
        follow(states.get(layer), layer, k);
      }
    }
  }

  /** With velocity v and acceleration a, length = ∮|v| dΔ, κ² = (|v|² |a|² - (v . a)²)/|v|⁶. */
  private static void follow(double[][] z, int layer, int network) {
    int n = z[0].length;
    double[] v = new double[n];
    double[] a = new double[n];
    double length = 0;
    double curvature = 0;
    for (int p = 0; p < POINTS; p++) {
      double[] before2 = z[(p + POINTS - 2) % POINTS];
      double[] before = z[(p + POINTS - 1) % POINTS];
      double[] next = z[(p + 1) % POINTS];
      double[] next2 = z[(p + 2) % POINTS];
      for (int i = 0; i < n; i++) {
        v[i] = (8 * (next[i] - before[i]) - (next2[i] - before2[i])) / (12 * STEP);
        double second = 16 * (next[i] + before[i]) - 30 * z[p][i] - (next2[i] + before2[i]);
        a[i] = second / (12 * STEP * STEP);
      }
      double vv = DenseNetwork.meanSquare(v);
      double va = DenseNetwork.meanProduct(v, a);
      length += STEP * Math.sqrt(vv);
      curvature += Math.sqrt((vv * DenseNetwork.meanSquare(a) - va * va) / (vv * vv * vv)) / POINTS;
    }
    LENGTH[layer][network] = length;
    CURVATURE[layer][network] = curvature;
  }

  private static List<String> disagreements(Network theory) {
    List<String> all = new ArrayList<>();
    for (Station station :
        Trajectory.of(theory, PairSignal.of(1, 1, 0.5), l -> true, TableCache.NONE).stations()) {
      int layer = station.layer();
      Sample length = Sample.of(LENGTH[layer], station.circle().length().value());
      Sample curvature = Sample.of(CURVATURE[layer], station.circle().curvature().value());
      if (!length.agrees(T, ALLOWANCE)) {
        all.add("length at layer " + layer + ": " + length);
      }
      if (!curvature.agrees(T, ALLOWANCE)) {
        all.add("curvature at layer " + layer + ": " + curvature);
      }
    }
    return all;
  }

  @Test
  void lengthAndCurvatureOfFiniteNetworksAreThoseOfTheTheory() {
    assertEquals(List.of(), disagreements(network(4)));
  }

  @Test
  void aWeightVarianceFivePercentOffIsCaught() {
    assertFalse(disagreements(network(4.2)).isEmpty());
    assertFalse(disagreements(network(3.8)).isEmpty());
  }

  /** √χ₁ a layer. */
  @Test
  void theLengthGrowsExponentiallyAsTheChaoticPhaseSays() {
    double chi1 = PhaseSolver.of(Activations.named("tanh")).solve(4, 0.01).chi1();
    assertTrue(chi1 > 1.3, "chaotic");
    double[] growth = new double[NETWORKS];
    for (int k = 0; k < NETWORKS; k++) {
      growth[k] = LENGTH[DEPTH][k] / LENGTH[DEPTH - 1][k];
    }
    Sample sample = Sample.of(growth, Math.sqrt(chi1));
    assertTrue(sample.agrees(T, ALLOWANCE), sample::toString);
  }
}
