package org.deepmft.store;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.DataFormatException;

/**
 * An n-dimensional array on disk, written and read by chunks.
 *
 * <p>Values of a chunk are its valid region in C order (last index fastest): at the array's far
 * edges a chunk is clipped, and {@link #chunkShape} says to what. A chunk is on disk whole or not
 * at all; one whose values all equal the fill value is written too, since its presence says that it
 * is done. Different chunks may be written by different threads at once. The same values give the
 * same bytes, whatever the bits of a NaN.
 *
 * <p>Cost: a chunk's bytes twice in memory while it is written or read; two syncs for a write.
 */
public final class ZarrArray {
  static final String METADATA = ".zarray";

  private final Path directory;
  private final ArraySpec spec;
  private final ChunkGrid grid;

  private ZarrArray(Path directory, ArraySpec spec) {
    this.directory = directory;
    this.spec = spec;
    this.grid = new ChunkGrid(spec.shape(), spec.chunks());
  }

  static ZarrArray create(Path directory, ArraySpec spec) throws IOException {
    ZarrGroup.claim(directory);
    DurableFile.write(directory.resolve(ZarrGroup.ATTRIBUTES), Json.text(spec.attributesJson()));
    DurableFile.write(directory.resolve(METADATA), Json.text(spec.arrayJson()));
    return new ZarrArray(directory, spec);
  }

