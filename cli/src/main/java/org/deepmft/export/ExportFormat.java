package org.deepmft.export;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Locale;
import java.util.function.LongConsumer;
import org.deepmft.meanfield.PhaseField;
import org.deepmft.store.PhaseStore;

/** The forms in which a phase diagram leaves the store. */
public enum ExportFormat {
  /** HDF5 with dimension scales, as netCDF-4 reads it. */
  H5(PhaseHdf5::write),
  /** Comma-separated values, a line a point. */
  CSV(PhaseCsv::write),
  /** NumPy's zip of arrays. */
  NPZ(PhaseNpz::write);

  /** Arrays of an activation that have a value for each point. */
  private static final int ARRAYS = PhaseField.values().length + 2;

  @FunctionalInterface
  private interface Writer {
    void write(PhaseStore store, FileChannel out, LongConsumer progress) throws IOException;
  }

  private final Writer writer;

  ExportFormat(Writer writer) {
    this.writer = writer;
  }

  /** Returns the end of a file's name, without a dot. */
  public String extension() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Writes a store front to back. What is not computed yet is nan, and -1 in {@code status} and
   * {@code phase}.
   *
   * @param store the store
   * @param out an empty file
   * @param progress is told how many values have been written since it was last told
   * @throws IOException if a chunk is damaged, cannot be read, or the file cannot be written
   */
  public void write(PhaseStore store, FileChannel out, LongConsumer progress) throws IOException {
    writer.write(store, out, progress);
  }

  /** Returns the number of values to be written, coordinates not counted. */
  public static long values(PhaseStore store) throws IOException {
    long points = (long) store.axis("sigma_w2").length * store.axis("sigma_b2").length;
    return points * ARRAYS * store.activations().size();
  }
}
