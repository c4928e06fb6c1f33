package org.deepmft.meanfield;

/** The angle θ in [0, π/2] of y = sin²(θ/2). */
final class HalfAngle {

  private HalfAngle() {}

  /** Returns θ = 2 asin √y. */
  static double theta(double y) {
    return 2 * Math.asin(Math.sqrt(y));
  }
}
