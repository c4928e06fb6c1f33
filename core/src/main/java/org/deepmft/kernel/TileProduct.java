package org.deepmft.kernel;

/**
 * Products of square tiles, of which larger products are put together.
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
}
