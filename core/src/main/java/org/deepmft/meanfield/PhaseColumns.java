package org.deepmft.meanfield;

import java.util.Arrays;

/**
 * The results of n points, one array a field. NaN stands for what is undefined; {@link #status} and
 * {@link #phase} say why.
 */
public final class PhaseColumns {

  private static final PhaseField[] FIELDS = PhaseField.values();

  private final double[][] fields;
  private final byte[] status;
  private final byte[] phase;

  /**
   * Creates columns of n points.
   *
   * @param n the number of points
   */
  public PhaseColumns(int n) {
    fields = new double[FIELDS.length][n];
    status = new byte[n];
    phase = new byte[n];
  }

  /** Returns the number of points. */
  public int size() {
    return status.length;
  }

  /** Returns the array of a field itself, not a copy. */
  public double[] field(PhaseField field) {
    return fields[field.ordinal()];
  }

  /** Returns {@link Status#code} of every point, the array itself. */
  public byte[] status() {
    return status;
  }

  /** Returns {@link Phase#code} of every point or {@link Phase#NONE}, the array itself. */
  public byte[] phase() {
    return phase;
  }

  /** Returns one point. */
  public PhasePoint point(int i) {
    double[] row = new double[FIELDS.length];
    for (int k = 0; k < row.length; k++) {
      row[k] = fields[k][i];
    }
    return new PhasePoint(
        Status.values()[status[i]], phase[i] == Phase.NONE ? null : Phase.values()[phase[i]], row);
  }

  void set(PhaseField field, int i, double value) {
    fields[field.ordinal()][i] = value;
  }

  /** Marks every field of a point as undefined. */
  void clear(int i, Status why) {
    for (double[] field : fields) {
      field[i] = Double.NaN;
    }
    status[i] = why.code();
    phase[i] = Phase.NONE;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PhaseColumns that
        && Arrays.deepEquals(fields, that.fields)
        && Arrays.equals(status, that.status)
        && Arrays.equals(phase, that.phase);
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(fields);
  }
}
