package org.deepmft.plot;

import static java.lang.Math.PI;
import static java.lang.Math.asin;
import static java.lang.Math.sqrt;

import java.util.Arrays;
import java.util.List;

/**
 * The phase diagram of φ = erf in closed form, for pictures to test on.
 *
 * <pre>
 *   V(q, c) = (2/π) asin(2qc/(1 + 2q))      q* = σ_w² V(q*, 1) + σ_b²
 *   D(q, c) = (4/π)/√((1 + 2q)² − 4q²c²)    χ(c) = σ_w² D(q*, c)      ξ_c = −1/ln χ(c*)
 * </pre>
 */
final class ErfPhaseDiagram {
  private ErfPhaseDiagram() {}

  /** Returns n values from {@code low} to {@code high}, evenly spaced. */
  static double[] linear(double low, double high, int n) {
    double[] values = new double[n];
    Arrays.setAll(values, i -> n == 1 ? low : low + (high - low) * i / (n - 1));
    return values;
  }

  /** Returns n values from {@code low} to {@code high} in constant ratio. */
  static double[] logarithmic(double low, double high, int n) {
    return Arrays.stream(linear(Math.log(low), Math.log(high), n)).map(Math::exp).toArray();
  }

  static PhaseDiagram over(double[] sigmaW2, double[] sigmaB2) {
    int nodes = sigmaW2.length * sigmaB2.length;
    byte[] phase = new byte[nodes];
    byte[] status = new byte[nodes];
    double[] xiC = new double[nodes];
    for (int at = 0; at < nodes; at++) {
      double sw = sigmaW2[at % sigmaW2.length];
      double sb = sigmaB2[at / sigmaW2.length];
      double q = variance(sw, sb);
      double chi = sw * derivative(q, 1);
      phase[at] =
          chi < 1 ? PhaseDiagram.ORDERED : chi > 1 ? PhaseDiagram.CHAOTIC : PhaseDiagram.CRITICAL;
      xiC[at] = 1 / Math.abs(signedInverse(sw, sb));
    }
    return new PhaseDiagram("erf", sigmaW2, sigmaB2, phase, xiC, status, List.of(criticalLine()));
  }

  /** Returns +1/ξ_c in the ordered and −1/ξ_c in the chaotic phase. */
  static double signedInverse(double sw, double sb) {
    double q = variance(sw, sb);
    double chi = sw * derivative(q, 1);
    return chi > 1 ? Math.log(sw * derivative(q, correlation(sw, sb, q))) : Math.abs(Math.log(chi));
  }

  static CriticalPiece criticalLine() {
    double[] sw = new double[400];
    double[] sb = new double[400];
    for (int i = 0; i < sw.length; i++) {
      double q = 40.0 * i * i / (sw.length * sw.length);
      sw[i] = 1 / derivative(q, 1);
      sb[i] = q - sw[i] * dual(q, 1);
    }
    return new CriticalPiece(sw, sb, CriticalPiece.Kind.REACHED);
  }

  static double dual(double q, double c) {
    return 2 / PI * asin(2 * q * c / (1 + 2 * q));
  }

  static double derivative(double q, double c) {
    return 4 / PI / sqrt((1 + 2 * q) * (1 + 2 * q) - 4 * q * q * c * c);
  }

  private static double variance(double sw, double sb) {
    double low = 0;
    double high = sw + sb;
    for (int i = 0; i < 60; i++) {
      double q = (low + high) / 2;
      if (sw * dual(q, 1) + sb > q) {
        low = q;
      } else {
        high = q;
      }
    }
    return (low + high) / 2;
  }

  /** Returns c* of the chaotic phase: the map lies above c below it, and below c just above it. */
  private static double correlation(double sw, double sb, double q) {
    double low = 0;
    double high = 1 - 1e-12;
    for (int i = 0; i < 60; i++) {
      double c = (low + high) / 2;
      if ((sw * dual(q, c) + sb) / q > c) {
        low = c;
      } else {
        high = c;
      }
    }
    return (low + high) / 2;
  }
}
