package org.deepmft.gaussian;

/**
 * G(q, ·) over one half of the angles, for q in one panel: polynomials in (u, w) on sub-panels of
 * z.
 *
 * <p>z is y for the lower half (c &gt;= 0) and 1 - y for the upper; 0 &lt;= z &lt;= 1/2. D varies
 * on the scale 1/q near z = 0 and like a power of z beyond, so the sub-panels are equal in ln X, X
 * = 1 + aζ, and inside sub-panel j a Möbius map stands for the logarithm:
 *
 * <pre>
 * smooth φ: ζ = z, a = 4q;   with kinks, where D is analytic in the angle: ζ = √z, a = 2√q
 * h = (1 + a ζ(1/2))^(1/2P),   X = h^(2j+1) (1 + ρ w)/(1 - ρ w),   ρ = (h - 1)/(h + 1),   w in [-1, 1]
 * ζ = (X - 1)/a;      for j = 0: ζ = m (1 + w)/(1 - ρ w),   m = (h - 1)/a
 * </pre>
 *
 * m(q) is itself a polynomial in u, the same for building and for reading, so the map is rational,
 * exact, and has no cancellation as z tends to 0. Where φ jumps, G grows like 1/(qζ) for c near 1,
 * and the polynomials stand for qζG; for c &lt; 0 they stand for qG.
 *
 * <p>D = G + y ∂G/∂y. For c &lt; 0 that derivative loses digits, the more the smaller z, so D has
 * polynomials of its own there; they stand for qζD where φ jumps.
 *
 * @param upper whether z = 1 - y
 * @param breaks how φ breaks
 * @param map coefficients of m in powers of u
 * @param g for sub-panel j, the coefficient of u^m w^k at index {@code k * U + m}, U = map.length
 * @param d for z = 1 - y the same of D, for all sub-panels or the first; otherwise empty
 * @param edges for j = 0..P, coefficients in powers of u of G at X = h^(2j)
 * @param accuracy bounds for each sub-panel
 */
