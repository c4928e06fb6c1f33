package org.deepmft.backend;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.deepmft.activation.Activation;
import org.deepmft.gaussian.TableCache;
import org.deepmft.network.MisplacedLayerException;
import org.deepmft.network.Network;
import org.deepmft.network.Trajectory;
import org.deepmft.network.Trajectory.Station;
import org.deepmft.propagation.Magnitude;
import org.deepmft.propagation.TrajectoryColumns;
import org.deepmft.propagation.TrajectoryField;

/**
 * Follows a pair through one network of a tile the way any network is followed, {@link Trajectory},
 * and says what a backend must answer.
 */
final class TrajectoryJudge {

  /** Activations that are known up to here are known everywhere. */
  private static final double EVERYWHERE = 1e300;

  private final Activation activation;
  private final double largest;
  private final TableCache cache = TableCache.inMemory();

  /**
   * Creates a judge.
   *
   * @param activation the activation
   * @param largest the largest variance at which the backend under test knows it
   */
  TrajectoryJudge(Activation activation, double largest) {
    this.activation = activation;
    this.largest = largest;
  }

  /**
   * The numbers of one network.
   *
   * @param status of {@link TrajectoryColumns}
   * @param fields by field and kept layer
   */
  record Answer(byte status, double[][] fields) {
    double get(TrajectoryField field, int k) {
      return fields[field.ordinal()][k];
    }
  }

  Answer answer(TrajectoryTile tile, int i) {
    List<Station> all = all(tile, i);
    int known = 0;
    while (known < all.size() && within(all.get(known))) {
      known++;
    }
    boolean followed = known == tile.depth() + 1;
    double[][] fields = new double[TrajectoryField.values().length][tile.layers().length];
    for (double[] column : fields) {
      Arrays.fill(column, Double.NaN);
    }
    for (int k = 0; k < tile.layers().length; k++) {
      if (tile.layers()[k] < known) {
        fill(fields, k, all.get(tile.layers()[k]), followed);
      }
    }
    byte status = followed ? TrajectoryColumns.FOLLOWED : TrajectoryColumns.LEAVES_TABLE;
    return new Answer(status, fields);
  }

  private boolean within(Station station) {
    double q = Math.max(station.signal().qa(), station.signal().qb());
    return !(q > largest) || largest >= EVERYWHERE;
  }

  private static void fill(double[][] fields, int k, Station at, boolean followed) {
    fields[TrajectoryField.Q_A.ordinal()][k] = at.signal().qa();
    fields[TrajectoryField.Q_B.ordinal()][k] = at.signal().qb();
    fields[TrajectoryField.ONE_MINUS_C.ordinal()][k] = at.signal().oneMinusC().value();
    fields[TrajectoryField.LN_ONE_MINUS_C.ordinal()][k] = at.signal().oneMinusC().ln();
    if (followed) {
      fields[TrajectoryField.GRADIENT.ordinal()][k] = at.gradient().value();
      fields[TrajectoryField.GRADIENT_B.ordinal()][k] = at.gradientB().value();
      fields[TrajectoryField.GRADIENT_COVARIANCE.ordinal()][k] = at.gradientCovariance().value();
      fields[TrajectoryField.LN_GRADIENT.ordinal()][k] = at.gradient().ln();
    }
  }

  /** All layers, or those up to the first whose variance lies beyond the activation's duals. */
  private List<Station> all(TrajectoryTile tile, int i) {
    List<Station> all = new ArrayList<>();
    if (tile.depth() == 0) {
      Magnitude one = Magnitude.of(1);
      all.add(new Station(0, tile.start(), one, one, one, Magnitude.ZERO, null, null));
      return all;
    }
    int followed = 0;
    int lost = tile.depth() + 1;
    for (int depth = tile.depth(); lost - followed > 1; depth = (followed + lost) / 2) {
      try {
        all = stations(tile, i, depth);
        followed = depth;
      } catch (MisplacedLayerException e) {
        lost = depth;
      }
    }
    return followed == 0 ? List.of() : all;
  }

  private List<Station> stations(TrajectoryTile tile, int i, int depth) {
    Network network = Network.plain(activation, tile.sigmaW2()[i], tile.sigmaB2()[i], depth);
    return Trajectory.of(network, tile.start(), layer -> true, cache).stations();
  }
}
