package org.deepmft.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.deepmft.activation.Activations;
import org.deepmft.gaussian.TableCache;
import org.deepmft.network.Layer;
import org.deepmft.network.Layer.Activate;
import org.deepmft.network.Layer.Dropout;
import org.deepmft.network.Layer.Norm;
import org.deepmft.network.Layer.Repeat;
import org.deepmft.network.Layer.Residual;
import org.deepmft.network.Network;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The limits of kernels and the laws of their condition numbers against kernels of deep networks.
 */
class KernelLimitsTest {

  private static final int COUNT = 5;
  private static final double[][] X = DataKernelTest.random(COUNT, 7, 11, true);

  private static Layer act(String name) {
    return new Activate(Activations.named(name));
  }

  private static Network network(int times, Layer... block) {
    return new Network(List.of(DataKernelTest.dense(1, 0.1), new Repeat(times, List.of(block))));
  }

  private static Network plain(String name, double sigmaW2, double sigmaB2, int times) {
    return network(times, act(name), DataKernelTest.dense(sigmaW2, sigmaB2));
  }

  private static Optional<KernelLimits> limits(Network network) {
    return KernelLimits.of(network, new Inputs(X).commonQ(), true, COUNT, TableCache.NONE);
  }

  /** Θ_aa, Θ_ab, κ(K), κ(Θ) after some blocks. */
  private record Seen(double theta, double off, double nngp, double ntk) {}

  private static List<Seen> seen(Network network, Integer... blocks) {
    List<Integer> layers = new ArrayList<>();
    for (int n : blocks) {
      layers.add(n + 1);
    }
    List<Seen> all = new ArrayList<>();
    List<DataKernel.Stored> kernels = DataKernelTest.kernels(network, layers, X);
    for (DataKernel.Stored stored : kernels.subList(0, blocks.length)) {
      double[][] theta = stored.ntk().rows();
      double theta00 = theta[0][0];
      double theta21 = theta[2][1];
      all.add(new Seen(theta00, theta21, condition(stored.nngp()), condition(stored.ntk())));
    }
    return all;
  }

  private static double condition(KernelMatrix kernel) {
    return KernelRegression.of(kernel, new double[0][], 0, TileProduct.PLAIN)
        .spectrum()
        .condition();
  }

  private static void near(double expected, double actual, double accuracy) {
    assertEquals(expected, actual, accuracy * Math.abs(expected));
  }

  @ParameterizedTest
  @CsvSource({
    "tanh, 1.2, 0.05",
    "erf, 0.9, 0.1",
    "relu, 1.5, 0.2",
    "gelu, 1.5, 0.3",
    "linear, 0.8, 0.3"
  })
  void inOrderTheNtkTendsToQStarOverOneMinusChi1(String name, double w, double b) {
    Network deep = plain(name, w, b, 400);
    KernelLimits limits = limits(deep).orElseThrow();
    assertEquals("converges", limits.theta().label());
    near(limits.qStar() / (1 - limits.chi1()), limits.theta().limit(), 1e-12);
    Seen last = seen(deep, 300).get(0);
    near(limits.theta().limit(), last.theta, 1e-11);
    near(limits.thetaOff().limit(), last.off, 1e-10);
  }

  /** κ(K) ∝ χ^-n; κ(Θ) ∝ χ^-n/n for smooth activations and χ^(-n/2) with kinks. */
  @ParameterizedTest
  @CsvSource({
    "tanh, 1.2, 0.05, 40, 80, -1",
    "erf, 0.9, 0.1, 30, 60, -1",
    "silu, 1.2, 0.3, 12, 24, -1",
    "linear, 0.8, 0.3, 40, 80, -1",
    "relu, 1.5, 0.2, 30, 60, 0",
    "hard-tanh, 1.1, 0.1, 100, 200, 0"
  })
  void inOrderConditionNumbersGrowAsDifferencesVanish(
      String name, double w, double b, int early, int late, double power) {
    Network deep = plain(name, w, b, late + 2);
    KernelLimits limits = limits(deep).orElseThrow();
    assertEquals("exponential", limits.nngpCondition().label());
    assertEquals(1 / limits.chi1(), limits.nngpCondition().factor(), 1e-12);
    assertEquals(power, limits.ntkCondition().power());
    List<Seen> seen = seen(deep, early, early + 1, late, late + 1);
    near(limits.nngpCondition().factor(), seen.get(3).nngp / seen.get(2).nngp, 1e-3);
    double earlyError = excess(limits.ntkCondition(), seen.get(0), seen.get(1), early);
    double lateError = excess(limits.ntkCondition(), seen.get(2), seen.get(3), late);
    assertTrue(Math.abs(lateError) < 0.01, earlyError + ", " + lateError);
    assertTrue(Math.abs(lateError) <= Math.abs(earlyError), earlyError + ", " + lateError);
  }

