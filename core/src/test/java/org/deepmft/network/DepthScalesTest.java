package org.deepmft.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.deepmft.activation.Activations;
import org.deepmft.gaussian.Duals;
import org.deepmft.gaussian.TableCache;
import org.deepmft.meanfield.PhaseField;
import org.deepmft.meanfield.PhasePoint;
import org.deepmft.meanfield.PhaseSolver;
import org.deepmft.network.Layer.Activate;
import org.deepmft.network.Layer.Dense;
import org.deepmft.network.Layer.Dropout;
import org.deepmft.network.Layer.Norm;
import org.deepmft.network.Layer.Repeat;
import org.deepmft.network.Layer.Residual;
import org.deepmft.network.Layer.Weights;
import org.deepmft.network.Rate.Law;
import org.deepmft.propagation.PairSignal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DepthScalesTest {

  private static Layer act(String name) {
    return new Activate(Activations.named(name));
  }

  private static Layer dense(double sigmaW2, double sigmaB2) {
    return new Dense(sigmaW2, sigmaB2, 0, Weights.GAUSSIAN);
  }

  private static Layer residual(Layer... layers) {
    return new Residual(1, 1, List.of(layers));
  }

  private static DepthScales scales(Layer... block) {
    Network network = new Network(List.of(new Repeat(100, List.of(block))));
    return DepthScales.of(network, PairSignal.of(1, 1, 0.5), TableCache.NONE).orElseThrow();
  }

  private static void near(double expected, double actual, double accuracy) {
    assertEquals(expected, actual, accuracy * Math.max(1, Math.abs(expected)));
  }

  @ParameterizedTest
  @CsvSource({
    "tanh, 1.2, 0.05",
    "tanh, 3, 0.05",
    "erf, 1.5, 0.3",
    "erf, 4, 0",
    "gelu, 1.9, 0.2",
    "silu, 1.8, 0.5",
    "selu, 1, 0",
    "x/(1+x^2), 3, 0.1",
    "relu, 1.5, 0.2"
  })
  void ofAPlainNetworkTheyAreThoseOfThePoint(String name, double sigmaW2, double sigmaB2) {
    PhasePoint point = PhaseSolver.of(Activations.named(name)).solve(sigmaW2, sigmaB2);
    DepthScales scales = scales(act(name), dense(sigmaW2, sigmaB2));
    assertEquals(1, scales.layersPerBlock());
    near(point.qStar(), scales.q().limit(), 1e-10);
    near(point.get(PhaseField.XI_Q), scales.q().scale(), 1e-7);
    near(1 - point.cStar(), scales.c().limit(), 1e-9);
    near(point.chiC(), scales.c().factor(), 1e-9);
    near(point.xiC(), scales.c().scale(), 1e-7);
    near(point.chi1(), scales.gradient().factor(), 1e-10);
    near(point.get(PhaseField.XI_GRAD), scales.gradient().scale(), 1e-7);
  }

  @Test
  void twoLayersABlockHalveTheScales() {
    DepthScales one = scales(act("tanh"), dense(2, 0.1));
    DepthScales two = scales(act("tanh"), dense(2, 0.1), act("tanh"), dense(2, 0.1));
    assertEquals(2, two.layersPerBlock());
    near(one.c().scale(), 2 * two.c().scale(), 1e-8);
    near(one.q().scale(), 2 * two.q().scale(), 1e-8);
    near(one.gradient().scale(), 2 * two.gradient().scale(), 1e-8);
  }

  @Test
  void aBlockThatBeginsWithItsDenseLayerIsTheSame() {
    DepthScales one = scales(act("tanh"), dense(2, 0.1));
    DepthScales turned = scales(dense(2, 0.1), act("tanh"));
    near(one.q().limit(), turned.q().limit(), 1e-12);
    near(one.c().scale(), turned.c().scale(), 1e-9);
  }

  private static void follows(Law law, double exponent, double accuracy, Rate rate) {
    assertEquals(law, rate.law());
    assertEquals(exponent, rate.exponent(), accuracy);
  }

  @Test
  void edgesArePowerLaws() {
    follows(Law.POWER_LAW, -2, 0.01, scales(act("relu"), dense(2, 0)).c());
    follows(Law.POWER_LAW, -1, 0.01, scales(act("tanh"), dense(1.7609546396, 0.05)).c());
    assertEquals(Law.CONSTANT, scales(act("relu"), dense(2, 0)).gradient().law());
    assertEquals(Law.CONSTANT, scales(act("relu"), dense(2, 0)).q().law());
    follows(Law.POWER_LAW, -1, 0.02, scales(act("tanh"), dense(1, 0)).q());
    follows(Law.POWER_LAW, 1, 0.01, scales(act("relu"), dense(2, 0.3)).q());
  }

  /** A residual ReLU stack grows exponentially, its correlation like a power (yang2017). */
  @Test
  void residualReluGrowsExponentiallyAndForgetsSlowly() {
    DepthScales scales = scales(residual(dense(1, 0), act("relu"), dense(1, 0)));
    near(1.5, scales.q().factor(), 1e-12);
    assertEquals(Double.POSITIVE_INFINITY, scales.q().limit());
    near(1.5, scales.gradient().factor(), 1e-12);
    follows(Law.POWER_LAW, -2, 0.01, scales.c());
  }

  /** Gradients of a residual tanh stack grow like e^(a √l) (yang2017, theorem 10). */
  @Test
  void residualTanhGrowsLikeTheRoot() {
    DepthScales scales = scales(residual(act("tanh"), dense(1, 0.1)));
    follows(Law.POWER_LAW, 1, 0.02, scales.q());
    follows(Law.STRETCHED_EXPONENTIAL, 0.5, 0.02, scales.gradient());
  }

  /** V = q/2 + O(1/√q) and 1 - 2 E φ'² = O(1/√q): q ∝ n^(2/3), ln (1 - c) and ln g ∝ -n^(2/3). */
  @Test
  void softplusBesideReLUsEdgeForgetsFasterThanAnyPower() {
    DepthScales scales = scales(act("softplus"), dense(2, 0));
    follows(Law.POWER_LAW, 2 / 3.0, 0.01, scales.q());
    follows(Law.STRETCHED_EXPONENTIAL, 2 / 3.0, 0.01, scales.c());
    follows(Law.STRETCHED_EXPONENTIAL, 2 / 3.0, 0.01, scales.gradient());
    assertEquals(0, scales.c().limit());
  }

  /**
   * Far along a residual stack dc/d ln n = f(c): the limit is a root of f, met like n^f'(c). For
   * tanh and biases b f = ((2/π) asin c + b)/(1 + b) - c; gelu against 10^5 blocks.
   */
  @ParameterizedTest
  @CsvSource({
    "0, false, 0, 1, -0.36338", // 2/π - 1
    "0.2, false, 0, 0.63527, -0.43023",
    "0.01, true, 0, 0.19816, -0.05617",
    "0.01, true, 0.1, 0.54609, -0.30194"
  })
  void residualStacksGoToALimitLikeAPower(
      double sigmaB2, boolean preNorm, double drop, double limit, double power) {
    Layer block =
        preNorm
            ? new Residual(
                1,
                0.125,
                List.of(
                    new Norm(true), dense(1, 0), act("gelu"), new Dropout(drop), dense(2, sigmaB2)))
            : residual(act("tanh"), dense(1, sigmaB2));
    Rate c = scales(block).c();
    assertEquals(Law.POWER_LAW, c.law());
    assertEquals(limit, c.limit(), 2e-5);
    assertEquals(power, c.exponent(), 2e-5);
  }

  /** c of a residual tanh stack creeps to 0 like n^(2/π - 1), from either side. */
  @ParameterizedTest
  @ValueSource(doubles = {0.5, -0.5})
  void residualTanhForgetsLikeAPower(double c) {
    Layer block = residual(act("tanh"), dense(1, 0));
    Network network = new Network(List.of(new Repeat(100, List.of(block))));
    PairSignal start = PairSignal.of(1, 1, c);
    Rate rate = DepthScales.of(network, start, TableCache.NONE).orElseThrow().c();
    double p = 2 / Math.PI - 1;
    follows(Law.POWER_LAW, p, 0.02, rate);
    near(1, rate.limit(), 0.005);
    Pass pass = new Pass(new LayerMaps(TableCache.NONE), start);
    double[] correlation = new double[3];
    for (int n = 1; n <= 1 << 18; n++) {
      pass.put(pass.signal());
      pass.forget();
      pass.through(List.of(block));
      if (n >= 1 << 16 && Integer.bitCount(n) == 1) {
        correlation[Integer.numberOfTrailingZeros(n) - 16] = pass.signal().c();
      }
    }
    near(p, Math.log(correlation[2] / correlation[1]) / Math.log(2), 0.005);
    near(p, Math.log(correlation[1] / correlation[0]) / Math.log(2), 0.005);
  }

  @Test
  void whatABlockLeavesAloneIsConstant() {
    DepthScales scales = scales(residual(dense(1, 0)));
    assertEquals(Law.CONSTANT, scales.c().law());
    near(0.5, scales.c().limit(), 1e-12);
  }

  /** d(1 - c)/d ln n = -(2√2/3π)(1 - c)^(3/2), so 1 - c ~ 9π²/(2 ln² n). */
  @Test
  void preNormReluForgetsLogarithmically() {
    DepthScales scales = scales(residual(new Norm(true), dense(1, 0), act("relu"), dense(2, 0)));
    follows(Law.LOGARITHMIC, -2, 0.1, scales.c());
    follows(Law.POWER_LAW, 1, 0.01, scales.q());
    follows(Law.POWER_LAW, 1, 0.01, scales.gradient());
  }

  /** c' = (1 - p) κ(c) has a fixed point below 1, however small p is. */
  @Test
  void dropoutHasAScaleOnReLusEdge() {
    DepthScales scales = scales(act("relu"), new Dropout(0.1), dense(1.8, 0));
    double c = 1 - scales.c().limit();
    double theta = Math.acos(c);
    near(0.9 * (Math.sin(theta) + (Math.PI - theta) * c) / Math.PI, c, 1e-12);
    near(0.9 * (1 - theta / Math.PI), scales.c().factor(), 1e-12);
    assertEquals(Law.CONSTANT, scales.gradient().law());
  }

  @Test
  void aNormForgetsLengthsAtOnce() {
    DepthScales scales = scales(act("tanh"), dense(2, 0.1), new Norm(false));
    assertEquals(0, scales.q().factor());
    double v = Duals.of(Activations.named("tanh")).vOverQ(1);
    near(2 * v + 0.1, scales.q().limit(), 1e-14); // before the norm
  }

  @Test
  void withoutARepeatedBlockThereAreNone() {
    Network network = new Network(List.of(act("tanh"), dense(2, 0.1)));
    assertTrue(DepthScales.of(network, PairSignal.of(1, 1, 0.5), TableCache.NONE).isEmpty());
  }

  @Test
  void aBlockInsideOneThatStandsOnceIsFound() {
    Layer block = new Repeat(100, List.of(act("tanh"), dense(2, 0.1)));
    DepthScales found = scales(act("tanh"), dense(2, 0.1));
    Network network = new Network(List.of(dense(1, 0), new Repeat(1, List.of(block))));
    DepthScales wrapped =
        DepthScales.of(network, PairSignal.of(1, 1, 0.5), TableCache.NONE).orElseThrow();
    near(found.c().factor(), wrapped.c().factor(), 1e-12);
  }
}
