package org.deepmft.plot;

import java.util.List;
import java.util.Objects;

/**
 * A phase diagram over a grid of variances, ready to be drawn.
 *
 * <p>Node (row j, column i) lies at (σ_w²[i], σ_b²[j]) and has index j·n + i in the grids, where n
 * = {@code sigmaW2.length} and m = {@code sigmaB2.length}. The arrays are not copied.
 *
 * @param title heading of the panel, usually the name of the activation
 * @param sigmaW2 weight variances (over fan-in), strictly ascending, shape [n], n &gt;= 1
 * @param sigmaB2 bias variances, strictly ascending, shape [m], m &gt;= 1
 * @param phase phase of each node, shape [m·n]: {@link #ORDERED}, {@link #CRITICAL}, {@link
 *     #CHAOTIC} or {@link #NO_PHASE}
 * @param xiC depth scale ξ_c in layers, shape [m·n]; +∞ at criticality, NaN where undefined
 * @param status outcome of each node, shape [m·n]: {@link #CONVERGED}, {@link #COLLAPSES}, {@link
 *     #DIVERGES}, {@link #NOT_CONVERGED} or {@link #NOT_COMPUTED}; it tells apart the nodes that
 *     have no phase
 * @param criticalLine pieces of the critical line, possibly none
 */
public record PhaseDiagram(
    String title,
    double[] sigmaW2,
    double[] sigmaB2,
    byte[] phase,
    double[] xiC,
    byte[] status,
    List<CriticalPiece> criticalLine) {

  /** Phase: correlations tend to one. */
  public static final byte ORDERED = 0;

  /** Phase: χ₁ = 1, ξ_c is infinite. */
  public static final byte CRITICAL = 1;

  /** Phase: correlations tend to c* below one. */
  public static final byte CHAOTIC = 2;

  /** Phase: none; {@code status} says why. */
  public static final byte NO_PHASE = -1;

  /** Status: the fixed point was found. */
  public static final byte CONVERGED = 0;

  /** Status: the variance tends to zero. */
  public static final byte COLLAPSES = 1;

  /** Status: the variance grows without bound. */
  public static final byte DIVERGES = 2;

  /** Status: no verdict within the allowed iterations. */
  public static final byte NOT_CONVERGED = 3;

  /** Status: the node has not been computed. */
  public static final byte NOT_COMPUTED = -1;

  /**
   * Checks shapes and axes.
   *
   * @throws IllegalArgumentException if an axis is empty, not finite or not strictly ascending, or
   *     if a grid does not have m·n entries
   */
  public PhaseDiagram {
    Objects.requireNonNull(title, "title");
    checkAxis("sigma_w2", sigmaW2);
    checkAxis("sigma_b2", sigmaB2);
    int nodes = Math.multiplyExact(sigmaW2.length, sigmaB2.length);
    checkGrid("phase", phase.length, nodes);
    checkGrid("xi_c", xiC.length, nodes);
    checkGrid("status", status.length, nodes);
    criticalLine = List.copyOf(criticalLine);
  }

  static void checkAxis(String name, double[] axis) {
    if (axis.length == 0) {
      throw new IllegalArgumentException(name + " must have at least one value, got none");
    }
    for (int i = 0; i < axis.length; i++) {
      if (!Double.isFinite(axis[i])) {
        throw new IllegalArgumentException(name + " must be finite, got " + axis[i]);
      }
      if (i > 0 && !(axis[i] > axis[i - 1])) {
        throw new IllegalArgumentException(
            "%s must ascend strictly, got %s after %s".formatted(name, axis[i], axis[i - 1]));
      }
    }
  }

  static void checkGrid(String name, int length, int nodes) {
    if (length != nodes) {
      throw new IllegalArgumentException(
          "%s must have one entry per node (%d), got %d".formatted(name, nodes, length));
    }
  }
}
