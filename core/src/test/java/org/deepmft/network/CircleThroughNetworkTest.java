package org.deepmft.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.deepmft.activation.Activations;
import org.deepmft.gaussian.TableCache;
import org.deepmft.meanfield.PhaseField;
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
import org.deepmft.propagation.Magnitude;
import org.deepmft.propagation.PairSignal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A circle of inputs through networks, against pairs of neighbours on it. */
class CircleThroughNetworkTest {

  private static final double Q0 = 1.3;

  private static Layer act(String name) {
    return new Activate(Activations.named(name));
  }

  private static Layer dense(double sigmaW2, double sigmaB2) {
    return new Dense(sigmaW2, sigmaB2, 0, Weights.GAUSSIAN);
  }

  private static List<Station> all(Network network, Magnitude oneMinusC) {
    PairSignal pair = PairSignal.ofEqualNorms(Q0, oneMinusC);
    return Trajectory.of(network, pair, layer -> true, TableCache.NONE).stations();
  }

  static List<Network> networks() {
    return List.of(
        Network.plain(Activations.named("tanh"), 4, 0.01, 3),
        new Network(
            List.of(
                new Repeat(
                    2,
                    List.of(
                        act("gelu"),
                        new Norm(true),
                        dense(1.5, 0.3),
                        new Residual(
                            0.8,
                            -0.6,
                            List.of(
                                new Norm(false),
                                new Dense(1.2, 0.1, 100, Weights.ORTHOGONAL),
                                act("silu"),
                                new Dense(2, 0, 300, Weights.GAUSSIAN))))),
                act("gelu"),
                new Norm(true))));
  }

  /** q (1 - c) = K(0) - K(Δ) = g Δ²/2 - m Δ⁴/24 of pairs Δ and 2 Δ apart. */
  @ParameterizedTest
  @MethodSource("networks")
  void neighboursOnTheCircleAreApartAsItsLengthAndCurvatureSay(Network network) {
    double delta = 4e-3;
    List<Station> near = all(network, Magnitude.of(2 * Math.pow(Math.sin(delta / 2), 2)));
    List<Station> far = all(network, Magnitude.of(2 * Math.pow(Math.sin(delta), 2)));
    assertTrue(near.size() > 3);
    for (int l = 0; l < near.size(); l++) {
      double k1 = near.get(l).signal().qa() * near.get(l).signal().oneMinusC().value();
      double k2 = far.get(l).signal().qa() * far.get(l).signal().oneMinusC().value();
      double d2 = delta * delta;
      double g = (16 * k1 - k2) / (6 * d2);
      double m = (8 * k1 - 2 * k2) / (d2 * d2);
      double metric = near.get(l).circle().metric().value();
      double curvature2 = near.get(l).circle().curvature2().value();
      assertEquals(metric, g, 1e-6 * g, "layer " + l); // error of order Δ⁴
      assertEquals(curvature2, m / (g * g), 3e-3 * curvature2, "layer " + l); // Δ²
    }
  }

  @Test
  void aPlainLayerHasTheChisOfThePoint() {
    PhasePoint point = PhaseSolver.of(Activations.named("tanh")).solve(4, 0.3);
    Network network = Network.plain(Activations.named("tanh"), 4, 0.3, 100);
    Station last = all(network, Magnitude.of(0.5)).get(100);
    assertEquals(1, last.stretch().chi1().value() / point.chi1(), 1e-11);
    assertEquals(1, last.stretch().chi2().value() / point.get(PhaseField.CHI_2), 1e-11);
  }

  @Test
  void noiseAndDropoutAreFoundWhereverTheyStand() {
    Network smooth = new Network(List.of(act("tanh"), new Dropout(0), dense(1, 0)));
    assertEquals(Optional.empty(), smooth.rough());
    assertEquals(
        1.0,
        all(smooth, Magnitude.of(0.5))
            .get(1)
            .stretch()
            .chi1()
            .over(
                all(new Network(List.of(act("tanh"), dense(1, 0))), Magnitude.of(0.5))
                    .get(1)
                    .stretch()
                    .chi1())
            .value());
    for (Layer rough : List.of(new Dropout(0.1), new Noise(0.1))) {
      Layer block = new Residual(1, 1, List.of(dense(1, 0), rough, dense(1, 0)));
      Network network = new Network(List.of(dense(1, 0), new Repeat(2, List.of(block))));
      assertEquals(Optional.of(rough), network.rough());
      List<Station> stations = all(network, Magnitude.of(0.5));
      assertTrue(Double.isFinite(stations.get(1).circle().length().value()));
      assertTrue(Double.isNaN(stations.get(2).circle().length().value()));
      assertTrue(Double.isNaN(stations.get(3).circle().curvature().value()));
    }
  }
}
