package org.deepmft.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.deepmft.activation.Activations;
import org.deepmft.gaussian.TableCache;
import org.deepmft.meanfield.PhasePoint;
import org.deepmft.meanfield.PhaseSolver;
import org.deepmft.network.Layer.Activate;
import org.deepmft.network.Layer.Dense;
import org.deepmft.network.Layer.Dropout;
import org.deepmft.network.Layer.Noise;
import org.deepmft.network.Layer.Norm;
import org.deepmft.network.Layer.Repeat;
import org.deepmft.network.Layer.Residual;
import org.deepmft.network.Layer.Weights;
import org.deepmft.network.Trajectory.Station;
import org.deepmft.propagation.PairSignal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The way forward and back against closed forms of ReLU and of linear units. */
class TrajectoryTest {

  private static final double ACCURACY = 1e-12;

  private static Layer act(String name) {
    return new Activate(Activations.named(name));
  }

  private static Layer dense(double sigmaW2, double sigmaB2) {
    return new Dense(sigmaW2, sigmaB2, 0, Weights.GAUSSIAN);
  }

  private static Layer wide(double sigmaW2, int width, Weights weights) {
    return new Dense(sigmaW2, 0.1, width, weights);
  }

  private static Network plain(String activation, double sigmaW2, double sigmaB2, int depth) {
    return Network.plain(Activations.named(activation), sigmaW2, sigmaB2, depth);
  }

  private static List<Station> all(Network network, PairSignal input) {
    return Trajectory.of(network, input, layer -> true, TableCache.NONE).stations();
  }

  private static List<Station> all(double q, double c, Layer... layers) {
    return all(new Network(List.of(layers)), PairSignal.of(q, q, c));
  }

  private static void near(double expected, double actual) {
    assertEquals(expected, actual, ACCURACY * Math.abs(expected));
  }

  /** The arc-cosine kernel of degree 1, normalised. */
  private static double kappa(double c) {
    double theta = Math.acos(c);
    return (Math.sin(theta) + (Math.PI - theta) * c) / Math.PI;
  }

  @Test
  void reluAtItsEdgeIsTheArcCosineKernelWithGradientsThatKeepTheirSize() {
    List<Station> stations = all(plain("relu", 2, 0, 50), PairSignal.of(3, 3, 0.2));
    double c = 0.2;
    double[] correlations = new double[51];
    for (int l = 0; l <= 50; l++) {
      correlations[l] = c;
      near(3, stations.get(l).signal().qa());
      assertEquals(c, stations.get(l).signal().c(), 1e-11);
      near(1, stations.get(l).gradient().value());
      c = kappa(c);
    }
    double covariance = 1;
    for (int l = 49; l >= 0; l--) {
      covariance *= 1 - Math.acos(correlations[l]) / Math.PI;
      assertEquals(covariance, stations.get(l).gradientCovariance().value(), 1e-9 * covariance);
    }
  }

  @Test
  void reluAtItsEdgeHasThePowerLawThatIsKnown() {
    int depth = 20_000;
    Trajectory far =
        Trajectory.of(
            plain("relu", 2, 0, depth),
            PairSignal.of(1, 1, 0.5),
            layer -> layer == depth,
            TableCache.NONE);
    double oneMinusC = far.stations().get(0).signal().oneMinusC().value();
    double expected = 9 * Math.PI * Math.PI / (2.0 * depth * depth);
    assertEquals(1, oneMinusC / expected, 5e-3); // corrections of order ln l/l
  }

  @Test
  void linearUnitsKeepCorrelationAndMultiplyGradients() {
    List<Station> stations = all(plain("linear", 1.5, 0, 4), PairSignal.of(2, 2, -0.3));
    for (Station station : stations) {
      int l = station.layer();
      near(2 * Math.pow(1.5, l), station.signal().qa());
      near(-0.3, station.signal().c());
      near(Math.pow(1.5, 4 - l), station.gradient().value());
      near(Math.pow(1.5, 4 - l), station.gradientCovariance().value());
      near(
          l == 0 ? 0 : Math.pow(1.5, 4 - l) * 2 * Math.pow(1.5, l - 1),
          station.weightGradient().value());
    }
  }

