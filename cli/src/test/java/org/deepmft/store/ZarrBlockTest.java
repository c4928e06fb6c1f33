package org.deepmft.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZarrBlockTest {

  private static final int[] SHAPE = {5, 7, 4};

  @TempDir Path directory;

  private ZarrArray array() throws IOException {
    ZarrArray array =
        ZarrGroup.create(directory.resolve("store"), Map.of())
            .createArray("a", ArraySpec.float64(SHAPE, new int[] {2, 3, 3}, "i", "j", "k"));
    Random random = new Random(1);
    int[] index = new int[3];
    do {
      int n = ChunkGrid.size(array.chunkShape(index));
      array.writeChunk(index, random.doubles(n).toArray());
    } while (ChunkGrid.next(index, array.chunkCounts()));
    return array;
  }

  @Test
  void everyBlockIsThatPartOfTheWhole() throws IOException {
    ZarrArray array = array();
    Files.delete(array.chunkFile(1, 1, 0));
    double[] all = array.readAll();
    int[] origin = new int[3];
    do {
      int[] most = {SHAPE[0] - origin[0], SHAPE[1] - origin[1], SHAPE[2] - origin[2]};
      for (int[] extents : new int[][] {most, {1, 1, 1}, {1, most[1], 1}, {most[0], 1, most[2]}}) {
        double[] block = array.readBlock(origin, extents);
        assertEquals(ChunkGrid.size(extents), block.length);
        int[] at = new int[3];
        for (double value : block) {
          int i = ((origin[0] + at[0]) * SHAPE[1] + origin[1] + at[1]) * SHAPE[2];
          assertEquals(all[i + origin[2] + at[2]], value);
          ChunkGrid.next(at, extents);
        }
      }
    } while (ChunkGrid.next(origin, SHAPE));
  }

  @Test
  void aBlockOutsideIsRefused() throws IOException {
    ZarrArray array = array();
    for (int[] extents : new int[][] {{6, 1, 1}, {1, 1, 5}, {0, 1, 1}, {1, Integer.MAX_VALUE, 1}}) {
      assertThrows(
          IndexOutOfBoundsException.class, () -> array.readBlock(new int[] {0, 0, 0}, extents));
    }
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> array.readBlock(new int[] {0, -1, 0}, new int[] {1, 1, 1}));
  }
}
