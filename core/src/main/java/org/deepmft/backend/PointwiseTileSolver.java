package org.deepmft.backend;

import java.util.stream.IntStream;
import org.deepmft.meanfield.InitialState;
import org.deepmft.meanfield.PhaseColumns;

/**
 * Solves tiles point by point, for solvers that have nothing to gain from their neighbours.
 *
 * @param solver solves one point
 * @param threads number of threads, at least 1
 */
public record PointwiseTileSolver(Point solver, int threads) implements PhaseTileSolver {

  /** Solves one point into columns; must be thread-safe. */
  @FunctionalInterface
  public interface Point {

    /**
     * Solves a point.
     *
     * @param sigmaW2 σ_w²
     * @param sigmaB2 σ_b²
     * @param start the state of layer 0
     * @param out receives the fields
     * @param i index of the point in out
     */
    void solve(double sigmaW2, double sigmaB2, InitialState start, PhaseColumns out, int i);
  }

  @Override
  public void prepare(
      double sigmaW2Low, double sigmaW2High, double sigmaB2Low, double sigmaB2High) {}

  @Override
  public void solve(PhaseTile tile, PhaseColumns out) {
    Workers.run(
        threads,
        () ->
            IntStream.range(0, tile.size())
                .parallel()
                .forEach(
                    i -> solver.solve(tile.sigmaW2()[i], tile.sigmaB2()[i], tile.start(), out, i)));
  }
}
