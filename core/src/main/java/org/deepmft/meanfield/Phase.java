package org.deepmft.meanfield;

import java.util.Locale;

/** The phase of a network at its fixed point. */
public enum Phase {
  /** χ₁ &lt; 1: nearby inputs converge. */
  ORDERED,
  /** |χ₁ - 1| is within its error bound. */
  CRITICAL,
  /** χ₁ &gt; 1: nearby inputs diverge. */
  CHAOTIC;

  /** The code of a point that has no phase. */
  public static final byte NONE = -1;

  /** Returns the name used in JSON, CSV and Zarr. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the code stored in arrays. */
  public byte code() {
    return (byte) ordinal();
  }
}
