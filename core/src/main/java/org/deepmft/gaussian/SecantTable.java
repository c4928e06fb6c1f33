package org.deepmft.gaussian;

/**
 * G(q, ·) over one half of the angles, for q in one panel: polynomials in (u, w) on sub-panels of
 * z.
 *
 * <p>z is y for the lower half (c &gt;= 0) and 1 - y for the upper; 0 &lt;= z &lt;= 1/2. D varies
 * on the scale 1/q near z = 0 and like a power of z beyond, so the sub-panels are equal in ln X, X
 * = 1 + 4qz, and inside sub-panel j a Möbius map stands for the logarithm:
 *
 * <pre>
 * h = (1 + 2q)^(1/2P),   X = h^(2j+1) (1 + ρ w)/(1 - ρ w),   ρ = (h - 1)/(h + 1),   w in [-1, 1]
 * z = (X - 1)/(4q);      for j = 0: z = m (1 + w)/(1 - ρ w),   m = (h - 1)/(4q)
 * </pre>
 *
 * m(q) is itself a polynomial in u, the same for building and for reading, so the map is rational,
 * exact, and has no cancellation as z tends to 0.
 *
 * @param upper whether z = 1 - y
 * @param map coefficients of m in powers of u
 * @param g for sub-panel j, the coefficient of u^m w^k at index {@code k * U + m}, U = map.length
 * @param edges for j = 0..P, coefficients in powers of u of G at X = h^(2j)
 * @param accuracy bounds for each sub-panel
 */
record SecantTable(
    boolean upper,
    double[] map,
    double[][] g,
    double[][] edges,
    DualActivation.Accuracy[] accuracy) {

  /** Degree plus one of the polynomials in w. */
  static final int W_TERMS = 16;

  /** Returns the number of sub-panels P. */
  int panels() {
    return g.length;
  }

  /** A place in the table: sub-panel, local coordinate, and the map there. */
  record Place(int panel, double w, double h, double m) {
    double rho() {
      return (h - 1) / (h + 1);
    }

    /** z at this place. */
    double z(double q) {
      double r = rho();
      if (panel == 0) {
        return m * (1 + w) / (1 - r * w);
      }
      return (odd() * (1 + r * w) / (1 - r * w) - 1) / (4 * q);
    }

    /** d ln z/dw. */
    double dLnZ(double q) {
      double r = rho();
      double t = 1 - r * w;
      if (panel == 0) {
        return (1 + r) / (t * (1 + w));
      }
      return odd() * 2 * r / (t * t * 4 * q * z(q));
    }

    /** dz/dw. */
    double dz(double q) {
      double r = rho();
      double t = 1 - r * w;
      return panel == 0 ? m * (1 + r) / (t * t) : odd() * 2 * r / (t * t * 4 * q);
    }

    private double odd() {
      double power = h;
      for (int j = 0; j < panel; j++) {
        power *= h * h;
      }
      return power;
    }
  }

  /** Returns the place of a local coordinate. */
  static Place at(double[] map, double u, double q, int panel, double w) {
    double m = Chebyshev.horner(map, u);
    return new Place(panel, w, 1 + 4 * q * m, m);
  }

  /** Returns the place of z. */
  Place locate(double u, double q, double z) {
    double m = Chebyshev.horner(map, u);
    double h = 1 + 4 * q * m;
    double x = 1 + 4 * q * z;
    int j = 0;
    double power = h;
    while (j < panels() - 1 && x > power * h) {
      power *= h * h;
      j++;
    }
    double rho = (h - 1) / (h + 1);
    double ratio = x / power;
    double w = j == 0 ? (z - m) / (m + rho * z) : (ratio - 1) / ((ratio + 1) * rho);
    return new Place(j, Math.min(w, 1), h, m);
  }

  /** Returns the polynomial in w of one sub-panel at u. */
  double[] contract(int panel, double u) {
    double[] c = g[panel];
    int terms = map.length;
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
    return Chebyshev.horner(contract(place.panel, u), place.w);
  }

  /** Returns z ∂G/∂z. */
  double zDg(double u, double q, double z) {
    if (z == 0) {
      return 0;
    }
    Place place = locate(u, q, z);
    return Chebyshev.hornerDerivative(contract(place.panel, u), place.w) / place.dLnZ(q);
  }
}
