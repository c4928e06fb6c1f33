package org.deepmft.gaussian;

import java.util.function.Function;

/**
 * The table of an activation for q in one panel [lo, hi].
 *
 * <p>Functions of q are polynomials in u in [-1, 1]. The innermost panel is linear in q, or in √q
 * where φ has kinks. The others span a factor 4, or 2 where φ has kinks, and u is a Möbius map of
 * √q, in which every dual of a saturating activation is nearly rational:
 *
 * <pre>
 * r = (√q - s)/(√q + s),   s = (lo hi)^(1/4),   u = r / r(hi),   d ln q/du = 4 r(hi)/(1 - r²)
 * </pre>
 *
 * With 14 terms in u and 16 in w the truncation is below 1e-13 (measured for each panel and carried
 * in {@link DualActivation.Accuracy}).
 */
public final class DualPanel {

  /** Degree plus one of the polynomials in u. */
  public static final int U_TERMS = 14;

  /** Places of V/q, dV/dq, E φ'², E φ'⁴ and E φ''² among the moments. */
  static final int V_OVER_Q = 0;

  static final int DV = 1;
  static final int CHI = 2;
  static final int D_PHI_4 = 3;
  static final int D2_PHI_2 = 4;

  private final QMap map;
  final double[][] moments;
  private final Function<Boolean, SecantTable> builder;
  private final SecantTable[] halves = new SecantTable[2];

  /**
   * Creates a panel.
   *
   * @param map the map between q and u
   * @param moments coefficients of the functions of q alone
   * @param builder builds the table of G when first asked for; true for the upper half of angles
   */
  DualPanel(QMap map, double[][] moments, Function<Boolean, SecantTable> builder) {
    this.map = map;
    this.moments = moments;
    this.builder = builder;
  }

  /**
   * The map between q and u.
   *
   * @param lo lower edge; 0 makes the map linear
   * @param hi upper edge
   * @param root whether the linear map is one of √q
   */
  record QMap(double lo, double hi, boolean root) {
    double s() {
      return Math.sqrt(Math.sqrt(lo * hi));
    }

    double rMax() {
      double s = s();
      return (Math.sqrt(hi) - s) / (Math.sqrt(hi) + s);
    }

    double u(double q) {
      if (lo == 0) {
        return 2 * (root ? Math.sqrt(q / hi) : q / hi) - 1;
      }
      double x = Math.sqrt(q);
      double s = s();
      return (x - s) / ((x + s) * rMax());
    }

    double q(double u) {
      if (lo == 0) {
        double t = 0.5 * (1 + u);
        return hi * (root ? t * t : t);
      }
      double r = u * rMax();
      double x = s() * (1 + r) / (1 - r);
      return x * x;
    }

    /** d ln q/du. */
    double dLnQ(double u) {
      if (lo == 0) {
        return (root ? 2 : 1) / (1 + u);
      }
      double r = u * rMax();
      return 4 * rMax() / (1 - r * r);
    }
  }

  /** Returns the lower edge of the panel. */
  public double lo() {
    return map.lo();
  }

  /** Returns the upper edge of the panel. */
  public double hi() {
    return map.hi();
  }

  /** Returns s, so that √q = s (1 + r)/(1 - r); 0 in the innermost panel. */
  public double s() {
    return map.s();
  }

  /** Returns r at the upper edge. */
  public double rMax() {
    return map.rMax();
  }

  /** Returns the coefficients of V/q in powers of u. */
  public double[] vOverQTerms() {
    return moments[V_OVER_Q].clone();
  }

  /** Returns the coefficients of dV/dq in powers of u. */
  public double[] dvTerms() {
    return moments[DV].clone();
  }

  /** Returns the coefficients of E φ'² in powers of u. */
  public double[] chiTerms() {
    return moments[CHI].clone();
  }

  /** Returns the coefficients of E φ'⁴ in powers of u. */
  public double[] dPhi4Terms() {
    return moments[D_PHI_4].clone();
  }

  /** Returns the coefficients of E φ''² in powers of u. */
  public double[] d2Phi2Terms() {
    return moments[D2_PHI_2].clone();
  }

  /** Returns the coefficients in powers of u of m, see {@link SecantTable}. */
  public double[] mapTerms() {
    return half(false).map().clone();
  }

  /** Returns whether the sub-panels' coordinate is ζ = √y, that is the angle, rather than y. */
  public boolean inAngle() {
    return map.root();
  }

  /** Returns the number P of sub-panels in y. */
  public int subPanels() {
    return half(false).panels();
  }

  /** Returns the coefficients in powers of u of G at the upper edge of sub-panel j. */
  public double[] edgeTerms(int j) {
    return half(false).edges()[j + 1].clone();
  }

  /** Returns the coefficients of G in sub-panel j: that of u^m w^k at index {@code 14 k + m}. */
  public double[] gTerms(int j) {
    return half(false).g()[j].clone();
  }

  /** Returns the error bounds of sub-panel j. */
  public DualActivation.Accuracy accuracy(int j) {
    return half(false).accuracy()[j];
  }

  QMap map() {
    return map;
  }

  /** Returns the table of G for y up to 1/2, or for y above. */
  synchronized SecantTable half(boolean up) {
    int k = up ? 1 : 0;
    if (halves[k] == null) {
      halves[k] = builder.apply(up);
    }
    return halves[k];
  }
}
