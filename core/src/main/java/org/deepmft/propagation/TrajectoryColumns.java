package org.deepmft.propagation;

import java.util.Arrays;

/**
 * Pairs at some layers of n networks, one array a field and layer. NaN stands for what is not
 * known; {@link #status} says why.
 */
public final class TrajectoryColumns {

  /** The pair was followed to the last layer. */
  public static final byte FOLLOWED = 0;

  /**
   * A variance left the range in which the activation is known: that layer and those behind it are
   * NaN, and so are all gradients, which are relative to the last layer's.
   */
  public static final byte LEAVES_TABLE = 1;

  private static final TrajectoryField[] FIELDS = TrajectoryField.values();

  private final double[][][] fields;
  private final byte[] status;

  /**
   * Creates columns.
   *
   * @param layers number of layers that are kept
   * @param n number of networks
   */
  public TrajectoryColumns(int layers, int n) {
    fields = new double[FIELDS.length][layers][n];
    status = new byte[n];
  }

  /** Returns the number of networks. */
  public int size() {
    return status.length;
  }

  /** Returns the number of layers. */
  public int layers() {
    return fields[0].length;
  }

  /**
   * Returns the array of a field, [n], itself, not a copy.
   *
   * @param field the field
   * @param k index of the layer among those that are kept
   */
  public double[] field(TrajectoryField field, int k) {
    return fields[field.ordinal()][k];
  }

  /** Returns {@link #FOLLOWED} or {@link #LEAVES_TABLE} of every network, the array itself. */
  public byte[] status() {
    return status;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TrajectoryColumns that
        && Arrays.deepEquals(fields, that.fields)
        && Arrays.equals(status, that.status);
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(fields);
  }
}
