package org.deepmft.kernel;

/**
 * Products of square tiles, of which larger products and factorisations are put together.
 *
 * <p>Implementations are thread-safe and their bits do not depend on the number of threads.
 */
public interface TileProduct {

  /** Rows and columns of a tile. */
  int SIZE = 256;

  /** Computes in plain Java. */
  TileProduct PLAIN = new PlainProduct();

  /**
   * Computes c = a b.
   *
   * @param a a tile, row by row
   * @param b a tile, row by row
   * @param c the product, row by row; overwritten
   */
  void multiply(double[] a, double[] b, double[] c);

  /**
   * Solves x Lᵀ = b for each row of b, forward: in plain Java unless overridden.
   *
   * @param lower a tile, row by row; what is above its diagonal is not read
   * @param n rows and columns of L; columns of b from n on stay
   * @param b a tile, row by row; x takes its place
   */
  default void solve(double[] lower, int n, double[] b) {
    double[] transposed = new double[SIZE * SIZE];
    Tiles.transpose(lower, transposed);
    for (int at = 0; at < b.length; at += SIZE) {
      for (int k = 0; k < n; k++) {
        double x = b[at + k] / transposed[k * SIZE + k];
        b[at + k] = x;
        for (int r = k + 1; r < n; r++) {
          b[at + r] -= x * transposed[k * SIZE + r];
        }
      }
    }
  }
}
