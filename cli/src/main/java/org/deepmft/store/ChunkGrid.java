package org.deepmft.store;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Where chunks lie in an array.
 *
 * <p>Chunk {@code i} covers the elements {@code i[d] * chunks[d] + (0 .. valid[d] - 1)} of each
 * dimension d, {@code valid[d]} = min(chunks[d], shape[d] - i[d] chunks[d]). On disk every chunk is
 * full, {@code chunks[d]} wide; what lies outside the array is padding.
 */
final class ChunkGrid {
  private final int[] shape;
  private final int[] chunks;
  private final int[] counts;

  ChunkGrid(List<Integer> shape, List<Integer> chunks) {
    this.shape = shape.stream().mapToInt(Integer::intValue).toArray();
    this.chunks = chunks.stream().mapToInt(Integer::intValue).toArray();
    this.counts = new int[this.shape.length];
    Arrays.setAll(counts, d -> (this.shape[d] - 1) / this.chunks[d] + 1);
  }

  /** Chunks along each dimension. */
  int[] counts() {
    return counts.clone();
  }

  /** The chunk's file name, such as {@code 3.0}. */
  String key(int[] index) {
    if (index.length != counts.length) {
      throw new IllegalArgumentException(
          "a chunk index must have " + counts.length + " entries, got " + Arrays.toString(index));
    }
    for (int d = 0; d < counts.length; d++) {
      if (!(index[d] >= 0 && index[d] < counts[d])) {
        throw new IndexOutOfBoundsException(
            "chunk " + Arrays.toString(index) + " lies outside " + Arrays.toString(counts));
      }
    }
    return Arrays.stream(index).mapToObj(Integer::toString).collect(Collectors.joining("."));
  }

  /** First element of the chunk along each dimension. */
  int[] origin(int[] index) {
    int[] origin = new int[index.length];
    Arrays.setAll(origin, d -> index[d] * chunks[d]);
    return origin;
  }

  /** Extent of the chunk's part that lies in the array. */
  int[] valid(int[] index) {
    int[] valid = new int[index.length];
    Arrays.setAll(valid, d -> Math.min(chunks[d], shape[d] - index[d] * chunks[d]));
    return valid;
  }

  /** Elements of a full chunk. */
  int fullSize() {
    return size(chunks);
  }

  /** The valid region's items inside a full chunk of {@code filler} items, both in C order. */
  byte[] pad(byte[] region, int[] index, byte[] filler) {
    int[] valid = valid(index);
    if (Arrays.equals(valid, chunks)) {
      return region;
    }
    byte[] full = new byte[fullSize() * filler.length];
    for (int i = 0; i < full.length; i += filler.length) {
      System.arraycopy(filler, 0, full, i, filler.length);
    }
    copyRows(region, full, valid, filler.length, true);
    return full;
  }

  /** The inverse of {@link #pad}: the valid region's items out of a full chunk. */
  byte[] clip(byte[] full, int[] index, int itemSize) {
    int[] valid = valid(index);
    if (Arrays.equals(valid, chunks)) {
      return full;
    }
    byte[] region = new byte[size(valid) * itemSize];
    copyRows(region, full, valid, itemSize, false);
    return region;
  }

  private void copyRows(byte[] region, byte[] full, int[] valid, int itemSize, boolean toFull) {
    int last = valid.length - 1;
    int[] rows = Arrays.copyOf(valid, last);
    int[] row = new int[last];
    int length = valid[last] * itemSize;
    int inRegion = 0;
    do {
      int inFull = offset(row, chunks) * itemSize;
      if (toFull) {
        System.arraycopy(region, inRegion, full, inFull, length);
      } else {
        System.arraycopy(full, inFull, region, inRegion, length);
      }
      inRegion += length;
    } while (next(row, rows));
  }