  @Test
  void belowTheDoublesLogarithmsGoOn() {
    PhasePoint point = PhaseSolver.of(Activations.named("tanh")).solve(1.2, 0.05);
    double lnChi = Math.log(point.chi1());
    List<Station> stations =
        Trajectory.of(
                plain("tanh", 1.2, 0.05, 10_000),
                PairSignal.of(1, 1, 0.5),
                layer -> layer % 1000 == 0,
                TableCache.NONE)
            .stations();
    assertEquals(11, stations.size());
    Station last = stations.get(10);
    Station before = stations.get(9);
    assertEquals(0, last.signal().oneMinusC().value());
    assertEquals(
        1000 * lnChi, last.signal().oneMinusC().ln() - before.signal().oneMinusC().ln(), 1e-8);
    assertEquals(0, stations.get(1).gradient().value());
    assertEquals(
        -1000 * lnChi, stations.get(2).gradient().ln() - stations.get(1).gradient().ln(), 1e-8);
    assertTrue(stations.get(0).gradient().ln() < -1600);
  }

  @Test
  void aboveTheDoublesLogarithmsGoOn() {
    Trajectory trajectory =
        Trajectory.of(
            plain("relu", 3, 0, 10_000),
            PairSignal.of(1, 1, 0.5),
            layer -> layer == 10_000,
            TableCache.NONE);
    assertEquals(10_000 * Math.log(1.5), trajectory.backward().ln(), 1e-8);
    assertEquals(10_000 * Math.log(1.5), trajectory.stations().get(0).signal().q().ln(), 1e-8);
  }

  @Test
  void gradientsOfTanhOnItsEdgeStay() {
    List<Station> stations =
        all(plain("tanh", 1.7609546396, 0.05, 300), PairSignal.of(0.5700478816, 0.5700478816, 0.5));
    assertEquals(1, stations.get(0).gradient().value(), 1e-7); // digits of the point
  }

  @Test
  void whichLayersAreKeptChangesNothing() {
    Network network = plain("gelu", 2.3, 0.1, 40);
    PairSignal input = PairSignal.of(1, 1, 0.5);
    List<Station> every = all(network, input);
    List<Station> some =
        Trajectory.of(network, input, layer -> layer % 7 == 3, TableCache.NONE).stations();
    assertEquals(6, some.size());
    for (Station station : some) {
      Station same = every.get(station.layer());
      assertEquals(same.signal(), station.signal());
      near(same.gradient().value(), station.gradient().value());
      near(same.gradientCovariance().value(), station.gradientCovariance().value());
    }
  }

  @Test
  void aResidualReluBlockMultipliesLengthsAndGradientsAlike() {
    double skip = 0.8;
    double branch = 0.6;
    Layer block = new Residual(skip, branch, List.of(dense(1, 0), act("relu"), dense(3, 0)));
    List<Station> stations = all(1, 0.5, new Repeat(30, List.of(block)));
    double factor = skip * skip + branch * branch * 1.5;
    double c = 0.5;
    for (Station station : stations) {
      near(Math.pow(factor, station.layer()), station.signal().qa());
      assertEquals(c, station.signal().c(), 1e-11);
      near(Math.pow(factor, 30 - station.layer()), station.gradient().value());
      c = (skip * skip * c + branch * branch * 1.5 * kappa(c)) / factor;
    }
    // W of both dense layers: g branch² (q after ReLU + 3/2 of q before)
    Station last = stations.get(30);
    double q = stations.get(29).signal().qa();
    near(branch * branch * (q / 2 + 1.5 * q), last.weightGradient().value());
  }

  @Test
  void preNormAddsTheSameToEveryBlock() {
    Layer block =
        new Residual(1, 1, List.of(new Norm(true), dense(1, 0), act("relu"), dense(2, 0)));
    List<Station> stations = all(1, 0.5, new Repeat(20, List.of(block)), new Norm(false));
    assertEquals(22, stations.size());
    for (int l = 0; l <= 20; l++) {
      near(1 + l, stations.get(l).signal().qa());
      near(21.0 / (1 + l) / 21, stations.get(l).gradient().value());
    }
    near(1, stations.get(21).signal().qa());
  }

