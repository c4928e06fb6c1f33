package org.deepmft.kernel;

/**
 * The pairs (a, b) with b &lt; a of a tile of the kernel matrix; they fill arrays of {@link
 * TileProduct#SIZE} rows and columns.
 *
 * @param firstA first a
 * @param endA one more than the last a, at most SIZE more than the first
 * @param firstB first b
 * @param endB one more than the last b, at most SIZE more than the first
 */
public record PairTile(int firstA, int endA, int firstB, int endB) {

  /** Returns one more than the last b that makes a pair with a. */
  public int endOfRow(int a) {
    return Math.min(endB, a);
  }

  /** Returns where in an array the first pair of a lies. */
  public int row(int a) {
    return (a - firstA) * TileProduct.SIZE;
  }
}
