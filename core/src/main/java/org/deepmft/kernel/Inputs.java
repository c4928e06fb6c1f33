package org.deepmft.kernel;

import static org.deepmft.kernel.TileProduct.SIZE;

import java.util.Arrays;

/**
 * Inputs of a network, [N, D] row by row, with what a first dense layer needs of them: mean squares
 * and angles.
 *
 * <pre>
 * q_a = |x_a|²/D,   K_ab = x_a·x_b/D = √(q_a q_b) c
 * </pre>
 */
public final class Inputs {

  /** Beyond this |c|, 1 - |c| is summed from differences and loses no digits. */
  private static final double NEARLY_PARALLEL = 0.99;

  /** Norms that differ by less than this, relatively, count as one. */
  private static final double ONE_NORM = 1e-13;

  private final double[][] rows;
  private final double[] q;
  private final TilePool pool = new TilePool();
  private final double least;
  private final double largest;

  /**
   * Checks inputs.
   *
   * @param rows the inputs, at least one, of equal lengths; not copied
   * @throws IllegalArgumentException if a number is not finite, a row zero or beyond the doubles
   */
  public Inputs(double[][] rows) {
    if (rows.length == 0 || rows[0].length == 0) {
      throw new IllegalArgumentException("inputs must have rows and columns, but have none");
    }
    this.rows = rows;
    this.q = new double[rows.length];
    double low = Double.POSITIVE_INFINITY;
    double high = 0;
    for (int a = 0; a < rows.length; a++) {
      q[a] = meanSquare(rows[a], a);
      low = Math.min(low, q[a]);
      high = Math.max(high, q[a]);
    }
    this.least = low;
    this.largest = high;
  }

  private double meanSquare(double[] row, int a) {
    if (row.length != rows[0].length) {
      throw new IllegalArgumentException(
          "row " + a + " must have " + rows[0].length + " numbers, has " + row.length);
    }
    double sum = 0;
    boolean zero = true;
    for (int i = 0; i < row.length; i++) {
      if (!(Math.abs(row[i]) <= Double.MAX_VALUE)) {
        throw new IllegalArgumentException(
            "row " + a + ", column " + i + " (from 0) must be finite, got " + row[i]);
      }
      zero &= row[i] == 0;
      sum += row[i] * row[i];
    }
    if (zero) {
      throw new IllegalArgumentException(
          "row " + a + " (from 0) must not be zero, as its correlations do not exist");
    }
    double square = sum / row.length;
    if (!(square >= 1e-280 && square <= 1e280)) {
      throw new IllegalArgumentException(
          "row " + a + " (from 0) must have a mean square in [1e-280, 1e280]; rescale the inputs");
    }
    return square;
  }

  /** Returns N. */
  public int count() {
    return rows.length;
  }

  /** Returns D. */
  public int dimension() {
    return rows[0].length;
  }

  /** Returns q_a. */
  double q(int a) {
    return q[a];
  }

  /** Returns whether all inputs have one norm, to thirteen digits. */
  public boolean oneNorm() {
    return largest - least <= ONE_NORM * largest;
  }

  /** Returns the mean square that stands for all where there is {@link #oneNorm}. */
  double commonQ() {
    return 0.5 * (least + largest);
  }

  /** Returns the mean of all q_a. */
  double meanQ() {
    return Arrays.stream(q).average().orElse(Double.NaN);
  }

  /**
   * Fills the tangents of a quarter of the angle of the pairs of a tile, 0 at other places.
   *
   * @param tile the tile
   * @param product multiplies the inputs
   * @param w [SIZE²], overwritten
   */
  public void quarterAngles(PairTile tile, TileProduct product, double[] w) {
    gram(tile.firstA(), tile.firstB(), product, w);
    for (int a = tile.firstA(); a < tile.firstA() + SIZE; a++) {
      int at = tile.row(a) - tile.firstB();
      int end = a < tile.endA() ? Math.max(tile.firstB(), tile.endOfRow(a)) : tile.firstB();
      for (int b = tile.firstB(); b < end; b++) {
        w[at + b] = quarterAngle(a, b, w[at + b]);
      }
      Arrays.fill(w, at + end, at + tile.firstB() + SIZE, 0);
    }
  }

  /** Fills a tile with K_ab for a from firstA and b from firstB on. */
  void gram(int firstA, int firstB, TileProduct product, double[] gram) {
    double[] a = pool.take();
    double[] b = pool.take();
    double[] part = pool.take();
    Arrays.fill(gram, 0);
    for (int column = 0; column < dimension(); column += SIZE) {
      Tiles.copy(rows, firstB, count(), column, dimension(), a);
      Tiles.transpose(a, b);
      Tiles.copy(rows, firstA, count(), column, dimension(), a);
      product.multiply(a, b, part);
      for (int i = 0; i < gram.length; i++) {
        gram[i] += part[i];
      }
    }
    for (int i = 0; i < gram.length; i++) {
      gram[i] /= dimension();
    }
    pool.give(a, b, part);
  }

  /**
   * Returns w = tan(θ/4) = √y/(1 + √(1 - y)) of two inputs at the angle θ, y = (1 - c)/2. Where
   * they are nearly parallel or opposite, the angle comes from their difference, to 1e-16 of that:
   *
   * <pre>
   * sin θ = |s||d⊥|/(2 |x_a||x_b|),   s = x_a + x_b,  d⊥ = d - s (d·s)/|s|²,  d = x_a - x_b
   * </pre>
   *
   * @param gram K_ab to the digits of a product
   */
  double quarterAngle(int a, int b, double gram) {
    double c = gram / (q[a] == q[b] ? q[a] : Math.sqrt(q[a]) * Math.sqrt(q[b]));
    double y = 0.5 * (1 - c);
    double z = 0.5 * (1 + c);
    if (!(Math.abs(c) < NEARLY_PARALLEL)) {
      double sine2 = Math.min(1, sineSquared(a, b, Math.signum(c)));
      double small = 0.5 * sine2 / (1 + Math.sqrt(1 - sine2));
      y = c > 0 ? small : 1 - small;
      z = c > 0 ? 1 - small : small;
    }
    return Math.sqrt(y) / (1 + Math.sqrt(z));
  }

  /** sin² θ of x_a and ±x_b. */
  private double sineSquared(int a, int b, double sign) {
    double[] xa = rows[a];
    double[] xb = rows[b];
    double along = 0;
    double square = 0;
    for (int i = 0; i < xa.length; i++) {
      double s = xa[i] + sign * xb[i];
      along += s * (xa[i] - sign * xb[i]);
      square += s * s;
    }
    double share = along / square;
    double across = 0;
    for (int i = 0; i < xa.length; i++) {
      double d = xa[i] - sign * xb[i] - share * (xa[i] + sign * xb[i]);
      across += d * d;
    }
    double n = xa.length;
    return square / n / q[a] * (across / n / q[b]) / 4;
  }
}
