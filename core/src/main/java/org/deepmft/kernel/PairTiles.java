package org.deepmft.kernel;

/**
 * What a backend does for kernels of data: tiles of pairs, for one network and data set. Many
 * threads may fill tiles at the same time. A pair's numbers depend on nothing but the pair.
 */
public interface PairTiles extends AutoCloseable {

  /** Makes them. */
  interface Source {

    /**
     * Returns what fills tiles.
     *
     * @param pairs the kernels of a pair
     * @param inputs the data
     */
    PairTiles of(PairKernel pairs, Inputs inputs);
  }

  /**
   * Fills a tile.
   *
   * @param tile the tile
   * @param out [2 stored][SIZE²]: 1 - c and Θ_ab as {@link PairKernel} gives them, at the places of
   *     the tile's pairs; what other places hold then is undefined
   */
  void fill(PairTile tile, double[][] out);

  @Override
  void close();

  /**
   * Returns tiles in plain Java, on the thread that asks.
   *
   * @param product multiplies the inputs
   */
  static Source plain(TileProduct product) {
    return (pairs, inputs) -> new PlainPairTiles(pairs, inputs, product, new TilePool());
  }
}