  /** ln of κ(Θ)'s growth over one block beyond the law's. */
  private static double excess(KernelLimits.Law law, Seen one, Seen next, int n) {
    return Math.log(next.ntk / one.ntk / law.factor()) - law.power() * Math.log((n + 1.0) / n);
  }

  @ParameterizedTest
  @CsvSource({"tanh, 3, 0.05, 240", "erf, 4, 0.1, 120", "sin, 3, 0.3, 120"})
  void inChaosTheNtkGrowsAndIsWellConditioned(String name, double w, double b, int n) {
    Network deep = plain(name, w, b, n + 1);
    KernelLimits limits = limits(deep).orElseThrow();
    assertEquals("exponential", limits.theta().label());
    List<Seen> seen = seen(deep, n / 2 - 1, n / 2, n);
    near(limits.theta().factor(), seen.get(1).theta / seen.get(0).theta, 1e-9);
    near(limits.thetaOff().limit(), seen.get(2).off, 1e-5);
    near(limits.nngpCondition().limit(), seen.get(2).nngp, 1e-5);
    assertEquals(1, limits.ntkCondition().limit());
    double fall = (seen.get(1).ntk - 1) / (seen.get(0).ntk - 1);
    assertTrue(Math.abs(fall / limits.ntkCondition().factor() - 1) < 0.02, fall + " in a block");
  }

  @ParameterizedTest
  @CsvSource({
    "tanh, 1.7609546396, 0.05, 0.333333333333333, 1",
    "erf, 1.3758390073, 0.05, 0.333333333333333, 1",
    "relu, 2, 0, 0.25, 2"
  })
  void onTheEdgeTheNtkGrowsLinearly(String name, double w, double b, double share, double power) {
    Network deep = plain(name, w, b, 8001);
    KernelLimits limits = limits(deep).orElseThrow();
    assertEquals("linear", limits.theta().label());
    assertEquals(power, limits.nngpCondition().power());
    near(limits.qStar(), limits.theta().slope(), 1e-9);
    near(share * limits.qStar(), limits.thetaOff().slope(), 1e-9);
    List<Seen> seen = seen(deep, 2000, 4000, 8000);
    near(limits.theta().slope(), (seen.get(2).theta - seen.get(1).theta) / 4000, 1e-4);
    near(limits.thetaOff().slope(), (seen.get(2).off - seen.get(1).off) / 4000, 2e-3);
    near(limits.ntkCondition().limit(), seen.get(2).ntk, 3e-3);
    double measured = Math.log(seen.get(2).nngp / seen.get(1).nngp) / Math.log(2);
    assertEquals(power, measured, 0.01);
  }

  @Test
  void whereUnitsAreDroppedInputsStayApartAndBothKernelsHaveALimit() {
    Network deep = network(301, act("tanh"), new Dropout(0.2), DataKernelTest.dense(1.1, 0.05));
    KernelLimits limits = limits(deep).orElseThrow();
    assertTrue(limits.chi1() < 1 && limits.oneMinusCStar() > 0, limits.toString());
    Seen last = seen(deep, 300).get(0);
    near(limits.theta().limit(), last.theta, 1e-9);
    near(limits.thetaOff().limit(), last.off, 1e-9);
    near(limits.nngpCondition().limit(), last.nngp, 1e-9);
    near(limits.ntkCondition().limit(), last.ntk, 1e-9);
  }

  @Test
  void blocksOfSeveralLayersCountAsOne() {
    Network deep =
        network(
            601,
            new Norm(false),
            act("tanh"),
            DataKernelTest.dense(0.9, 0.1),
            new Residual(0.6, 0.8, List.of(act("erf"), DataKernelTest.dense(1, 0.02))));
    KernelLimits limits = limits(deep).orElseThrow();
    assertEquals(2, limits.layersPerBlock());
    List<Integer> layers = List.of(2 + 2 * 600);
    double[][] theta = DataKernelTest.kernels(deep, layers, X).get(0).ntk().rows();
    near(limits.theta().limit(), theta[0][0], 1e-9);
    near(limits.thetaOff().limit(), theta[1][0], 1e-9);
  }

  @Test
  void whatHasNoLimitHasNone() {
    assertTrue(limits(plain("relu", 2.5, 0.1, 50)).isEmpty());
    assertTrue(limits(plain("tanh", 0.9, 0, 50)).isEmpty());
    Network once = new Network(List.of(DataKernelTest.dense(1, 0)));
    assertTrue(limits(once).isEmpty());
    Network growing =
        network(50, new Residual(1, 1, List.of(act("relu"), DataKernelTest.dense(1, 0))));
    assertTrue(limits(growing).isEmpty());
  }
}
