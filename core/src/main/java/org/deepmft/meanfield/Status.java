package org.deepmft.meanfield;

import java.util.Locale;

/** What the plain iteration of the length map does in the end. */
public enum Status {
  /** q tends to a positive limit, or to σ_b². */
  CONVERGED,
  /** q tends to 0. */
  COLLAPSES,
  /** q grows without end. */
  DIVERGES,
  /** The limit could not be computed, for instance because q* lies beyond the table. */
  NOT_CONVERGED;

  /** Returns the name used in JSON, CSV and Zarr. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the code stored in arrays. */
  public byte code() {
    return (byte) ordinal();
  }
}
