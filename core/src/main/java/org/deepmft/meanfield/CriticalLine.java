package org.deepmft.meanfield;

import java.util.ArrayList;
import java.util.List;
import org.deepmft.gaussian.DualActivation;
import org.deepmft.gaussian.HomogeneousDual;

/**
 * The line χ₁ = 1, exactly, with q as the parameter (schoenholz2017, section 3):
 *
 * <pre>
 * σ_w² = 1/G(q, 0),   σ_b² = q - V(q)/G(q, 0)
 * </pre>
 *
 * For positively homogeneous activations χ₁ = 1 holds at (1/κ, 0) only.
 */
public final class CriticalLine {

  private CriticalLine() {}

  /**
   * A point of the line.
   *
   * @param sigmaW2 σ_w²
   * @param sigmaB2 σ_b²
   * @param q q*
   * @param slope dq'/dq there
   */
  public record Point(double sigmaW2, double sigmaB2, double q, double slope) {}

  /** Returns the point of the line with a given fixed variance q. */
  public static Point at(DualActivation dual, double q) {
    double chi = dual.g(q, 0);
    return new Point(1 / chi, Math.max(0, q - q * dual.vOverQ(q) / chi), q, dual.dv(q) / chi);
  }

  /**
   * Returns points along the line from σ_b² = 0 until σ_b² or σ_w² leaves a window.
   *
   * @param dual the duals
   * @param sigmaW2Max right edge of the window
   * @param sigmaB2Max upper edge of the window
   * @param perOctave points per factor 2 in q
   */
  public static List<Point> trace(
      DualActivation dual, double sigmaW2Max, double sigmaB2Max, int perOctave) {
    List<Point> line = new ArrayList<>();
    if (dual instanceof HomogeneousDual homogeneous) {
      line.add(new Point(1 / homogeneous.kappa(), 0, Double.NaN, 1));
      return line;
    }
    double chi0 = dual.vOverQ(0);
    line.add(new Point(1 / chi0, 0, 0, 1));
    double ratio = Math.pow(2, 1.0 / perOctave);
    for (double q = 1e-3; q <= dual.qMax(); q *= ratio) {
      Point point = at(dual, q);
      line.add(point);
      if (point.sigmaB2 > sigmaB2Max || point.sigmaW2 > sigmaW2Max) {
        break;
      }
    }
    return line;
  }
}
