package org.deepmft.backend;

import org.deepmft.activation.Activation;
import org.deepmft.activation.PiecewiseLinear;
import org.deepmft.gaussian.DirectDual;
import org.deepmft.gaussian.HomogeneousDual;
import org.deepmft.meanfield.DirectSolver;

/**
 * The judge: integrates the definitions directly at every step and finds the roots by bisection.
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
    DirectSolver solver =
        activation instanceof PiecewiseLinear line
            ? new DirectSolver(new HomogeneousDual(line))
            : new DirectSolver(new DirectDual(activation));
    return new PointwiseTileSolver(solver::solve, threads);
  }

  @Override
  public void close() {}
}
