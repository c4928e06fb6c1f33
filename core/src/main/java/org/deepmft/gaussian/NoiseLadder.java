package org.deepmft.gaussian;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Φ_s at the values of s that the columns of the table share: Chebyshev nodes of intervals of s.
 *
 * <p>D is analytic in s where φ' is, and in √s where φ' has kinks or jumps; every interval but the
 * first spans a factor 2, so √s serves both.
 */
final class NoiseLadder {

  /** Nodes an interval: √s in [1, √2] sees a singularity at 0 as 11^-16 = 2e-17. */
  private static final int NODES = 16;

  /** Nodes of the first interval, which begins at s = 0. */
  private static final int FIRST_NODES = 20;

  private final SmoothedSlope slope;
  private final boolean smooth;
  private final boolean jumps;
  private final ConcurrentMap<String, Rung> rungs = new ConcurrentHashMap<>();

  /**
   * An interval of s.
   *
   * @param begin where it begins
   * @param end where it ends
   * @param linear whether its coordinate t is linear in s, otherwise in √s
   * @param s the nodes
   * @param grids Φ_s at each
   */
  record Rung(double begin, double end, boolean linear, double[] s, PanelGrid[] grids) {

    /** s at the place t in [0, 1]. */
    double s(double t) {
      if (linear) {
        return begin + (end - begin) * t;
      }
      double root = Math.sqrt(begin) + (Math.sqrt(end) - Math.sqrt(begin)) * t;
      return root * root;
    }

    /** ds/dt. */
    double ds(double t) {
      double width = Math.sqrt(end) - Math.sqrt(begin);
      return linear ? end - begin : 2 * width * (Math.sqrt(begin) + width * t);
    }

    /** The place of s. */
    double t(double s) {
      if (linear) {
        return (s - begin) / (end - begin);
      }
      double root = Math.sqrt(begin);
      return (Math.sqrt(s) - root) / (Math.sqrt(end) - root);
    }
  }

  /**
   * Creates a ladder.
   *
   * @param slope makes Φ_s
   * @param smooth whether φ has no kinks of any order
   * @param jumps whether φ jumps
   */
  NoiseLadder(SmoothedSlope slope, boolean smooth, boolean jumps) {
    this.slope = slope;
    this.smooth = smooth;
    this.jumps = jumps;
  }

  /** Returns whether φ jumps. */
  boolean jumps() {
    return jumps;
  }

  /** Returns an interval. */
  Rung rung(double begin, double end) {
    String key = begin + " " + end;
    Rung known = rungs.get(key);
    if (known == null) {
      boolean linear = smooth && begin == 0;
      double[] w = Chebyshev.nodes(begin == 0 ? FIRST_NODES : NODES);
      double[] s = new double[w.length];
      PanelGrid[] grids = new PanelGrid[w.length];
      Rung places = new Rung(begin, end, linear, s, grids);
      for (int k = 0; k < w.length; k++) {
        s[k] = places.s(0.5 * (1 + w[k]));
        grids[k] = slope.at(s[k]);
      }
      known = rungs.putIfAbsent(key, places) == null ? places : rungs.get(key);
    }
    return known;
  }
}
