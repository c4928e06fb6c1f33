package org.deepmft.meanfield;

import java.util.ArrayList;
import java.util.List;
import org.deepmft.gaussian.DualActivation;
import org.deepmft.gaussian.HomogeneousDual;

/**
 * Every fixed point of the length map, and of the correlation map on [0, 1] at each, with slopes.
 *
 * <p>Where V rises and V/q does not, there are at most q = 0 (for σ_b² = 0) and one positive fixed
 * point; otherwise there may be several, listed from q = 1e-9 to the table's end.
 */
public final class AllFixedPoints {

  private AllFixedPoints() {}

  /**
   * A fixed point of the correlation map.
   *
   * @param c the correlation
   * @param stable whether it attracts, |slope| &lt; 1
   * @param slope dc'/dc
   */
  public record Correlation(double c, boolean stable, double slope) {}

  /**
   * A fixed point of the length map.
   *
   * @param q the variance
   * @param stable whether it attracts, |slope| &lt; 1
   * @param slope dq'/dq
   * @param correlations the fixed points of the correlation map at q; empty at q = 0, where the map
   *     is the identity
   */
  public record Length(double q, boolean stable, double slope, List<Correlation> correlations) {}

  /**
   * Lists the fixed points.
   *
   * @param dual the duals
   * @param sigmaW2 σ_w²
   * @param sigmaB2 σ_b²
   * @param start the state of layer 0
   * @param solved the point solved from there
   */
  public static List<Length> of(
      DualActivation dual, double sigmaW2, double sigmaB2, InitialState start, PhasePoint solved) {
    List<Length> list = new ArrayList<>();
    if (sigmaB2 == 0) {
      double slope = sigmaW2 * dual.dv(0);
      list.add(new Length(0, slope < 1, slope, List.of()));
    }
    if (!dual.regular()) {
      if (dual.v0() > 0) {
        list.clear(); // 0 is not fixed where φ(0) is not 0
      }
      for (double q : new LengthLimit(dual, sigmaW2, sigmaB2).all()) {
        list.add(at(dual, sigmaW2, q));
      }
      return list;
    }
    boolean everywhere = dual instanceof HomogeneousDual && sigmaB2 == 0;
    if (solved.status() != Status.CONVERGED || everywhere) {
      return list;
    }
    double q = solved.qStar();
    double slope = sigmaW2 * dual.dv(q);
    double chi1 = solved.chi1();
    List<Correlation> correlations = new ArrayList<>();
    correlations.add(new Correlation(1, chi1 < 1, chi1));
    PhasePoint inner =
        start.c() < 1
            ? solved
            : new PhaseSolver(dual).solve(sigmaW2, sigmaB2, new InitialState(start.q(), 0.5));
    if (inner.cStar() < 1) {
      correlations.add(0, new Correlation(inner.cStar(), inner.chiC() < 1, inner.chiC()));
    }
    list.add(new Length(q, Math.abs(slope) < 1, slope, correlations));
    return list;
  }

  private static Length at(DualActivation dual, double sigmaW2, double q) {
    double chi1 = sigmaW2 * dual.g(q, 0);
    List<Correlation> correlations = new ArrayList<>();
    if (chi1 > 1) {
      double y = new PhaseSolver(dual).correlation(sigmaW2, q);
      double chiC = sigmaW2 * dual.d(q, y);
      correlations.add(new Correlation(1 - 2 * y, chiC < 1, chiC));
    }
    correlations.add(new Correlation(1, chi1 < 1, chi1));
    double slope = sigmaW2 * dual.dv(q);
    return new Length(q, Math.abs(slope) < 1, slope, correlations);
  }
}