record SecantTable(
    boolean upper,
    Breaks breaks,
    double[] map,
    double[][] g,
    double[][] d,
    double[][] edges,
    DualActivation.Accuracy[] accuracy) {

  /** Degree plus one of the polynomials in w. */
  static final int W_TERMS = 16;

  /** How an activation breaks, which decides in what its duals are analytic. */
  enum Breaks {
    /** Nowhere: in q and y. */
    NONE,
    /** φ' or φ'' jumps: in √q and √y. */
    KINKS,
    /** φ jumps: in √q and √y, but G grows like 1/√y. */
    JUMPS;

    /** a. */
    double scale(double q) {
      return this == NONE ? 4 * q : 2 * Math.sqrt(q);
    }

    /** ζ. */
    double coordinate(double z) {
      return this == NONE ? z : Math.sqrt(z);
    }

    /** ζ at z = 1/2. */
    double furthest() {
      return this == NONE ? 0.5 : Math.sqrt(0.5);
    }

    /** What must be divided by to have G near c = 1 and D near c = -1 from their polynomials. */
    double weight(double q, double z) {
      return this == JUMPS ? q * Math.sqrt(z) : 1;
    }
  }

  /** Returns the number of sub-panels P. */
  int panels() {
    return g.length;
  }

  /**
   * A place in the table: sub-panel, local coordinate, and the map there.
   *
   * @param middle (h^(2j+1) - 1)/a, ζ at w = 0; without cancellation where a is tiny
   */
  record Place(int panel, double w, double m, double middle, double a, Breaks breaks) {
    double rho() {
      return a * m / (2 + a * m);
    }

    /** ζ at this place. */
    private double zeta() {
      double r = rho();
      return panel == 0
          ? m * (1 + w) / (1 - r * w)
          : middle + 2 * w * m / (2 + a * m) * (1 + a * middle) / (1 - r * w);
    }

    /** z at this place. */
    double z() {
      double zeta = zeta();
      return breaks == Breaks.NONE ? zeta : zeta * zeta;
    }

    /** d ln z/dw. */
    double dLnZ() {
      double t = 1 - rho() * w;
      double ofZeta =
          panel == 0
              ? (1 + rho()) / (t * (1 + w))
              : 2 * m / (2 + a * m) * (1 + a * middle) / (t * t * zeta());
      return breaks == Breaks.NONE ? ofZeta : 2 * ofZeta;
    }
  }

  /** Returns the coefficients in powers of u of m, where there are P sub-panels. */
  static double[] mapTerms(Breaks breaks, DualPanel.QMap map, int panels) {
    double[] values = Chebyshev.nodes(DualPanel.U_TERMS);
    double far = breaks.furthest();
    for (int i = 0; i < values.length; i++) {
      double a = breaks.scale(map.q(values[i]));
      values[i] = a == 0 ? far / (2 * panels) : Math.expm1(Math.log1p(a * far) / (2 * panels)) / a;
    }
    return Chebyshev.toPowers(Chebyshev.coefficients(values));
  }

  /** Returns the place of a local coordinate. */
  static Place at(Breaks breaks, double[] map, double u, double q, int panel, double w) {
    double m = Chebyshev.horner(map, u);
    double a = breaks.scale(q);
    double middle = m;
    for (int j = 0; j < panel; j++) {
      middle = next(middle, m, a);
    }
    return new Place(panel, w, m, middle, a, breaks);
  }

  /** ζ in the middle of the next sub-panel. */
  private static double next(double middle, double m, double a) {
    double h = 1 + a * m;
    return middle * h * h + m * (1 + h);
  }

  /** Returns the place of z. */
  Place locate(double u, double q, double z) {
    double m = Chebyshev.horner(map, u);
    double a = breaks.scale(q);
    double zeta = breaks.coordinate(z);
    double middle = m;
    int j = 0;
    while (j < panels() - 1 && zeta > middle * (1 + a * m) + m) {
      middle = next(middle, m, a);
      j++;
    }
    double w = (zeta - middle) * (2 + a * m) / (m * (2 + a * (zeta + middle)));
    return new Place(j, Math.min(w, 1), m, middle, a, breaks);
  }

  /** Returns the polynomial in w of one sub-panel at u. */
  double[] contract(int panel, double u) {
    return contract(g[panel], map.length, u);
  }

  /**
   * Returns the polynomial in w at u, from the coefficients of u^m w^k at {@code k * terms + m}.
   */
  static double[] contract(double[] c, int terms, double u) {
    double[] p = new double[W_TERMS];
    for (int k = 0; k < W_TERMS; k++) {
      double sum = c[k * terms + terms - 1];
      for (int m = terms - 2; m >= 0; m--) {
        sum = Math.fma(sum, u, c[k * terms + m]);
      }
      p[k] = sum;
    }
    return p;
  }

  /** Returns G. */
  double g(double u, double q, double z) {
    Place place = locate(u, q, z);
    return Chebyshev.horner(contract(place.panel, u), place.w) / weight(q, z);
  }

  /** What the polynomials of G stand for, divided by G. */
  double weight(double q, double z) {
    return upper ? breaks.weight(q, 1) : breaks.weight(q, z);
  }

  /** Returns z ∂G/∂z. */
  double zDg(double u, double q, double z) {
    if (z == 0) {
      return 0;
    }
    Place place = locate(u, q, z);
    return zSlope(contract(place.panel, u), place, q, z);
  }

  /** Returns D; where φ jumps, it has no number at c = -1. */
  double d(double u, double q, double z) {
    Place place = locate(u, q, z);
    return holdsD(place)
        ? Chebyshev.horner(contract(d[place.panel], map.length, u), place.w) / breaks.weight(q, z)
        : d(contract(place.panel, u), place, q, z);
  }

  /** Returns whether polynomials of D itself hold a place. */
  boolean holdsD(Place place) {
    return place.panel < d.length;
  }

  /** Returns D = G + y ∂G/∂y from the polynomial of a place's sub-panel. */
  double d(double[] p, Place place, double q, double z) {
    double mean = Chebyshev.horner(p, place.w) / weight(q, z);
    double byLnZ = z == 0 ? 0 : zSlope(p, place, q, z);
    return upper && z > 0 ? mean - (1 - z) / z * byLnZ : mean + byLnZ;
  }

  /** Returns z ∂G/∂z from the polynomial of a place's sub-panel. */
  private double zSlope(double[] p, Place place, double q, double z) {
    double slope = Chebyshev.hornerDerivative(p, place.w) / place.dLnZ();
    boolean grows = breaks == Breaks.JUMPS && !upper; // like 1/ζ
    return (grows ? slope - 0.5 * Chebyshev.horner(p, place.w) : slope) / weight(q, z);
  }
}
