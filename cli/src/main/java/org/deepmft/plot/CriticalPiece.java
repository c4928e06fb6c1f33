package org.deepmft.plot;

import java.awt.geom.Rectangle2D;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * One connected piece of a critical line χ₁ = 1 in the plane (σ_w², σ_b²), or single points of it.
 *
 * @param sigmaW2 weight variances along the piece, shape [k]; NaN interrupts the line
 * @param sigmaB2 bias variances along the piece, shape [k]; NaN interrupts the line
 * @param kind what it is, and so how it is drawn
 */
public record CriticalPiece(double[] sigmaW2, double[] sigmaB2, Kind kind) {

  /** Kinds of pieces. */
  public enum Kind {
    /** Where networks are critical: a solid line. */
    REACHED,
    /** At fixed points of the variance that no network reaches: a dashed line. */
    UNREACHED,
    /** Points that attract from one side only: a ring each. */
    HALF_STABLE
  }

  /**
   * Checks shapes; the arrays are not copied.
   *
   * @throws IllegalArgumentException if the arrays differ in length
   */
  public CriticalPiece {
    Objects.requireNonNull(sigmaW2, "sigmaW2");
    Objects.requireNonNull(sigmaB2, "sigmaB2");
    if (sigmaW2.length != sigmaB2.length) {
      throw new IllegalArgumentException(
          "a critical piece needs as many sigma_b2 as sigma_w2, got %d and %d"
              .formatted(sigmaB2.length, sigmaW2.length));
    }
  }

  /** Tells whether a part of the piece lies within the axes of a panel. */
  boolean enters(GridAxis x, GridAxis y) {
    Rectangle2D window = new Rectangle2D.Double();
    window.setFrameFromDiagonal(x.low(), y.low(), x.high(), y.high());
    if (kind == Kind.HALF_STABLE) {
      return IntStream.range(0, sigmaW2.length)
          .anyMatch(i -> window.contains(sigmaW2[i], sigmaB2[i]));
    }
    for (int i = 0; i + 1 < sigmaW2.length; i++) {
      double sum = sigmaW2[i] + sigmaB2[i] + sigmaW2[i + 1] + sigmaB2[i + 1];
      if (Double.isFinite(sum)
          && window.intersectsLine(sigmaW2[i], sigmaB2[i], sigmaW2[i + 1], sigmaB2[i + 1])) {
        return true;
      }
    }
    return false;
  }
}
