package org.deepmft.export;

import java.io.IOException;
import java.util.List;

/**
 * A grid cut into blocks that follow one another in C order and fit into memory.
 *
 * <p>A block is some whole rows of one row of chunks; where already a row is too long, a part of a
 * row that lies in one chunk.
 *
 * @param rows rows of the grid
 * @param columns columns of the grid
 * @param chunkRows rows of a chunk
 * @param chunkColumns columns of a chunk
 * @param most the most points of a block, unless a chunk's row has more
 */
record RowBlocks(int rows, int columns, int chunkRows, int chunkColumns, int most) {

  /** Doubles held at a time: 64 MB. */
  private static final int ROOM = 1 << 23;

  /** Uses a block. */
  @FunctionalInterface
  interface Use {

    /**
     * Uses a block.
     *
     * @param origin row and column of its first point
     * @param extents its rows and columns
     */
    void block(int[] origin, int[] extents) throws IOException;
  }

  /**
   * The blocks of a grid.
   *
   * @param shape rows and columns
   * @param chunks rows and columns of a chunk
   * @param fields doubles held for each point
   */
  static RowBlocks of(List<Integer> shape, List<Integer> chunks, int fields) {
    return new RowBlocks(shape.get(0), shape.get(1), chunks.get(0), chunks.get(1), ROOM / fields);
  }

  /** Uses every block, in order. */
  void forEach(Use use) throws IOException {
    int high = Math.min(chunkRows, most / columns);
    int row = 0;
    while (row < rows) {
      if (high == 0) {
        for (int column = 0; column < columns; column += chunkColumns) {
          use.block(
              new int[] {row, column}, new int[] {1, Math.min(chunkColumns, columns - column)});
        }
        row++;
      } else {
        int below = Math.min(rows - row, chunkRows - row % chunkRows);
        int taken = Math.min(high, below);
        use.block(new int[] {row, 0}, new int[] {taken, columns});
        row += taken;
      }
    }
  }
}
