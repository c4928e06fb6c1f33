package org.deepmft.gaussian;

import java.util.Arrays;
import java.util.Optional;

/**
 * The table of pairs of unequal variances for their geometric mean q in one panel and r =
 * ln(q_b/q_a) in one interval: polynomials in x beside those of {@link DualPanel} and {@link
 * SecantTable}.
 *
 * <pre>
 * |r| in [iΔ, (i+1)Δ],   x = 2 (|r|/Δ)² - 1 for i = 0, as all is even in r, otherwise 2 (|r|/Δ - i) - 1
 * growth = ln(E φ_b²/E φ_a²)/r,   spread = (1 - ρ)/r² at c = 1:   Σ x^l u^m; in the innermost panel
 * spread/q or /q², and growth/q where φ(0) is not 0
 * D̄ = (1/y) ∫₀^y D, and D near c = -1:   Σ x^l u^m w^k
 * </pre>
 *
 * @param begin i Δ
 * @param width Δ
 * @param growth coefficient of x^l u^m at {@code l * U + m}, U = {@link DualPanel#U_TERMS}
 * @param spread likewise
 * @param lower D̄ for c &gt;= 0: for sub-panel j, the coefficient of x^l u^m w^k at {@code (l * W +
 *     k) * U + m}, W = {@link SecantTable#W_TERMS}
 * @param upper D̄ for c &lt; 0, z = 1 - y in the place of y
 */
record UnequalBlock(
    double begin,
    double width,
    double[] growth,
    double[] spread,
    SecantTable lower,
    SecantTable upper) {

  /** Degree plus one of the polynomials in x. */
  static final int R_TERMS = 10;

  private static final int U = DualPanel.U_TERMS;
  private static final int D_TERMS = R_TERMS * SecantTable.W_TERMS * U;

  /** Returns the block as numbers. */
  double[] numbers() {
    int parts = lower.panels() + upper.panels() + 1;
    Numbers numbers = new Numbers(new double[4 + 2 * R_TERMS * U + 2 * U + parts * D_TERMS]);
    numbers.put(begin, width, lower.panels(), upper.panels()).put(growth).put(spread);
    for (SecantTable half : new SecantTable[] {lower, upper}) {
      numbers.put(half.map());
      for (double[] terms : half.g()) {
        numbers.put(terms);
      }
      for (double[] terms : half.d()) {
        numbers.put(terms);
      }
    }
    return numbers.all();
  }

  /** Returns the terms for c &gt;= 0, see {@link UnequalTable#terms}. */
  double[] lowerTerms() {
    int panels = lower.panels();
    Numbers numbers = new Numbers(new double[2 + 2 * R_TERMS * U + U + panels * D_TERMS]);
    numbers.put(panels, 0).put(growth).put(spread).put(lower.map());
    for (double[] terms : lower.g()) {
      numbers.put(terms);
    }
    return numbers.all();
  }

  /** Returns the block of {@link #numbers}, or nothing if they are not one. */
  static Optional<UnequalBlock> of(double[] all, SecantTable.Breaks breaks) {
    if (all.length < 4 || !Arrays.stream(all).allMatch(Double::isFinite)) {
      return Optional.empty();
    }
    double parts = all[2] + all[3] + 1;
    if (all.length != 4 + 2 * R_TERMS * U + 2 * U + parts * D_TERMS) {
      return Optional.empty();
    }
    Numbers numbers = new Numbers(all);
    double[] head = numbers.take(1, 4)[0];
    double[][] radial = numbers.take(2, R_TERMS * U);
    SecantTable[] halves = new SecantTable[2];
    for (int h = 0; h < 2; h++) {
      double[] map = numbers.take(1, U)[0];
      double[][] g = numbers.take((int) head[2 + h], D_TERMS);
      double[][] d = numbers.take(h, D_TERMS);
      halves[h] = new SecantTable(h == 1, breaks, map, g, d, null, null);
    }
    return Optional.of(
        new UnequalBlock(head[0], head[1], radial[0], radial[1], halves[0], halves[1]));
  }

  /** Returns x. */
  static double place(double begin, double width, double r) {
    double t = (r - begin) / width;
    return begin == 0 ? 2 * t * t - 1 : 2 * t - 1;
  }

  /** Returns |r| at x. */
  static double ratio(double begin, double width, double x) {
    double t = 0.5 * (1 + x);
    return begin + width * (begin == 0 ? Math.sqrt(t) : t);
  }

  /**
   * Returns growth and spread.
   *
   * @param u place of q in its panel
   * @param r |r|
   * @param growthWeight what growth is divided by in the table
   * @param spreadWeight what spread is
   */
  PairDual.Radial radial(double u, double r, double growthWeight, double spreadWeight) {
    double x = place(begin, width, r);
    return new PairDual.Radial(
        growthWeight * value(growth, u, x), spreadWeight * value(spread, u, x));
  }

  private static double value(double[] terms, double u, double x) {
    return Chebyshev.horner(at(terms, x, U), u);
  }

  /** Returns D and its mean up to c = 1. */
  PairDual.Slopes slopes(double u, double q, double r, double oneMinusC) {
    double y = Math.min(1, 0.5 * oneMinusC);
    boolean up = y > 0.5;
    SecantTable half = up ? upper : lower;
    double z = up ? 1 - y : y;
    SecantTable.Place place = half.locate(u, q, z);
    double[] p = inW(half.g()[place.panel()], u, r);
    double d =
        half.holdsD(place)
            ? Chebyshev.horner(inW(half.d()[0], u, r), place.w())
            : half.d(p, place, q, z);
    return new PairDual.Slopes(Chebyshev.horner(p, place.w()), d);
  }

  /** The polynomial in w at u and r. */
  private double[] inW(double[] terms, double u, double r) {
    double[] atR = at(terms, place(begin, width, r), SecantTable.W_TERMS * U);
    return SecantTable.contract(atR, U, u);
  }

  /** Σ x^l of the rows of a matrix. */
  private static double[] at(double[] rows, double x, int columns) {
    double[] sum = new double[columns];
    System.arraycopy(rows, 0, sum, 0, columns);
    double power = x;
    for (int l = 1; l < R_TERMS; l++) {
      add(rows, l * columns, power, sum);
      power *= x;
    }
    return sum;
  }

  private static void add(double[] rows, int from, double factor, double[] sum) {
    for (int k = 0; k < sum.length; k++) {
      sum[k] = Math.fma(factor, rows[from + k], sum[k]);
    }
  }
}
