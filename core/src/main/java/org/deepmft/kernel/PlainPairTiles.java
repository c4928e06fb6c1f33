package org.deepmft.kernel;

/**
 * Tiles in plain Java.
 *
 * @param pairs the kernels of a pair
 * @param inputs the data
 * @param product multiplies the inputs
 * @param pool room for angles
 */
record PlainPairTiles(PairKernel pairs, Inputs inputs, TileProduct product, TilePool pool)
    implements PairTiles {

  @Override
  public void fill(PairTile tile, double[][] out) {
    double[] w = pool.take();
    inputs.quarterAngles(tile, product, w);
    double[] one = new double[pairs.outputs()];
    for (int a = tile.firstA(); a < tile.endA(); a++) {
      int row = tile.row(a);
      for (int b = tile.firstB(); b < tile.endOfRow(a); b++) {
        int at = row + b - tile.firstB();
        pairs.pair(a, b, w[at], one);
        for (int f = 0; f < one.length; f++) {
          out[f][at] = one[f];
        }
      }
    }
    pool.give(w);
  }

  @Override
  public void close() {}
}