  @Test
  void dropoutPartsEqualInputs() {
    List<Station> stations = all(1, 1, act("linear"), new Dropout(0.2), dense(0.8, 0));
    near(1, stations.get(1).signal().qa());
    near(0.8, stations.get(1).signal().c());
    near(1, stations.get(0).gradient().value());
    near(0.8, stations.get(0).gradientCovariance().value());
  }

  @Test
  void noiseAddsToVariancesAlone() {
    List<Station> stations = all(2, 0.5, dense(1, 0), new Noise(0.5), act("linear"), dense(2, 1));
    near(6, stations.get(2).signal().qa());
    near((2 * 1.0 + 1) / 6, stations.get(2).signal().c());
    near(2, stations.get(1).gradient().value());
  }

  @Test
  void layerNormAfterReluTakesItsMeanAway() {
    List<Station> stations = all(5, 0.3, act("relu"), new Norm(true), dense(2, 0));
    double c = (kappa(0.3) - 1 / Math.PI) / (1 - 1 / Math.PI);
    near(2, stations.get(1).signal().qa());
    near(c, stations.get(1).signal().c());
    // E φ'² = 1/2 over the variance of ReLU's units
    near(2 * 0.5 / (2.5 * (1 - 1 / Math.PI)), stations.get(0).gradient().value());
    List<Station> rms = all(5, 0.3, act("relu"), new Norm(false), dense(2, 0));
    near(kappa(0.3), rms.get(1).signal().c());
  }

  @Test
  void normsForgetTheNormsOfTheInputs() {
    for (boolean centred : new boolean[] {true, false}) {
      Network network =
          new Network(List.of(act("relu"), new Dropout(0.1), new Norm(centred), dense(1, 0)));
      PairSignal equal = all(network, PairSignal.of(5, 5, 0.3)).get(1).signal();
      PairSignal unequal = all(network, PairSignal.of(5, 0.1, 0.3)).get(1).signal();
      near(equal.c(), unequal.c());
      near(equal.qb(), unequal.qb());
    }
  }

  @Test
  void widthsActOnGradientsAlone() {
    Layer[] layers = {
      wide(2, 100, Weights.GAUSSIAN),
      act("tanh"),
      wide(2, 400, Weights.GAUSSIAN),
      act("tanh"),
      wide(2, 100, Weights.ORTHOGONAL)
    };
    Layer[] same = {dense(2, 0.1), act("tanh"), dense(2, 0.1), act("tanh"), dense(2, 0.1)};
    List<Station> varied = all(1, 0.5, layers);
    List<Station> uniform = all(1, 0.5, same);
    double[] ratio = {1, 1, 0.25, 1};
    for (int l = 0; l < 4; l++) {
      assertEquals(uniform.get(l).signal(), varied.get(l).signal());
      near(ratio[l] * uniform.get(l).gradient().value(), varied.get(l).gradient().value());
    }
  }

  @Test
  void aResidualBlockBeginsWithTheWidthItEndsWith() {
    Layer wide = wide(2, 1024, Weights.GAUSSIAN);
    Layer narrow = wide(3, 256, Weights.GAUSSIAN);
    Layer block = new Residual(1, 0.5, List.of(wide, narrow));
    for (Layer first : List.of(block, new Residual(1, 1, List.of(block, wide, narrow)))) {
      List<Station> inside = all(1, 0.5, first, act("relu"), narrow);
      List<Station> behind =
          all(1, 0.5, new Residual(1, 0, List.of(narrow)), first, act("relu"), narrow);
      near(behind.get(1).gradient().value(), inside.get(0).gradient().value());
      near(behind.get(2).weightGradient().value(), inside.get(1).weightGradient().value());
    }
    near(2.5, all(1, 0.5, block).get(0).gradient().value());
  }

