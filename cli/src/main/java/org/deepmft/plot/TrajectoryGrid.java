package org.deepmft.plot;

import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * What became of a pair and its gradients in every network of a grid of variances, ready to be
 * drawn.
 *
 * <p>Node (row j, column i) lies at (σ_w²[i], σ_b²[j]) and has index j·n + i in the grids, where n
 * = {@code sigmaW2.length} and m = {@code sigmaB2.length}. The arrays are not copied.
 *
 * @param title heading of the picture
 * @param layer number of the layer of {@code log10OneMinusC}
 * @param gradientLayer number of the layer of {@code log10Gradient}
 * @param depth number of the last layer, to which gradients are relative
 * @param sigmaW2 weight variances (over fan-in), strictly ascending, shape [n], n &gt;= 1
 * @param sigmaB2 bias variances, strictly ascending, shape [m], m &gt;= 1
 * @param status outcome of each node, shape [m·n]: {@link #FOLLOWED}, {@link #LEAVES_TABLE} or
 *     {@link #NOT_COMPUTED}
 * @param log10OneMinusC log₁₀(1 - c), shape [m·n]; −∞ where the inputs are one, NaN where undefined
 * @param log10Gradient log₁₀ of the gradient's variance, shape [m·n]; likewise
 * @param criticalLine pieces of the critical line, possibly none
 */
public record TrajectoryGrid(
    String title,
    int layer,
    int gradientLayer,
    int depth,
    double[] sigmaW2,
    double[] sigmaB2,
    byte[] status,
    double[] log10OneMinusC,
    double[] log10Gradient,
    List<CriticalPiece> criticalLine) {

  /** Status: the pair was followed to the last layer. */
  public static final byte FOLLOWED = 0;

  /** Status: a variance left the range in which the activation is known. */
  public static final byte LEAVES_TABLE = 1;

  /** Status: the node has not been computed. */
  public static final byte NOT_COMPUTED = -1;

  /**
   * Checks shapes and axes.
   *
   * @throws IllegalArgumentException if an axis is empty, not finite or not strictly ascending, or
   *     if a grid does not have m·n entries
   */
  public TrajectoryGrid {
    Objects.requireNonNull(title, "title");
    PhaseDiagram.checkAxis("sigma_w2", sigmaW2);
    PhaseDiagram.checkAxis("sigma_b2", sigmaB2);
    int nodes = Math.multiplyExact(sigmaW2.length, sigmaB2.length);
    PhaseDiagram.checkGrid("status", status.length, nodes);
    PhaseDiagram.checkGrid("log10_one_minus_c", log10OneMinusC.length, nodes);
    PhaseDiagram.checkGrid("log10_gradient", log10Gradient.length, nodes);
    criticalLine = List.copyOf(criticalLine);
  }

  /** Tells whether a node has a status. */
  boolean contains(byte wanted) {
    for (byte one : status) {
      if (one == wanted) {
        return true;
      }
    }
    return false;
  }

  /** Returns the values of the nodes that were followed, ascending, without those undefined. */
  double[] followed(double[] values) {
    return IntStream.range(0, values.length)
        .filter(at -> status[at] == FOLLOWED && !Double.isNaN(values[at]))
        .mapToDouble(at -> values[at])
        .sorted()
        .toArray();
  }
}
