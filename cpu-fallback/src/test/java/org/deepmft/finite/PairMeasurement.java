package org.deepmft.finite;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.deepmft.gaussian.TableCache;
import org.deepmft.network.Network;
import org.deepmft.network.Trajectory;
import org.deepmft.network.Trajectory.Station;
import org.deepmft.propagation.PairSignal;

/**
 * What networks of finite width do to pairs of inputs, next to what the theory says.
 *
 * <p>Layer 0 is as the theory has it: N rows (z_a, z_b), independent and Gaussian. Of each network
 * a few pairs of one kind are averaged; how they depend on each other does not matter, as only
 * these averages, independent from network to network, make the standard error.
 */
final class PairMeasurement {

  private static final int PAIRS = 3;

  /** What is compared at each layer, and its value in theory. */
  private enum Quantity {
    Q_A(station -> station.signal().qa()),
    Q_B(station -> station.signal().qb()),
    ONE_MINUS_C(station -> station.signal().oneMinusC().value()),
    GRADIENT(station -> station.gradient().value()),
    GRADIENT_B(station -> station.gradientB().value()),
    GRADIENT_COVARIANCE(station -> station.gradientCovariance().value()),
    WEIGHT_GRADIENT(station -> station.weightGradient().value());

    private final ToDoubleFunction<Station> theory;

    Quantity(ToDoubleFunction<Station> theory) {
      this.theory = theory;
    }

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final Quantity[] QUANTITIES = Quantity.values();

  private final Network network;
  private final List<PairSignal> kinds;
  private final int width;
  private final List<double[][][]> measured = new ArrayList<>();

  /**
   * Prepares.
   *
   * @param network the network
   * @param kinds the pairs' q_a, q_b and c at layer 0
   * @param width N, where the network gives none
   */
  PairMeasurement(Network network, List<PairSignal> kinds, int width) {
    this.network = network;
    this.kinds = kinds;
    this.width = width;
  }

  /** Draws a network and measures it. */
  void add(RandomMatrices matrices, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int pairs = kinds.size() * PAIRS;
    double[][] inputs = new double[2 * pairs][width];
    for (int p = 0; p < pairs; p++) {
      PairSignal kind = kinds.get(p / PAIRS);
      double c = kind.c();
      for (int i = 0; i < width; i++) {
        double a = random.nextGaussian();
        double b = c * a + Math.sqrt(1 - c * c) * random.nextGaussian();
        inputs[2 * p][i] = Math.sqrt(kind.qa()) * a;
        inputs[2 * p + 1][i] = Math.sqrt(kind.qb()) * b;
      }
    }
    DenseNetwork drawn = new DenseNetwork(network, inputs, matrices, random.nextLong());
    List<double[][]> states = drawn.states();
    int depth = states.size() - 1;
    int last = states.get(depth)[0].length;
    double[][] readOut = new double[2 * pairs][];
    for (int p = 0; p < pairs; p++) {
      readOut[2 * p] = random.doubles(last).map(u -> random.nextGaussian()).toArray();
      readOut[2 * p + 1] = readOut[2 * p];
    }
    DenseNetwork.Gradients back = drawn.gradients(readOut);
    double[][][] means = new double[kinds.size()][depth + 1][QUANTITIES.length];
    for (int layer = 0; layer <= depth; layer++) {
      for (int p = 0; p < pairs; p++) {
        double unit = DenseNetwork.meanSquare(readOut[2 * p]);
        double[] z = second(states.get(layer), p);
        double[] g = second(back.gradients()[layer], p);
        double[] values = {
          z[0],
          z[1],
          1 - z[2] / Math.sqrt(z[0] * z[1]),
          g[0] / unit,
          g[1] / unit,
          g[2] / unit,
          back.weights()[layer][2 * p] / unit
        };
        for (int k = 0; k < values.length; k++) {
          means[p / PAIRS][layer][k] += values[k] / PAIRS;
        }
      }
    }
    measured.add(means);
  }

  /** Mean squares and mean product of a pair. */
  private static double[] second(double[][] vectors, int pair) {
    double[] a = vectors[2 * pair];
    double[] b = vectors[2 * pair + 1];
    return new double[] {
      DenseNetwork.meanSquare(a), DenseNetwork.meanSquare(b), DenseNetwork.meanProduct(a, b)
    };
  }

  /** Returns how many numbers are compared at most. */
  long comparisons() {
    return kinds.size() * (network.depth() + 1) * QUANTITIES.length;
  }

  /**
   * Returns what does not agree: |measured/theory - 1| above t standard errors and an allowance.
   *
   * @param theory the network that the theory is asked about
   * @param t the factor of the standard error
   * @param allowance for terms of order depth/width
   * @param cache of the theory's tables
   */
  List<String> disagreements(Network theory, double t, double allowance, TableCache cache) {
    List<String> all = new ArrayList<>();
    for (int kind = 0; kind < kinds.size(); kind++) {
      List<Station> stations =
          Trajectory.of(theory, kinds.get(kind), layer -> true, cache).stations();
      for (Station station : stations) {
        for (int k = 0; k < QUANTITIES.length; k++) {
          double expected = QUANTITIES[k].theory.applyAsDouble(station);
          Sample ratio = Sample.of(measured(kind, station.layer(), k), expected);
          if (!ratio.agrees(t, allowance)) {
            all.add(
                String.format(
                    Locale.ROOT,
                    "%s at layer %d, pair %d: %.6g times %.6g, standard error %.2g",
                    QUANTITIES[k].label(),
                    station.layer(),
                    kind,
                    ratio.mean(),
                    expected,
                    ratio.error()));
          }
        }
      }
    }
    return all;
  }

  private double[] measured(int kind, int layer, int quantity) {
    return measured.stream().mapToDouble(one -> one[kind][layer][quantity]).toArray();
  }
}
