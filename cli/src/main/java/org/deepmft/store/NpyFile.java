package org.deepmft.store;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Matrices and vectors in NumPy's npy format (NumPy Enhancement Proposal 1, versions 1 to 3), of
 * float32 or float64, in either byte order, by rows or by columns.
 */
public final class NpyFile {

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int LONGEST_HEADER = 1 << 16;
  private static final Pattern TYPE = Pattern.compile("'descr':\\s*'([^']*)'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order':\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape':\\s*\\(([\\d,\\s]*)\\)");

  private final Path file;
  private final String type;
  private final boolean byColumns;
  private final long start;
  private final int rows;
  private final int columns;

  private NpyFile(Path file, String header, long start, long size) {
    this.file = file;
    this.start = start;
    this.type = find(TYPE, header, "dtype must be float32 or float64");
    this.byColumns = find(ORDER, header, "header must say fortran_order").equals("True");
    String shape = find(SHAPE, header, "header must say shape");
    if (!type.matches("[<>=]f[48]")) {
      throw wrong("dtype must be float32 or float64, got " + type + "; use x.astype('float64')");
    }
    long[] extents =
        Arrays.stream(shape.split(","))
            .map(String::strip)
            .filter(word -> !word.isEmpty())
            .mapToLong(word -> word.length() > 9 ? Integer.MAX_VALUE : Long.parseLong(word))
            .toArray();
    if (extents.length < 1 || extents.length > 2) {
      throw wrong("shape must be [M] or [M, D], got (" + shape + ")");
    }
    long width = extents.length == 1 ? 1 : extents[1];
    if (extents[0] == 0 || width == 0) {
      throw wrong("must have rows and columns, got shape (" + shape + ")");
    }
    long bytes = start + extents[0] * width * itemSize();
    if (size != bytes) {
      throw wrong("must have " + bytes + " bytes by its header, has " + size + "; is it whole?");
    }
    this.rows = (int) extents[0];
    this.columns = (int) width;
  }

  private String find(Pattern pattern, String header, String rule) {
    Matcher found = pattern.matcher(header);
    if (!found.find()) {
      throw wrong(rule);
    }
    return found.group(1);
  }

  private IllegalArgumentException wrong(String rule) {
    return new IllegalArgumentException(file + ": " + rule);
  }

  /**
   * Reads what stands before the values.
   *
   * @param file the file
   * @throws IllegalArgumentException if it is no npy file of float32 or float64, [M] or [M, D], or
   *     is not whole
   * @throws IOException if it cannot be read
   */
  public static NpyFile open(Path file) throws IOException {
    if (Files.isDirectory(file) || Files.notExists(file)) {
      throw new IllegalArgumentException(
          file
              + ": must be a NumPy file (.npy), "
              + (Files.isDirectory(file) ? "is a directory" : "does not exist"));
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      byte[] magic = bytes(channel, MAGIC.length + 2);
      boolean known = magic[MAGIC.length] >= 1 && magic[MAGIC.length] <= 3;
      if (!Arrays.equals(Arrays.copyOf(magic, MAGIC.length), MAGIC) || !known) {
        throw new EOFException();
      }
      int width = magic[MAGIC.length] == 1 ? Short.BYTES : Integer.BYTES;
      ByteBuffer length = ByteBuffer.wrap(Arrays.copyOf(bytes(channel, width), Integer.BYTES));
      int size = length.order(ByteOrder.LITTLE_ENDIAN).getInt();
      if (size < 0 || size > LONGEST_HEADER) {
        throw new EOFException();
      }
      String header = new String(bytes(channel, size), StandardCharsets.ISO_8859_1);
      return new NpyFile(file, header, channel.position(), channel.size());
    } catch (EOFException e) {
      throw new IllegalArgumentException(
          file + ": must be a NumPy file (.npy); write it with numpy.save", e);
    }
  }

  private static byte[] bytes(FileChannel channel, int count) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(count);
    read(channel, buffer);
    return buffer.array();
  }

  private static void read(FileChannel channel, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new EOFException("file ends too early");
      }
    }
    buffer.flip();
  }

  private int itemSize() {
    return type.charAt(2) - '0';
  }

  /** Returns M. */
  public int rows() {
    return rows;
  }

  /** Returns D; 1 for a vector. */
  public int columns() {
    return columns;
  }

  /**
   * Reads the values, [M][D].
   *
   * @throws IOException if they cannot be read
   */
  public double[][] read() throws IOException {
    double[][] values = new double[rows][columns];
    int outer = byColumns ? columns : rows;
    int inner = byColumns ? rows : columns;
    ByteBuffer buffer = ByteBuffer.allocate(Math.multiplyExact(inner, itemSize()));
    ByteOrder big = ByteOrder.BIG_ENDIAN;
    buffer.order(type.charAt(0) == '>' ? big : ByteOrder.LITTLE_ENDIAN);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      channel.position(start);
      for (int i = 0; i < outer; i++) {
        buffer.clear();
        read(channel, buffer);
        for (int k = 0; k < inner; k++) {
          double value = itemSize() == Float.BYTES ? buffer.getFloat() : buffer.getDouble();
          values[byColumns ? k : i][byColumns ? i : k] = value;
        }
      }
    }
    return values;
  }
}
