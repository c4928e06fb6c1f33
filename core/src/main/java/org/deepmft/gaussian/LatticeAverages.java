package org.deepmft.gaussian;

import java.util.function.DoubleUnaryOperator;
import org.deepmft.activation.Activation;

/**
 * The trapezoidal rule in one variable, and in p = (u_a + u_b)/2 and r = (u_a - u_b)/2 for a pair.
 *
 * <p>It converges exponentially for functions analytic near the real axis (trefethen2014). The cost
 * of a pair grows like q; q up to 1e4 is practical.
 */
final class LatticeAverages implements DirectAverages {

  /** Range and finest step in standard deviations. */
  private static final double CUT = 9;

  private static final double STEPS_PER_SIGMA = 3;

  /** Values of f that are kept. */
  private static final int MOST_VALUES = 1 << 20;

  private final double step;

  /**
   * Finds the step that resolves an activation.
   *
   * @param activation a smooth activation that varies on the scale 1 or slower
   */
  LatticeAverages(Activation activation) {
    DoubleUnaryOperator slope4 =
        x -> {
          double d = activation.derivative(x);
          return d * d * d * d;
        };
    double h = 0.2;
    while (h > 0.02 && Math.abs(mean(slope4, 0, 4, h) / mean(slope4, 0, 4, h / 2) - 1) > 1e-15) {
      h /= 2;
    }
    this.step = h;
  }

  @Override
  public double mean(DoubleUnaryOperator f, double about, double q) {
    return mean(f, about, q, step);
  }

  private static double mean(DoubleUnaryOperator f, double about, double q, double step) {
    double sigma = Math.sqrt(q);
    double h = Math.min(step, sigma / STEPS_PER_SIGMA);
    int n = (int) Math.ceil(CUT * sigma / h);
    double sum = 0;
    double mass = 0;
    for (int i = -n; i <= n; i++) {
      double x = i * h;
      double w = Math.exp(-x * x / (2 * q));
      sum += w * f.applyAsDouble(about + x);
      mass += w;
    }
    return sum / mass;
  }

  /**
   * {@inheritDoc} On lattices with commensurate steps, so that f is evaluated once a place, if they
   * are few.
   */
  @Override
  public double pair(double q, double y, DoubleUnaryOperator f, Combination both) {
    double sigmaP = Math.sqrt(q * (1 - y));
    double sigmaR = Math.sqrt(q * y);
    double fine = Math.min(step, Math.min(sigmaP, sigmaR) / STEPS_PER_SIGMA);
    int strideP = Math.max(1, (int) (Math.min(step, sigmaP / STEPS_PER_SIGMA) / fine));
    int strideR = Math.max(1, (int) (Math.min(step, sigmaR / STEPS_PER_SIGMA) / fine));
    double[] wp = weights(sigmaP / (fine * strideP));
    double[] wr = weights(sigmaR / (fine * strideR));
    int np = wp.length / 2;
    int nr = wr.length / 2;
    long reach = (long) np * strideP + (long) nr * strideR;
    double[] values = reach < MOST_VALUES ? new double[(int) (2 * reach + 1)] : null;
    for (int i = 0; values != null && i < values.length; i++) {
      values[i] = f.applyAsDouble((i - reach) * fine);
    }
    double sum = 0;
    for (int j = 0; j <= nr; j++) {
      double row = 0;
      for (int i = -np; i <= np; i++) {
        long up = (long) i * strideP + (long) j * strideR;
        long down = (long) i * strideP - (long) j * strideR;
        row +=
            wp[np + i]
                * (values == null
                    ? both.of(f.applyAsDouble(up * fine), f.applyAsDouble(down * fine))
                    : both.of(values[(int) (reach + up)], values[(int) (reach + down)]));
      }
      sum += (j == 0 ? 1 : 2) * wr[nr + j] * row;
    }
    return sum;
  }

  @Override
  public double product(double q, double y, DoubleUnaryOperator fa, DoubleUnaryOperator fb) {
    double sigmaP = Math.sqrt(q * (1 - y));
    double sigmaR = Math.sqrt(q * y);
    double hp = Math.min(step, sigmaP / STEPS_PER_SIGMA);
    double hr = Math.min(step, sigmaR / STEPS_PER_SIGMA);
    double[] wp = weights(sigmaP / hp);
    double[] wr = weights(sigmaR / hr);
    double sum = 0;
    for (int j = 0; j < wr.length; j++) {
      double r = (j - wr.length / 2) * hr;
      double row = 0;
      for (int i = 0; i < wp.length; i++) {
        double p = (i - wp.length / 2) * hp;
        row += wp[i] * fa.applyAsDouble(p + r) * fb.applyAsDouble(p - r);
      }
      sum += wr[j] * row;
    }
    return sum;
  }

  /** Normalised Gaussian weights at the integers from -n to n. */
  private static double[] weights(double sigma) {
    int n = (int) Math.ceil(CUT * sigma);
    double[] w = new double[2 * n + 1];
    double mass = 0;
    for (int i = -n; i <= n; i++) {
      w[n + i] = Math.exp(-0.5 * (i / sigma) * (i / sigma));
      mass += w[n + i];
    }
    for (int i = 0; i < w.length; i++) {
      w[i] /= mass;
    }
    return w;
  }
}
