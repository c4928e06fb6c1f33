package org.deepmft.cuda;

import java.util.BitSet;
import org.deepmft.kernel.AngleTable;
import org.deepmft.kernel.AngleTable.Octave;

/**
 * The series of an angle table as one array of doubles, the way {@code pairs.cu} reads it. Octaves
 * join when a tile first has them. Thread-safe; every array handed out stays as it is.
 */
final class PackedAngles {

  /** The functions' number before the octaves' places. */
  private static final int HEAD = 1;

  private final AngleTable table;
  private final Octave[] octaves = new Octave[AngleTable.OCTAVES];
  private double[] packed;

  /**
   * Creates a table without octaves.
   *
   * @param table the table
   */
  PackedAngles(AngleTable table) {
    this.table = table;
    this.packed = pack();
  }

  /**
   * Returns the array with the octaves of some angles.
   *
   * @param w the angles, of which those that are 0 need none
   * @param n their number
   */
  double[] with(double[] w, int n) {
    BitSet needed = new BitSet(AngleTable.OCTAVES);
    for (int i = 0; i < n; i++) {
      if (w[i] != 0) {
        needed.set(AngleTable.octaveOf(w[i]));
      }
    }
    return with(needed);
  }

  private synchronized double[] with(BitSet needed) {
    boolean missing = false;
    for (int k = needed.nextSetBit(0); k >= 0; k = needed.nextSetBit(k + 1)) {
      if (octaves[k] == null) {
        octaves[k] = table.octave(k);
        missing = true;
      }
    }
    if (missing) {
      packed = pack();
    }
    return packed;
  }

  private double[] pack() {
    double[] zero = table.atZero();
    int size = HEAD + octaves.length + zero.length;
    int at = size;
    for (Octave octave : octaves) {
      size += octave == null ? 0 : 1 + octave.coefficients().length;
    }
    double[] all = new double[size];
    all[0] = table.functions();
    System.arraycopy(zero, 0, all, HEAD + octaves.length, zero.length);
    for (int k = 0; k < octaves.length; k++) {
      if (octaves[k] != null) {
        double[] coefficients = octaves[k].coefficients();
        all[HEAD + k] = at;
        all[at] = octaves[k].panels();
        System.arraycopy(coefficients, 0, all, at + 1, coefficients.length);
        at += 1 + coefficients.length;
      }
    }
    return all;
  }
}
