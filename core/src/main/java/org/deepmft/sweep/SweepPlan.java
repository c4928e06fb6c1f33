package org.deepmft.sweep;

import org.deepmft.backend.PhaseTile;
import org.deepmft.meanfield.InitialState;

/**
 * A phase diagram to be computed: a grid of σ_w² by σ_b², cut into square tiles.
 *
 * <p>Rows of the grid are σ_b², columns σ_w². Tiles at the far edges are smaller.
 *
 * @param sigmaW2 the columns
 * @param sigmaB2 the rows
 * @param tileSize rows and columns of a tile, at least 1
 * @param start the state of layer 0
 */
public record SweepPlan(Axis sigmaW2, Axis sigmaB2, int tileSize, InitialState start) {

  /** Points of a tile at most, so that its columns fit into memory. */
  private static final int LARGEST_TILE = 4096;

  /**
   * Checks the plan.
   *
   * @throws IllegalArgumentException if the tile size is out of range
   */
  public SweepPlan {
    if (!(tileSize >= 1 && tileSize <= LARGEST_TILE)) {
      throw new IllegalArgumentException(
          "tile must lie between 1 and " + LARGEST_TILE + ", got " + tileSize);
    }
  }

  /**
   * A tile's place in the grid.
   *
   * @param row index of the tile among the tiles of a column
   * @param column index of the tile among the tiles of a row
   */
  public record Place(int row, int column) {}

  /** Returns the number of points. */
  public long points() {
    return (long) sigmaW2.size() * sigmaB2.size();
  }

  /** Returns the number of tiles along σ_b². */
  public int tileRows() {
    return (sigmaB2.size() + tileSize - 1) / tileSize;
  }

  /** Returns the number of tiles along σ_w². */
  public int tileColumns() {
    return (sigmaW2.size() + tileSize - 1) / tileSize;
  }

  /** Returns the number of tiles. */
  public long tiles() {
    return (long) tileRows() * tileColumns();
  }

  /** Returns the place of tile number t, counted row by row. */
  public Place place(long t) {
    return new Place((int) (t / tileColumns()), (int) (t % tileColumns()));
  }

  /** Returns the number of grid rows in a tile. */
  public int rows(Place place) {
    return Math.min(tileSize, sigmaB2.size() - place.row() * tileSize);
  }

  /** Returns the number of grid columns in a tile. */
  public int columns(Place place) {
    return Math.min(tileSize, sigmaW2.size() - place.column() * tileSize);
  }

  /** Returns the number of points in a tile. */
  public long points(Place place) {
    return (long) rows(place) * columns(place);
  }

  /** Returns the points of a tile, row by row. */
  public PhaseTile tile(Place place) {
    int rows = rows(place);
    int columns = columns(place);
    double[] w2 = new double[rows * columns];
    double[] b2 = new double[rows * columns];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        w2[i * columns + j] = sigmaW2.get(place.column() * tileSize + j);
        b2[i * columns + j] = sigmaB2.get(place.row() * tileSize + i);
      }
    }
    return new PhaseTile(w2, b2, start);
  }
}