  /**
   * Copies those elements of a chunk's valid region that a picture needs.
   *
   * @param region the valid region, C order
   * @param picture result of every strides[d]-th element of the array, C order
   * @param pictureShape ceil(shape / strides)
   */
  void decimate(double[] region, int[] index, int[] strides, double[] picture, int[] pictureShape) {
    int rank = shape.length;
    int last = rank - 1;
    int[] valid = valid(index);
    int[] origin = origin(index);
    int[] first = firstKept(index, strides);
    int[] kept = new int[rank];
    Arrays.setAll(kept, d -> ceilDiv(origin[d] + valid[d], strides[d]) - first[d]);
    int[] rows = Arrays.copyOf(kept, last);
    int[] row = new int[last];
    int[] from = new int[last];
    int[] to = new int[last];
    int start = first[last] * strides[last] - origin[last];
    do {
      for (int d = 0; d < last; d++) {
        to[d] = first[d] + row[d];
        from[d] = to[d] * strides[d] - origin[d];
      }
      int source = offset(from, valid) + start;
      int target = offset(to, pictureShape) + first[last];
      for (int i = 0; i < kept[last]; i++) {
        picture[target + i] = region[source + i * strides[last]];
      }
    } while (next(row, rows));
  }

  /**
   * Copies those elements of a chunk's valid region that lie in a block, which the chunk must meet.
   *
   * @param region the valid region, C order
   * @param block result, C order
   * @param corner index of the block's first element in the array
   * @param extents its extents
   */
  void copyBlock(double[] region, int[] index, double[] block, int[] corner, int[] extents) {
    int last = shape.length - 1;
    int[] valid = valid(index);
    int[] origin = origin(index);
    int[] low = new int[shape.length];
    int[] common = new int[shape.length];
    for (int d = 0; d < shape.length; d++) {
      low[d] = Math.max(origin[d], corner[d]);
      common[d] = Math.min(origin[d] + valid[d], corner[d] + extents[d]) - low[d];
    }
    int[] rows = Arrays.copyOf(common, last);
    int[] row = new int[last];
    int[] from = new int[shape.length];
    int[] to = new int[shape.length];
    do {
      for (int d = 0; d < shape.length; d++) {
        int at = low[d] + (d < last ? row[d] : 0);
        from[d] = at - origin[d];
        to[d] = at - corner[d];
      }
      System.arraycopy(region, offset(from, valid), block, offset(to, extents), common[last]);
    } while (next(row, rows));
  }

  /** Whether a picture with these strides needs an element of the chunk. */
  boolean keepsAny(int[] index, int[] strides) {
    int[] origin = origin(index);
    int[] valid = valid(index);
    int[] first = firstKept(index, strides);
    for (int d = 0; d < shape.length; d++) {
      if ((long) first[d] * strides[d] >= origin[d] + valid[d]) {
        return false;
      }
    }
    return true;
  }

  private int[] firstKept(int[] index, int[] strides) {
    int[] first = origin(index);
    Arrays.setAll(first, d -> ceilDiv(first[d], strides[d]));
    return first;
  }

  /**
   * Steps an index through all below {@code bounds} in C order; false, and zeros, past the last.
   */
  static boolean next(int[] index, int[] bounds) {
    for (int d = index.length - 1; d >= 0; d--) {
      if (++index[d] < bounds[d]) {
        return true;
      }
      index[d] = 0;
    }
    return false;
  }

  /** Product of the extents, which must fit an int. */
  static int size(int[] extents) {
    int size = 1;
    for (int extent : extents) {
      size = Math.multiplyExact(size, extent);
    }
    return size;
  }

  static int ceilDiv(int a, int b) {
    return a == 0 ? 0 : (a - 1) / b + 1;
  }

  /** C-order offset in a block; an index that is one entry short means the start of its row. */
  private static int offset(int[] index, int[] extents) {
    int offset = 0;
    for (int d = 0; d < extents.length; d++) {
      offset = offset * extents[d] + (d < index.length ? index[d] : 0);
    }
    return offset;
  }
}
