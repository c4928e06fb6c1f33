package org.deepmft.gaussian;

import java.util.function.DoubleUnaryOperator;
import org.deepmft.activation.Activation;

/**
 * The duals of a smooth activation by direct integration at every call: slow, and as near to the
 * definitions as can be. It judges the table and shares no code with it.
 *
 * <p>With p = (u_a + u_b)/2 and r = (u_a - u_b)/2, independent with variances q(1 - y) and q y,
 *
 * <pre>
 * G = E (φ(p + r) - φ(p - r))² / (4 q y),   D = E φ'(p + r) φ'(p - r)
 * </pre>
 *
 * by the trapezoidal rule in both, which converges exponentially for functions analytic near the
 * real axis (trefethen2014). The cost of G and D grows like q; q up to 1e4 is practical. For y
 * below 1e-6 the difference in G loses digits; the bound says so.
 */
public final class DirectDual implements DualActivation {

  /** Range and finest step in standard deviations. */
  private static final double CUT = 9;

  private static final double STEPS_PER_SIGMA = 3;

  private final Activation activation;
  private final double step;
  private final boolean odd;
  private final boolean regular;
  private final double v0;
  private final Asymptote asymptote;

  /**
   * Creates the duals.
   *
   * @param activation a smooth activation that varies on the scale 1 or slower
   */
  public DirectDual(Activation activation) {
    this.activation = activation;
    this.odd = activation.odd();
    this.regular = Regularity.of(activation);
    this.v0 = activation.value(0) * activation.value(0);
    this.asymptote = Asymptote.of(activation);
    double h = 0.2;
    while (h > 0.02
        && Math.abs(mean(this::slope4, 4, h) / mean(this::slope4, 4, h / 2) - 1) > 1e-15) {
      h /= 2;
    }
    this.step = h;
  }

  private double slope4(double x) {
    double d = activation.derivative(x);
    return d * d * d * d;
  }

  @Override
  public boolean odd() {
    return odd;
  }

  @Override
  public double v0() {
    return v0;
  }

  @Override
  public boolean regular() {
    return regular;
  }

  @Override
  public Asymptote asymptote() {
    return asymptote;
  }

  @Override
  public double qMax() {
    return 1e6;
  }

  @Override
  public double vOverQ(double q) {
    if (q == 0) {
      return dv(0);
    }
    double atZero = activation.value(0);
    return mean(x -> (activation.value(x) - atZero) * (activation.value(x) + atZero), q) / q;
  }

  @Override
  public double dv(double q) {
    return mean(
        x ->
            activation.derivative(x) * activation.derivative(x)
                + activation.value(x) * activation.secondDerivative(x),
        q);
  }

  @Override
  public double g(double q, double y) {
    if (y == 0) {
      return mean(x -> activation.derivative(x) * activation.derivative(x), q);
    }
    return pair(q, y, activation::value, true) / (4 * q * y);
  }

  @Override
  public double yDg(double q, double y) {
    return y == 0 ? 0 : d(q, y) - g(q, y);
  }

  @Override
  public double d(double q, double y) {
    return y == 0 ? g(q, 0) : pair(q, y, activation::derivative, false);
  }

  @Override
  public double dPhi4(double q) {
    return mean(this::slope4, q);
  }

  @Override
  public double d2Phi2(double q) {
    return mean(x -> activation.secondDerivative(x) * activation.secondDerivative(x), q);
  }

  @Override
  public Accuracy accuracy(double q, double y) {
    double secant = 1e-14 + (y == 0 ? 0 : 1e-16 / Math.sqrt(y));
    return new Accuracy(1e-14, secant, secant, 1, 1.5, 2, 1);
  }

  private double mean(DoubleUnaryOperator f, double q) {
    return q == 0 ? f.applyAsDouble(0) : mean(f, q, step);
  }

  private static double mean(DoubleUnaryOperator f, double q, double step) {
    double sigma = Math.sqrt(q);
    double h = Math.min(step, sigma / STEPS_PER_SIGMA);
    int n = (int) Math.ceil(CUT * sigma / h);
    double sum = 0;
    double mass = 0;
    for (int i = -n; i <= n; i++) {
      double x = i * h;
      double w = Math.exp(-x * x / (2 * q));
      sum += w * f.applyAsDouble(x);
      mass += w;
    }
    return sum / mass;
  }

  /** E (f(p + r) - f(p - r))² or E f(p + r) f(p - r), on lattices with commensurate steps. */
  private double pair(double q, double y, DoubleUnaryOperator f, boolean squaredDifference) {
    double sigmaP = Math.sqrt(q * (1 - y));
    double sigmaR = Math.sqrt(q * y);
    double fine = Math.min(step, Math.min(sigmaP, sigmaR) / STEPS_PER_SIGMA);
    int strideP = Math.max(1, (int) (Math.min(step, sigmaP / STEPS_PER_SIGMA) / fine));
    int strideR = Math.max(1, (int) (Math.min(step, sigmaR / STEPS_PER_SIGMA) / fine));
    double[] wp = weights(sigmaP / (fine * strideP));
    double[] wr = weights(sigmaR / (fine * strideR));
    int np = wp.length / 2;
    int nr = wr.length / 2;
    int reach = np * strideP + nr * strideR;
    double[] values = new double[2 * reach + 1];
    for (int i = -reach; i <= reach; i++) {
      values[reach + i] = f.applyAsDouble(i * fine);
    }
    double sum = 0;
    for (int j = -nr; j <= nr; j++) {
      double row = 0;
      for (int i = -np; i <= np; i++) {
        double a = values[reach + i * strideP + j * strideR];
        double b = values[reach + i * strideP - j * strideR];
        row += wp[np + i] * (squaredDifference ? (a - b) * (a - b) : a * b);
      }
      sum += wr[nr + j] * row;
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
