package org.deepmft.finite;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deepmft.gaussian.TableCache;
import org.deepmft.network.Layer;
import org.deepmft.network.Layer.Dense;
import org.deepmft.network.Layer.Residual;
import org.deepmft.network.Network;
import org.deepmft.propagation.PairSignal;

/**
 * Networks of width 2,000 against the theory: each of {@link #NETWORKS} independent draws gives one
 * number for each quantity, layer and kind of pair, and their mean must be the theory's within
 *
 * <pre>
 * |mean/theory - 1| &lt;= t · standard error + 3 depth/width
 * </pre>
 *
 * <p><b>False alarms.</b> Where the theory's relative error is within 3 depth/width and the draws'
 * numbers are normal (each is a mean over three pairs and thousands of units), (mean - expectation)
 * over its standard error is Student's t with n - 1 degrees of freedom. t is chosen so that it is
 * exceeded with probability {@link #FALSE_ALARM}/comparisons; by Bonferroni's inequality, which
 * holds however the comparisons depend on each other, all of them together raise a false alarm with
 * probability below {@link #FALSE_ALARM}. (Some 4,000 comparisons and n = 20: t = 12.)
 */
public final class FiniteCheck {

  /** N, where a network gives no width; none may be larger. */
  public static final int WIDTH = 2000;

  /** Of all comparisons of one check together. */
  static final double FALSE_ALARM = 1e-6;

  static final int NETWORKS = 20;

  private static final double ALLOWANCE = 3;

  /** Equal norms and unequal ones, near to each other and opposite. */
  private static final List<PairSignal> KINDS =
      List.of(PairSignal.of(1, 1, 0.5), PairSignal.of(2, 0.5, 0.2), PairSignal.of(0.7, 1.5, -0.6));

  private final Map<String, Network> networks;
  private final Map<String, PairMeasurement> measured = new LinkedHashMap<>();
  private final TableCache cache = TableCache.inMemory();
  private final double t;

  /**
   * Draws networks and measures them.
   *
   * @param networks the networks by name
   */
  public FiniteCheck(Map<String, Network> networks) {
    this.networks = Map.copyOf(networks);
    networks.forEach((name, it) -> measured.put(name, new PairMeasurement(it, KINDS, WIDTH)));
    RandomMatrices matrices = new RandomMatrices(WIDTH);
    for (int seed = 1; seed <= NETWORKS; seed++) {
      matrices.begin(seed);
      for (PairMeasurement each : measured.values()) {
        each.add(matrices, seed);
      }
    }
    long all = measured.values().stream().mapToLong(PairMeasurement::comparisons).sum();
    t = StudentT.bound(FALSE_ALARM / all, NETWORKS - 1);
  }

  /**
   * Returns where a network and its theory disagree.
   *
   * @param name the network's name
   */
  public List<String> disagreements(String name) {
    return disagreements(name, networks.get(name));
  }

  /**
   * Returns where a network and the theory of another disagree.
   *
   * @param name the network's name
   * @param other the network that the theory is asked about
   */
  List<String> disagreements(String name, Network other) {
    Network network = networks.get(name);
    double allowance = ALLOWANCE * network.depth() / narrowest(network.unrolled());
    return measured.get(name).disagreements(other, t, allowance, cache);
  }

  private static int narrowest(List<Layer> layers) {
    int least = WIDTH;
    for (Layer layer : layers) {
      if (layer instanceof Dense dense && dense.width() > 0) {
        least = Math.min(least, dense.width());
      } else if (layer instanceof Residual residual) {
        least = Math.min(least, narrowest(new Network(residual.layers()).unrolled()));
      }
    }
    return least;
  }
}