  @Test
  void repeatingIsWritingOut() {
    List<Layer> block = List.of(act("gelu"), new Dropout(0.1), dense(2, 0.1));
    List<Layer> thrice = new ArrayList<>(block);
    thrice.addAll(block);
    thrice.addAll(block);
    PairSignal input = PairSignal.of(1, 1, 0.5);
    assertEquals(
        all(new Network(thrice), input), all(new Network(List.of(new Repeat(3, block))), input));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7})
  void depthCountsDenseLayersBlocksAndTheRest(int times) {
    Layer block = new Residual(1, 1, List.of(dense(1, 0), act("tanh"), dense(1, 0)));
    List<Layer> body = List.of(block, new Norm(true), dense(1, 0), act("tanh"));
    Layer repeated = new Repeat(times, List.of(block, act("tanh"), dense(1, 0)));
    assertEquals(2 * times, new Network(List.of(repeated)).depth());
    assertEquals(2 * times + 1, new Network(List.of(repeated, act("tanh"))).depth());
    assertEquals(3, new Network(body).depth());
    assertEquals(4, all(new Network(body), PairSignal.of(1, 1, 0.5)).size());
  }

  @Test
  void aNormOfNothingIsRefused() {
    Layer norm = new Norm(false);
    MisplacedLayerException e =
        assertThrows(MisplacedLayerException.class, () -> all(1, 0.5, dense(0, 0), norm));
    assertEquals(norm, e.layer());
  }

  /** Units that are all φ(0) leave only the noise to layer norm. */
  @Test
  void zeroThroughAnActivationIsAMean() {
    Layer cos = act("cos(x)");
    Layer norm = new Norm(true);
    List<Station> noisy = all(1, 0.5, dense(0, 0), cos, new Noise(0.5), norm, dense(2, 0.5));
    near(0.5 / 2.5, noisy.get(2).signal().c());
    near(1 - 0.5 / 2.5, noisy.get(2).signal().oneMinusC().value());
    MisplacedLayerException e =
        assertThrows(MisplacedLayerException.class, () -> all(1, 0.5, dense(0, 0), cos, norm));
    assertEquals(norm, e.layer());
  }

  @Test
  void aVarianceBeyondTheTableIsRefused() {
    MisplacedLayerException e =
        assertThrows(
            MisplacedLayerException.class,
            () -> all(plain("tanh", 1e8, 0, 3), PairSignal.of(1, 1, 0.5)));
    assertTrue(
        e.getMessage().startsWith("activation tanh must see variances up to"), e::getMessage);
  }

  /** E cos u_a cos u_b = e^(-(q_a + q_b)/2) cosh K_ab, and the means are e^(-q/2). */
  @Test
  void layerNormBehindCosineIsItsClosedFormForUnequalNorms() {
    Network network = new Network(List.of(act("cos(x)"), new Norm(true), dense(1, 0)));
    for (double qb : new double[] {1, 1.001, 1.7, 6}) {
      double covariance = Math.cosh(0.3 * Math.sqrt(qb)) - 1;
      double c = covariance / Math.sqrt((Math.cosh(1) - 1) * (Math.cosh(qb) - 1));
      assertEquals(c, all(network, PairSignal.of(1, qb, 0.3)).get(1).signal().c(), 1e-11);
    }
    for (double r : new double[] {1e-4, 1e-8, 1e-11}) {
      double half = Math.sinh(0.5);
      double bend = 1 / Math.tanh(0.5) - 0.5 / (half * half);
      double actual =
          all(network, PairSignal.of(1, Math.exp(r), 1)).get(1).signal().oneMinusC().value();
      double ratio = Math.log1p(Math.exp(r) - 1); // as the doubles have it
      assertEquals(1, actual / (ratio * ratio * bend / 8), 2e-4);
    }
  }

  /** (q_a - q_b) dies out at dq'/dq, and what it makes of 1 - c at the square of that. */
  @Test
  void lengthsForgetAtTheRateOfTheBlock() {
    Network network = plain("tanh", 2, 0.1, 200);
    double slope =
        DepthScales.of(network, PairSignal.of(1, 1, 0.5), TableCache.NONE)
            .orElseThrow()
            .q()
            .factor();
    List<Station> stations = all(network, PairSignal.of(1, 3, 0.5));
    double before = stations.get(100).signal().lnRatio().ln();
    assertEquals(100 * Math.log(slope), stations.get(200).signal().lnRatio().ln() - before, 1e-8);
  }
}
