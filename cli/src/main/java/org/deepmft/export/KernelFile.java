package org.deepmft.export;

import io.jhdf.object.datatype.FloatingPoint;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.ZipOutputStream;
import org.deepmft.store.DataType;

/**
 * Kernels and predictions as HDF5 or npz, an array each, or the kernels alone as one npy array [2,
 * M, M]. All are float64 in C order, streamed row by row.
 */
public final class KernelFile {

  /** Forms of the file, by the end of its name. */
  public enum Form {
    /** HDF5. */
    H5,
    /** NumPy's archive. */
    NPZ,
    /** One NumPy array. */
    NPY
  }

  private static final List<String> KERNELS = List.of("nngp", "ntk");

  private final Map<String, Object> attributes = new LinkedHashMap<>();
  private final Map<String, double[][]> arrays = new LinkedHashMap<>();
  private final Map<String, Integer> columns = new LinkedHashMap<>();

  /** Creates an empty file. */
  public KernelFile() {}

  /**
   * Returns the form that a name asks for.
   *
   * @param name name of a file
   * @throws IllegalArgumentException if it asks for none
   */
  public static Form form(String name) {
    String end = name.substring(name.lastIndexOf('.') + 1).toUpperCase(Locale.ROOT);
    return Arrays.stream(Form.values())
        .filter(form -> form.name().equals(end))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "out must end in .h5, .npz or .npy, got '" + name + "'"));
  }

  /**
   * Adds an attribute, which HDF5 alone keeps.
   *
   * @param name its name
   * @param value a string or a number
   */
  public void attribute(String name, Object value) {
    attributes.put(name, value);
  }

  /**
   * Adds a matrix; a vector has one row and is written without it.
   *
   * @param name its name
   * @param rows its rows, at least one
   * @param vector whether it is a vector
   */
  public void add(String name, double[][] rows, boolean vector) {
    arrays.put(name, rows);
    columns.put(name, vector ? 0 : rows[0].length);
  }

  private List<Integer> shape(String name) {
    double[][] rows = arrays.get(name);
    return columns.get(name) == 0 ? List.of(rows[0].length) : List.of(rows.length, rows[0].length);
  }

  /**
   * Writes the file.
   *
   * @param form its form
   * @param out where to
   * @throws IOException if it cannot be written
   */
  public void write(Form form, FileChannel out) throws IOException {
    switch (form) {
      case H5 -> writeHdf5(out);
      case NPZ -> writeNpz(out);
      default -> writeNpy(out);
    }
  }

  private void writeHdf5(FileChannel out) throws IOException {
    Hdf5File file = new Hdf5File(out);
    file.group(
        attributes,
        new ArrayList<>(arrays.keySet()),
        addresses -> {
          for (String name : arrays.keySet()) {
            int[] shape = shape(name).stream().mapToInt(Integer::intValue).toArray();
            Hdf5File.Values values =
                () -> {
                  for (double[] row : arrays.get(name)) {
                    file.append(bytes(row, FloatingPoint.DOUBLE.getByteOrder()));
                  }
                };
            addresses.put(name, file.dataset(FloatingPoint.DOUBLE, shape, Map.of(), values));
          }
        });
    file.finish();
  }

  private void writeNpz(FileChannel out) throws IOException {
    ZipOutputStream zip =
        new ZipOutputStream(
            new BufferedOutputStream(Channels.newOutputStream(out)), StandardCharsets.UTF_8);
    zip.setLevel(Deflater.BEST_SPEED);
    for (Map.Entry<String, double[][]> array : arrays.entrySet()) {
      PhaseNpz.begin(zip, array.getKey(), DataType.FLOAT64, shape(array.getKey()));
      for (double[] row : array.getValue()) {
        zip.write(bytes(row, ByteOrder.LITTLE_ENDIAN).array());
      }
      zip.closeEntry();
    }
    zip.finish();
    zip.flush();
  }

  private void writeNpy(FileChannel out) throws IOException {
    List<Integer> shape = new ArrayList<>(List.of(KERNELS.size()));
    shape.addAll(shape(KERNELS.get(0)));
    write(out, ByteBuffer.wrap(PhaseNpz.header(DataType.FLOAT64, shape)));
    for (String kernel : KERNELS) {
      for (double[] row : arrays.get(kernel)) {
        write(out, bytes(row, ByteOrder.LITTLE_ENDIAN));
      }
    }
  }

  private static void write(FileChannel out, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }

  private static ByteBuffer bytes(double[] row, ByteOrder order) {
    ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(row.length, Double.BYTES));
    bytes.order(order).asDoubleBuffer().put(row);
    return bytes;
  }
}
