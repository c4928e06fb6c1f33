package org.deepmft.backend;

import org.deepmft.activation.Activation;
import org.deepmft.activation.PiecewiseLinear;
import org.deepmft.gaussian.DirectDual;
import org.deepmft.gaussian.DirectPairDual;
import org.deepmft.gaussian.DualActivation;
import org.deepmft.gaussian.HomogeneousDual;
import org.deepmft.meanfield.DirectSolver;
import org.deepmft.propagation.PairMap;

/**
 * The judge: integrates the definitions directly at every step and finds the roots by false
 * position.
 *
 * <p>It knows no table (an architecture test says so). Positively homogeneous activations have no
 * integrals left to do and use their closed forms.
 */
public final class ReferenceBackend implements Backend {

  private final int threads;

  /** Finds the reference backend, which runs anywhere. */
  public static final class Provider implements BackendProvider {

    /** Creates the provider. */
    public Provider() {}

    @Override
    public String name() {
      return "reference";
    }

    @Override
    public int rank() {
      return 100;
    }

    @Override
    public Probe probe() {
      return Probe.available(name(), "CPU, plain Java", System.getProperty("java.version", ""));
    }

    @Override
    public Backend open(Resources resources) {
      return new ReferenceBackend(resources.threads());
    }
  }

  /**
   * Creates the backend.
   *
   * @param threads number of threads, at least 1
   */
  public ReferenceBackend(int threads) {
    this.threads = threads;
  }

  @Override
  public String name() {
    return "reference";
  }

  @Override
  public String device() {
    return "CPU, plain Java, " + threads + (threads == 1 ? " thread" : " threads");
  }

  @Override
  public String precision() {
    return "float64";
  }

  @Override
  public PhaseTileSolver phases(Activation activation) {
    return new PointwiseTileSolver(new DirectSolver(dual(activation))::solve, threads);
  }

  @Override
  public TrajectoryTileSolver trajectories(Activation activation) {
    DualActivation dual = dual(activation);
    PairMap map = new PairMap(dual, () -> new DirectPairDual(activation));
    return new PairTileSolver(map, threads);
  }

  private static DualActivation dual(Activation activation) {
    return activation instanceof PiecewiseLinear line
        ? new HomogeneousDual(line)
        : new DirectDual(activation);
  }

  @Override
  public void close() {}
}
