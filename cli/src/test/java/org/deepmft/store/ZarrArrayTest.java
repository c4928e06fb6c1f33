package org.deepmft.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ZarrArrayTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(ints = {1, 31, 32, 33, 64, 255, 256, 257})
  void everyValueOfOneDimensionComesBackToTheBit(int n) throws IOException {
    ZarrArray array =
        group().createArray("x", ArraySpec.float64(new int[] {n}, new int[] {32}, "i"));
    double[] values = noise(n);
    for (int c = 0; c < array.chunkCounts()[0]; c++) {
      array.writeChunk(new int[] {c}, Arrays.copyOfRange(values, 32 * c, Math.min(32 * c + 32, n)));
    }
    assertArrayEquals(bits(values), bits(reopened("x").readAll()));
  }

  @ParameterizedTest
  @CsvSource({"1,1", "1,9", "9,1", "3,5", "4,4", "5,3", "4,8", "7,11", "8,12", "9,13"})
  void everyValueOfTwoDimensionsComesBackFromClippedEdgeChunks(int rows, int columns)
      throws IOException {
    int[] shape = {rows, columns};
    ZarrArray array =
        group().createArray("x", ArraySpec.float64(shape, new int[] {4, 6}, "row", "column"));
    double[] values = noise(rows * columns);
    writeAll(array, shape, values);
    assertArrayEquals(bits(values), bits(reopened("x").readAll()));
    assertArrayEquals(
        new int[] {(rows - 1) % 4 + 1, (columns - 1) % 6 + 1},
        array.chunkShape((rows - 1) / 4, (columns - 1) / 6));
  }

  @Test
  void everyValueOfThreeDimensionsComesBack() throws IOException {
    int[] shape = {3, 5, 7};
    ZarrArray array =
        group().createArray("x", ArraySpec.float64(shape, new int[] {2, 5, 3}, "a", "b", "c"));
    double[] values = noise(3 * 5 * 7);
    writeAll(array, shape, values);
    assertArrayEquals(new int[] {2, 1, 3}, array.chunkCounts());
    assertArrayEquals(bits(values), bits(reopened("x").readAll()));
  }

  @Test
  void everyByteComesBack() throws IOException {
    byte[] values = new byte[256];
    for (int i = 0; i < 256; i++) {
      values[i] = (byte) i;
    }
    ZarrArray array =
        group().createArray("x", ArraySpec.int8(new int[] {256}, new int[] {300}, -1, "i"));
    array.writeChunk(new int[] {0}, values);
    assertArrayEquals(values, reopened("x").readBytes(0));
    assertEquals(-128, reopened("x").readAll()[128]);
  }

  @ParameterizedTest
  @CsvSource({"1,1,1", "2,3,1", "1,7,4", "3,1,2", "5,20,9", "2,2,2"})
  void aDecimatedArrayHasTheElementsAtMultiplesOfTheStrides(int s0, int s1, int s2)
      throws IOException {
    int[] shape = {5, 13, 9};
    ZarrArray array =
        group().createArray("x", ArraySpec.float64(shape, new int[] {2, 4, 9}, "a", "b", "c"));
    double[] values = noise(5 * 13 * 9);
    writeAll(array, shape, values);
    double[] expected =
        IntStream.range(0, values.length)
            .filter(i -> i / 117 % s0 == 0 && i / 9 % 13 % s1 == 0 && i % 9 % s2 == 0)
            .mapToDouble(i -> values[i])
            .toArray();
    assertArrayEquals(bits(expected), bits(array.readDecimated(s0, s1, s2)));
  }

  @Test
  void aDecimatedArrayDoesNotReadChunksItNeedsNothingOf() throws IOException {
    ZarrArray array =
        group().createArray("x", ArraySpec.float64(new int[] {9}, new int[] {2}, "i"));
    writeAll(array, new int[] {9}, noise(9));
    Files.write(array.chunkFile(1), new byte[3]);
    assertEquals(3, array.readDecimated(4).length);
    assertThrows(DamagedChunkException.class, () -> array.readDecimated(2));
  }

  @Test
  void aMissingChunkReadsAsTheFillValue() throws IOException {
    ZarrArray q = group().createArray("q", ArraySpec.float64(new int[] {5}, new int[] {3}, "i"));
    ZarrArray s = group().createArray("s", ArraySpec.int8(new int[] {5}, new int[] {3}, -1, "i"));
    q.writeChunk(new int[] {1}, new double[] {4, 5});
    s.writeChunk(new int[] {0}, new byte[] {0, 1, 2});
    assertFalse(q.hasChunk(0));
    assertFalse(q.intact(0));
    assertTrue(q.hasChunk(1));
    assertTrue(q.intact(1));
    assertArrayEquals(new double[] {Double.NaN, Double.NaN, Double.NaN, 4, 5}, q.readAll());
    assertArrayEquals(new byte[] {-1, -1}, s.readBytes(1));
    assertArrayEquals(new double[] {0, 1, 2, -1, -1}, s.readAll());
  }

  @Test
  void aChunkOfFillValuesIsThere() throws IOException {
    ZarrArray array =
        group().createArray("x", ArraySpec.float64(new int[] {2}, new int[] {2}, "i"));
    array.writeChunk(new int[] {0}, new double[] {Double.NaN, Double.NaN});
    assertTrue(array.intact(0));
  }

  @Test
  void theSameValuesGiveTheSameBytesWhateverTheBitsOfNaN() throws IOException {
    double otherNaN = Double.longBitsToDouble(0xfff8000000000001L);
    byte[][] files = new byte[2][];
    for (int i = 0; i < 2; i++) {
      ZarrArray array =
          group().createArray("x" + i, ArraySpec.float64(new int[] {999}, new int[] {1000}, "i"));
      double[] values = noise(999);
      values[7] = i == 0 ? Double.NaN : otherNaN;
      array.writeChunk(new int[] {0}, values);
      files[i] = Files.readAllBytes(array.chunkFile(0));
    }
    assertArrayEquals(files[0], files[1]);
  }

  @Test
  void chunksWrittenByManyThreadsEqualThoseWrittenByOne() throws IOException {
    int[] shape = {70, 90};
    int[] chunks = {9, 9};
    ZarrArray one = group().createArray("one", ArraySpec.float64(shape, chunks, "a", "b"));
    ZarrArray many = group().createArray("many", ArraySpec.float64(shape, chunks, "a", "b"));
    double[] values = noise(70 * 90);
    writeAll(one, shape, values);
    IntStream.range(0, 80)
        .parallel()
        .forEach(
            i -> {
              int[] index = {i / 10, i % 10};
              try {
                many.writeChunk(index, region(many, shape, values, index));
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    for (int i = 0; i < 80; i++) {
      int[] index = {i / 10, i % 10};
      assertEquals(-1, Files.mismatch(one.chunkFile(index), many.chunkFile(index)));
    }
    try (Stream<Path> files = Files.list(many.chunkFile(0, 0).getParent())) {
      assertEquals(82, files.count(), "80 chunks, .zarray and .zattrs");
    }
  }

  @Test
  void whatAKilledRunLeftIsNotReadAndCanBeRemoved() throws IOException {
    ZarrArray array =
        group().createArray("x", ArraySpec.float64(new int[] {4}, new int[] {2}, "i"));
    array.writeChunk(new int[] {0}, new double[] {1, 2});
    Path leftover = array.chunkFile(1).resolveSibling(".1.tmp-0123456789abcdef");
    Files.write(leftover, new byte[100]);
    Files.write(directory.resolve("store/..zattrs.tmp-fedcba9876543210"), new byte[1]);
    assertFalse(array.hasChunk(1));
    assertArrayEquals(new double[] {1, 2, Double.NaN, Double.NaN}, array.readAll());
    assertEquals(1, array.removeTemporaries());
    assertEquals(1, group().removeTemporaries());
    assertFalse(Files.exists(leftover));
    assertArrayEquals(new double[] {1, 2, Double.NaN, Double.NaN}, array.readAll());
    assertEquals("x", array.name());
  }

  @Test
  void valuesThatDoNotFitTheChunkAreRefused() throws IOException {
    ZarrArray array =
        group().createArray("x", ArraySpec.float64(new int[] {4, 5}, new int[] {4, 4}, "a", "b"));
    Exception length =
        assertThrows(
            IllegalArgumentException.class,
            () -> array.writeChunk(new int[] {0, 1}, new double[16]));
    assertEquals("chunk [0, 1] of x must have [4, 1] values, got 16", length.getMessage());
    assertThrows(IllegalStateException.class, () -> array.writeChunk(new int[2], new byte[16]));
    assertThrows(IllegalStateException.class, () -> array.readBytes(0, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> array.hasChunk(1, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> array.chunkShape(0, -1));
    assertThrows(IllegalArgumentException.class, () -> array.hasChunk(0));
    assertThrows(IllegalArgumentException.class, () -> array.readDecimated(1, 0));
  }

  @Test
  void anArrayTooLargeForJavaIsReadDecimatedOnly() throws IOException {
    int n = 1 << 20;
    int chunk = 1 << 18;
    ZarrArray array =
        group()
            .createArray("x", ArraySpec.int8(new int[] {n, n}, new int[] {chunk, 2}, 3, "a", "b"));
    assertThrows(IllegalArgumentException.class, array::readAll);
    double[] picture = array.readDecimated(1 << 19, 1 << 19);
    assertArrayEquals(new double[] {3, 3, 3, 3}, picture);
  }

  private ZarrGroup group() throws IOException {
    Path store = directory.resolve("store");
    return Files.exists(store) ? ZarrGroup.open(store) : ZarrGroup.create(store, Map.of());
  }

  private ZarrArray reopened(String name) throws IOException {
    return group().array(name);
  }

  private static void writeAll(ZarrArray array, int[] shape, double[] values) throws IOException {
    int[] index = new int[shape.length];
    do {
      array.writeChunk(index, region(array, shape, values, index));
    } while (ChunkGrid.next(index, array.chunkCounts()));
  }

  /** The slow way: each element of the chunk by its coordinates in the array. */
  private static double[] region(ZarrArray array, int[] shape, double[] values, int[] index) {
    int[] valid = array.chunkShape(index);
    double[] region = new double[Arrays.stream(valid).reduce(1, (a, b) -> a * b)];
    for (int i = 0; i < region.length; i++) {
      int rest = i;
      int offset = 0;
      int stride = 1;
      for (int d = shape.length - 1; d >= 0; d--) {
        offset += stride * (index[d] * array.spec().chunks().get(d) + rest % valid[d]);
        rest /= valid[d];
        stride *= shape[d];
      }
      region[i] = values[offset];
    }
    return region;
  }

  /** Noise with the values that a careless writer loses. */
  private static double[] noise(int n) {
    double[] values = new Random(n).doubles(n, -1, 1).toArray();
    double[] special = {-0.0, Double.MIN_VALUE, Double.NEGATIVE_INFINITY, Double.NaN, 1e308};
    System.arraycopy(special, 0, values, 0, Math.min(n, special.length));
    return values;
  }

  private static long[] bits(double[] values) {
    return Arrays.stream(values).mapToLong(Double::doubleToRawLongBits).toArray();
  }
}
