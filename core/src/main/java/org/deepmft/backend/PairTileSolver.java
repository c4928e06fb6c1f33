package org.deepmft.backend;

import java.util.stream.IntStream;
import org.deepmft.gaussian.DualActivation;
import org.deepmft.propagation.Magnitude;
import org.deepmft.propagation.PairMap;
import org.deepmft.propagation.PairSignal;
import org.deepmft.propagation.PairSlopes;
import org.deepmft.propagation.TrajectoryColumns;
import org.deepmft.propagation.TrajectoryField;

/**
 * Follows a pair network by network and layer by layer through a {@link PairMap}: any activation,
 * any norms, numbers of any size.
 *
 * <pre>
 * K → σ_w² E φφᵀ + σ_b²,   g_l = g_{l+1} σ_w² E φ'φ'ᵀ(K_l),   g_L = 1
 * </pre>
 *
 * <p>Cost: a microsecond a layer for pairs of equal norms with a table or a closed form, mostly
 * logarithms; for others what the map costs.
 *
 * @param map what an activation makes of a pair
 * @param threads number of threads, at least 1
 */
public record PairTileSolver(PairMap map, int threads) implements TrajectoryTileSolver {

  /** An activation that is known up to here is known everywhere. */
  private static final double EVERYWHERE = 1e300;

  @Override
  public void solve(TrajectoryTile tile, TrajectoryColumns out) {
    Workers.run(
        threads,
        () -> IntStream.range(0, tile.size()).parallel().forEach(i -> solve(tile, out, i)));
  }

  /**
   * Follows the pair through one network.
   *
   * @param tile the networks
   * @param out receives the results
   * @param i which network
   */
  public void solve(TrajectoryTile tile, TrajectoryColumns out, int i) {
    double sigmaW2 = tile.sigmaW2()[i];
    int[] layers = tile.layers();
    Products[] since = new Products[layers.length];
    Products behind = Products.ONE;
    PairSignal u = tile.start();
    int k = 0;
    for (int layer = 0; ; layer++) {
      if (leavesTable(u)) {
        unknown(out, k, i);
        return;
      }
      if (k < layers.length && layers[k] == layer) {
        keep(u, out, k, i);
        since[k++] = behind;
        behind = Products.ONE;
      }
      if (layer == tile.depth()) {
        break;
      }
      PairMap.Passed passed = map.through(u);
      behind = behind.times(sigmaW2, passed.slopes());
      u = passed.signal().dense(sigmaW2, tile.sigmaB2()[i]);
    }
    out.status()[i] = TrajectoryColumns.FOLLOWED;
    for (k = layers.length - 1; k >= 0; k--) {
      behind.keep(out, k, i);
      behind = behind.times(since[k]);
    }
  }

  private boolean leavesTable(PairSignal u) {
    DualActivation dual = map.dual();
    return dual.qMax() < EVERYWHERE && Math.max(u.qa(), u.qb()) > dual.qMax();
  }

  private static void keep(PairSignal u, TrajectoryColumns out, int k, int i) {
    out.field(TrajectoryField.Q_A, k)[i] = u.qa();
    out.field(TrajectoryField.Q_B, k)[i] = u.qb();
    out.field(TrajectoryField.ONE_MINUS_C, k)[i] = u.oneMinusC().value();
    out.field(TrajectoryField.LN_ONE_MINUS_C, k)[i] = u.oneMinusC().ln();
  }

  /** Marks all gradients, and from the k-th kept layer on everything, as not known. */
  private static void unknown(TrajectoryColumns out, int k, int i) {
    out.status()[i] = TrajectoryColumns.LEAVES_TABLE;
    for (TrajectoryField field : TrajectoryField.values()) {
      boolean gradient = field.compareTo(TrajectoryField.GRADIENT) >= 0;
      for (int j = gradient ? 0 : k; j < out.layers(); j++) {
        out.field(field, j)[i] = Double.NaN;
      }
    }
  }

  /** Factors of the gradients of a, of b and of their covariance over some layers. */
  private record Products(Magnitude a, Magnitude b, Magnitude ab) {

    static final Products ONE = new Products(Magnitude.of(1), Magnitude.of(1), Magnitude.of(1));

    Products times(double sigmaW2, PairSlopes slopes) {
      return new Products(
          a.times(sigmaW2 * slopes.aa()),
          b.times(sigmaW2 * slopes.bb()),
          ab.times(sigmaW2 * slopes.ab()));
    }

    Products times(Products other) {
      return new Products(a.times(other.a), b.times(other.b), ab.times(other.ab));
    }

    void keep(TrajectoryColumns out, int k, int i) {
      out.field(TrajectoryField.GRADIENT, k)[i] = a.value();
      out.field(TrajectoryField.GRADIENT_B, k)[i] = b.value();
      out.field(TrajectoryField.GRADIENT_COVARIANCE, k)[i] = ab.value();
      out.field(TrajectoryField.LN_GRADIENT, k)[i] = a.ln();
    }
  }
}
