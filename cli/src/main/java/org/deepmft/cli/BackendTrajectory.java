package org.deepmft.cli;

import java.util.ArrayList;
import java.util.List;
import org.deepmft.activation.Activation;
import org.deepmft.backend.Backend;
import org.deepmft.backend.TrajectoryTile;
import org.deepmft.network.Trajectory;
import org.deepmft.network.Trajectory.Station;
import org.deepmft.propagation.Magnitude;
import org.deepmft.propagation.PairSignal;
import org.deepmft.propagation.TrajectoryColumns;
import org.deepmft.propagation.TrajectoryField;

/** A pair through one uniform network on a backend that a user named. */
final class BackendTrajectory {

  private BackendTrajectory() {}

  /**
   * Returns a trajectory with the backend's variances, correlations and gradients in the place of
   * core's; what backends do not compute, weight gradients and circles, stays.
   *
   * @param core the trajectory as core has it
   * @param backend the backend
   * @param activation the network's activation
   * @param sigmaW2 σ_w²
   * @param sigmaB2 σ_b²
   * @param input the pair at layer 0
   */
  static Trajectory of(
      Trajectory core,
      Backend backend,
      Activation activation,
      double sigmaW2,
      double sigmaB2,
      PairSignal input) {
    int[] layers = core.stations().stream().mapToInt(Station::layer).toArray();
    double[] w2 = {sigmaW2};
    double[] b2 = {sigmaB2};
    TrajectoryColumns out = new TrajectoryColumns(layers.length, 1);
    backend
        .trajectories(activation)
        .solve(new TrajectoryTile(w2, b2, input, core.depth(), layers), out);
    if (out.status()[0] == TrajectoryColumns.LEAVES_TABLE) {
      return core; // its last layer may lie beyond the table, where no backend answers
    }
    List<Station> stations = new ArrayList<>();
    for (int k = 0; k < layers.length; k++) {
      Station own = core.stations().get(k);
      stations.add(
          new Station(
              own.layer(),
              signal(out, k, own.signal()),
              magnitude(out, k, TrajectoryField.GRADIENT, TrajectoryField.LN_GRADIENT),
              Magnitude.of(value(out, k, TrajectoryField.GRADIENT_B)),
              Magnitude.of(value(out, k, TrajectoryField.GRADIENT_COVARIANCE)),
              own.weightGradient(),
              own.circle(),
              own.stretch()));
    }
    return new Trajectory(stations, core.depth(), core.backward(), core.lnGradientSpread());
  }

  private static PairSignal signal(TrajectoryColumns out, int k, PairSignal own) {
    double qa = value(out, k, TrajectoryField.Q_A);
    double qb = value(out, k, TrajectoryField.Q_B);
    Magnitude q = qa > 0 && qa <= Double.MAX_VALUE ? Magnitude.of(qa) : own.q();
    boolean known = own.equalNorms() || !(qb / qa > 0 && qb / qa <= Double.MAX_VALUE);
    Magnitude ratio = known ? own.lnRatio() : Magnitude.of(Math.log1p((qb - qa) / qa));
    return new PairSignal(
        q, ratio, magnitude(out, k, TrajectoryField.ONE_MINUS_C, TrajectoryField.LN_ONE_MINUS_C));
  }

  private static Magnitude magnitude(
      TrajectoryColumns out, int k, TrajectoryField value, TrajectoryField ln) {
    return new Magnitude(value(out, k, value), value(out, k, ln));
  }

  private static double value(TrajectoryColumns out, int k, TrajectoryField field) {
    return out.field(field, k)[0];
  }
}