  static ZarrArray open(Path directory) throws IOException {
    if (!Files.exists(directory.resolve(METADATA))) {
      throw new NoSuchFileException(
          directory.toString(), null, "no Zarr array, .zarray is missing");
    }
    JsonObject array = Json.read(directory.resolve(METADATA));
    JsonObject attributes = ZarrGroup.readAttributes(directory);
    try {
      return new ZarrArray(directory, ArraySpec.fromJson(array, attributes));
    } catch (IllegalArgumentException | IllegalStateException | UnsupportedOperationException e) {
      throw new IOException("array " + directory + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** The array's name in its group. */
  public String name() {
    return directory.getFileName().toString();
  }

  /** What the array is. */
  public ArraySpec spec() {
    return spec;
  }

  /** Number of chunks along each dimension. */
  public int[] chunkCounts() {
    return grid.counts();
  }

  /**
   * Extents of a chunk's valid region.
   *
   * @throws IndexOutOfBoundsException if there is no such chunk
   */
  public int[] chunkShape(int... index) {
    grid.key(index);
    return grid.valid(index);
  }

  /** The chunk's file, whether it exists or not. */
  public Path chunkFile(int... index) {
    return directory.resolve(grid.key(index));
  }

  /**
   * Writes a chunk of a float64 array, replacing what was there.
   *
   * @param index of the chunk, one entry a dimension
   * @param values the valid region, C order
   * @throws IllegalArgumentException if values has another length
   * @throws IndexOutOfBoundsException if there is no such chunk
   * @throws IllegalStateException if the array is not float64
   * @throws IOException if the file cannot be written; then no part of it stays
   */
  public void writeChunk(int[] index, double[] values) throws IOException {
    require(DataType.FLOAT64);
    requireLength(index, values.length);
    write(index, encode(values));
  }

  /**
   * Writes a chunk of an int8 array; as {@link #writeChunk(int[], double[])}.
   *
   * @throws IOException if the file cannot be written; then no part of it stays
   */
  public void writeChunk(int[] index, byte[] values) throws IOException {
    require(DataType.INT8);
    requireLength(index, values.length);
    write(index, values);
  }

  /** Whether the chunk's file is there; not whether it is {@link #intact}. */
  public boolean hasChunk(int... index) {
    return Files.exists(chunkFile(index));
  }

  /**
   * Whether the chunk is there and its content what was written; false means compute it again.
   *
   * @throws IOException if the file is there and cannot be read
   */
  public boolean intact(int... index) throws IOException {
    try {
      return read(index) != null;
    } catch (DamagedChunkException e) {
      return false;
    }
  }

  /**
   * The valid region of an int8 chunk, C order; the fill value where the chunk was not written.
   *
   * @throws DamagedChunkException if the file is not what was written
   * @throws IndexOutOfBoundsException if there is no such chunk
   * @throws IllegalStateException if the array is not int8
   * @throws IOException if the file cannot be read
   */
  public byte[] readBytes(int... index) throws IOException {
    require(DataType.INT8);
    byte[] region = read(index);
    return region == null ? filled(index) : region;
  }

  /**
   * All elements in C order, those of an int8 array as doubles.
   *
   * @throws IllegalArgumentException if they do not fit a Java array
   * @throws IOException if a chunk is damaged or cannot be read
   */
  public double[] readAll() throws IOException {
    int[] strides = new int[spec.shape().size()];
    Arrays.fill(strides, 1);
    return readDecimated(strides);
  }

  /**
   * The elements of a block in C order, those of an int8 array as doubles; the fill value where a
   * chunk was not written. Reads the chunks that the block meets, one at a time.
   *
   * @param origin index of the block's first element
   * @param extents its extent along each dimension, at least 1
   * @throws IndexOutOfBoundsException if it lies outside the array
   * @throws IllegalArgumentException if it does not fit a Java array
   * @throws IOException if a chunk is damaged or cannot be read
   */
  public double[] readBlock(int[] origin, int[] extents) throws IOException {
    int rank = spec.shape().size();
    int[] first = new int[rank];
    int[] counts = new int[rank];
    for (int d = 0; d < rank; d++) {
      if (!(extents[d] >= 1 && origin[d] >= 0 && origin[d] <= spec.shape().get(d) - extents[d])) {
        throw new IndexOutOfBoundsException(
            "block of "
                + Arrays.toString(extents)
                + " at "
                + Arrays.toString(origin)
                + " lies outside "
                + spec.shape());
      }
      first[d] = origin[d] / spec.chunks().get(d);
      counts[d] = (origin[d] + extents[d] - 1) / spec.chunks().get(d) - first[d] + 1;
    }
    double[] block;
    try {
      block = new double[ChunkGrid.size(extents)];
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "a block of " + Arrays.toString(extents) + " is too large", e);
    }
    Arrays.fill(block, spec.fill());
    int[] step = new int[rank];
    int[] index = new int[rank];
    do {
      Arrays.setAll(index, d -> first[d] + step[d]);
      byte[] region = read(index);
      if (region != null) {
        grid.copyBlock(decode(region), index, block, origin, extents);
      }
    } while (ChunkGrid.next(step, counts));
    return block;
  }

  /**
   * Every strides[d]-th element along each dimension d, from the first on, C order, shape
   * ceil(shape / strides); those of an int8 array as doubles. Reads chunk by chunk, and only chunks
   * with an element that is kept, so a picture of a huge array takes little memory.
   *
   * @throws IllegalArgumentException if strides are not >= 1 and one a dimension, or the result
   *     does not fit a Java array
   * @throws IOException if a chunk is damaged or cannot be read
   */
  public double[] readDecimated(int... strides) throws IOException {
    int rank = spec.shape().size();
    if (strides.length != rank || Arrays.stream(strides).anyMatch(s -> !(s >= 1))) {
      throw new IllegalArgumentException(
          "strides must be " + rank + " numbers >= 1, got " + Arrays.toString(strides));
    }
    int[] shape = new int[rank];
    Arrays.setAll(shape, d -> ChunkGrid.ceilDiv(spec.shape().get(d), strides[d]));
    double[] picture;
    try {
      picture = new double[ChunkGrid.size(shape)];
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "an array of " + Arrays.toString(shape) + " is too large; use greater strides", e);
    }
    Arrays.fill(picture, spec.fill());
    int[] index = new int[rank];
    do {
      byte[] region = grid.keepsAny(index, strides) ? read(index) : null;
      if (region != null) {
        grid.decimate(decode(region), index, strides, picture, shape);
      }
    } while (ChunkGrid.next(index, grid.counts()));
    return picture;
  }

  /**
   * Deletes what killed runs left in this array; nobody may be writing to it meanwhile.
   *
   * @return the number of files deleted
   * @throws IOException if one cannot be deleted
   */
  public int removeTemporaries() throws IOException {
    return DurableFile.removeTemporaries(directory);
  }

  private void write(int[] index, byte[] region) throws IOException {
    byte[] full = grid.pad(region, index, filler());
    DurableFile.write(chunkFile(index), GzipFrame.compress(full));
  }

  /** The valid region's bytes, or null where the chunk was not written. */
  private byte[] read(int[] index) throws IOException {
    Path file = chunkFile(index);
    byte[] compressed;
    try {
      compressed = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return null;
    }
    int itemSize = spec.dtype().itemSize();
    try {
      byte[] full = GzipFrame.decompress(compressed, grid.fullSize() * itemSize);
      return grid.clip(full, index, itemSize);
    } catch (DataFormatException e) {
      throw new DamagedChunkException(file, e);
    }
  }

  private byte[] filler() {
    return spec.dtype() == DataType.INT8
        ? new byte[] {(byte) spec.fill()}
        : encode(new double[] {spec.fill()});
  }

  private byte[] filled(int[] index) {
    int size = ChunkGrid.size(grid.valid(index));
    if (spec.dtype() == DataType.INT8) {
      byte[] bytes = new byte[size];
      Arrays.fill(bytes, (byte) spec.fill());
      return bytes;
    }
    double[] values = new double[size];
    Arrays.fill(values, spec.fill());
    return encode(values);
  }

  private static byte[] encode(double[] values) {
    byte[] bytes = new byte[values.length * Double.BYTES];
    LongBuffer bits = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();
    for (int i = 0; i < values.length; i++) {
      // doubleToLongBits has one NaN; the processor's may carry a sign, the compiler's none.
      bits.put(i, Double.doubleToLongBits(values[i]));
    }
    return bytes;
  }

  private double[] decode(byte[] region) {
    double[] values = new double[region.length / spec.dtype().itemSize()];
    if (spec.dtype() == DataType.INT8) {
      Arrays.setAll(values, i -> region[i]);
    } else {
      ByteBuffer.wrap(region).order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().get(values);
    }
    return values;
  }

  private void require(DataType dtype) {
    if (spec.dtype() != dtype) {
      throw new IllegalStateException(
          "array " + name() + " holds " + spec.dtype() + ", not " + dtype);
    }
  }

  private void requireLength(int[] index, int length) {
    int[] valid = chunkShape(index);
    if (length != ChunkGrid.size(valid)) {
      throw new IllegalArgumentException(
          "chunk "
              + Arrays.toString(index)
              + " of "
              + name()
              + " must have "
              + Arrays.toString(valid)
              + " values, got "
              + length);
    }
  }
}
