package org.deepmft.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Blocks follow one another in C order, each in one row of chunks, and keep within the room. */
class RowBlocksTest {

  @Property
  void blocksHoldEveryPointOnceInOrder(
      @ForAll @IntRange(min = 1, max = 40) int rows,
      @ForAll @IntRange(min = 1, max = 40) int columns,
      @ForAll @IntRange(min = 1, max = 45) int chunkRows,
      @ForAll @IntRange(min = 1, max = 45) int chunkColumns,
      @ForAll @IntRange(min = 1, max = 300) int most)
      throws IOException {
    long[] next = {0};
    new RowBlocks(rows, columns, chunkRows, chunkColumns, most)
        .forEach(
            (origin, extents) -> {
              assertEquals(next[0], (long) origin[0] * columns + origin[1], "the next point");
              boolean whole = extents[1] == columns;
              assertTrue(whole || extents[0] == 1, "whole rows, or a part of one");
              assertEquals(
                  origin[0] / chunkRows,
                  (origin[0] + extents[0] - 1) / chunkRows,
                  "one chunk high");
              assertTrue(
                  extents[0] * extents[1] <= Math.max(most, chunkColumns), "too many points");
              next[0] += (long) extents[0] * extents[1];
            });
    assertEquals((long) rows * columns, next[0]);
  }
}
