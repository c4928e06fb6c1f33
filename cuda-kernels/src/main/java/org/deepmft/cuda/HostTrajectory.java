package org.deepmft.cuda;

import java.util.Arrays;
import org.deepmft.backend.TrajectoryTile;
import org.deepmft.propagation.Magnitude;
import org.deepmft.propagation.PairMap;
import org.deepmft.propagation.PairSignal;
import org.deepmft.propagation.PairSlopes;
import org.deepmft.propagation.TrajectoryColumns;
import org.deepmft.propagation.TrajectoryField;

/** Follows a pair through one network by {@link PairMap}, for what the kernels leave. */
final class HostTrajectory {

  /** Activations that are known up to here are known everywhere. */
  private static final double EVERYWHERE = 1e300;

  private final PairMap map;
  private final double largest;

  /**
   * Creates it.
   *
   * @param map the map of the activation
   * @param largest the largest variance at which the kernel knows the activation
   */
  HostTrajectory(PairMap map, double largest) {
    this.map = map;
    this.largest = largest >= EVERYWHERE ? Double.POSITIVE_INFINITY : largest;
  }

  /** Factors of the gradients of a and b and of their covariance. */
  private record Factors(Magnitude a, Magnitude b, Magnitude ab) {
    static final Factors ONE = new Factors(Magnitude.of(1), Magnitude.of(1), Magnitude.of(1));

    Factors times(PairSlopes slopes, double w2) {
      return new Factors(
          a.times(w2).times(slopes.aa()),
          b.times(w2).times(slopes.bb()),
          ab.times(w2).times(slopes.ab()));
    }

    Factors times(Factors f) {
      return new Factors(a.times(f.a), b.times(f.b), ab.times(f.ab));
    }
  }

  /** Follows the pair through network i. */
  void follow(TrajectoryTile tile, int i, TrajectoryColumns out) {
    double w2 = tile.sigmaW2()[i];
    Factors[] before = new Factors[tile.layers().length];
    Factors since = Factors.ONE;
    PairSignal signal = tile.start();
    int k = 0;
    for (int layer = 0; ; layer++) {
      if (Math.max(signal.qa(), signal.qb()) > largest) {
        leave(k, i, out);
        return;
      }
      if (k < before.length && tile.layers()[k] == layer) {
        keep(signal, k, i, out);
        before[k] = since;
        since = Factors.ONE;
        k++;
      }
      if (layer == tile.depth()) {
        break;
      }
      since = since.times(map.slopes(signal), w2);
      signal = map.afterActivation(signal).dense(w2, tile.sigmaB2()[i]);
    }
    for (int l = k - 1; l >= 0; l--) {
      out.field(TrajectoryField.GRADIENT, l)[i] = since.a.value();
      out.field(TrajectoryField.GRADIENT_B, l)[i] = since.b.value();
      out.field(TrajectoryField.GRADIENT_COVARIANCE, l)[i] = since.ab.value();
      out.field(TrajectoryField.LN_GRADIENT, l)[i] = since.a.ln();
      since = since.times(before[l]);
    }
    out.status()[i] = TrajectoryColumns.FOLLOWED;
  }

  private static void keep(PairSignal signal, int k, int i, TrajectoryColumns out) {
    out.field(TrajectoryField.Q_A, k)[i] = signal.qa();
    out.field(TrajectoryField.Q_B, k)[i] = signal.qb();
    out.field(TrajectoryField.ONE_MINUS_C, k)[i] = signal.oneMinusC().value();
    out.field(TrajectoryField.LN_ONE_MINUS_C, k)[i] = signal.oneMinusC().ln();
  }

  private static void leave(int known, int i, TrajectoryColumns out) {
    for (int k = 0; k < out.layers(); k++) {
      TrajectoryField[] fields = TrajectoryField.values();
      int first = k < known ? TrajectoryField.GRADIENT.ordinal() : 0;
      for (TrajectoryField field : Arrays.copyOfRange(fields, first, fields.length)) {
        out.field(field, k)[i] = Double.NaN;
      }
    }
    out.status()[i] = TrajectoryColumns.LEAVES_TABLE;
  }
}
