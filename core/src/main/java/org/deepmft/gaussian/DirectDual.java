package org.deepmft.gaussian;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.deepmft.activation.Activation;
import org.deepmft.activation.Kink;

/**
 * The duals of an activation by direct integration at every call: slow, and as near to the
 * definitions as can be. It judges the table and shares no integral with it.
 *
 * <p>With p = (u_a + u_b)/2 and r = (u_a - u_b)/2, independent with variances q(1 - y) and q y,
 *
 * <pre>
 * G = E (φ(p + r) - φ(p - r))² / (4 q y),   D = E φ'(p + r) φ'(p - r)
 * </pre>
 *
 * on a lattice in both where φ is smooth, on panels split at the kinks where it is not. For q y
 * below 1e-6 the difference in G would lose digits, and D is averaged over [0, y] instead. With
 * kinks D and G lose digits for y above 0.99 (1e-8 of D at 0.999), which no phase asks for.
 */
public final class DirectDual implements DualActivation {

  /** Below this q y, G is the mean of D. */
  private static final double NEARBY = 1e-6;

  /** Below this q y, smooth φ have the same slope at both to rounding. */
  private static final double SAME = 1e-17;

  private static final GaussLegendre BETWEEN = GaussLegendre.of(4);

  private final Activation activation;
  private final DirectAverages averages;
  private final double[] jumpPlaces;
  private final double[] jumps;
  private final boolean odd;
  private final boolean regular;
  private final double v0;
  private final Asymptote asymptote;

  /**
   * Creates the duals.
   *
   * @param activation an activation that varies on the scale 1 or slower between its kinks
   */
  public DirectDual(Activation activation) {
    this.activation = activation;
    this.odd = activation.odd();
    this.regular = Regularity.of(activation);
    List<Kink> kinks = activation.kinks();
    this.averages =
        kinks.isEmpty()
            ? new LatticeAverages(activation)
            : new SplitPanelAverages(kinks.stream().mapToDouble(Kink::x).toArray());
    this.jumpPlaces =
        kinks.stream().filter(kink -> kink.order() == 0).mapToDouble(Kink::x).toArray();
    this.jumps = new double[jumpPlaces.length];
    for (int k = 0; k < jumps.length; k++) {
      double d = KinkSides.beside(jumpPlaces[k]);
      jumps[k] = activation.value(jumpPlaces[k] + d) - activation.value(jumpPlaces[k] - d);
    }
    double before = activation.value(-Double.MIN_NORMAL);
    double after = activation.value(Double.MIN_NORMAL);
    this.v0 = 0.5 * (before * before + after * after);
    this.asymptote = Asymptote.of(activation);
  }

  private double slope2(double x) {
    return square(activation.derivative(x));
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
    double root = Math.sqrt(v0);
    return mean(x -> (activation.value(x) - root) * (activation.value(x) + root), q) / q;
  }

  /** {@inheritDoc} E (φ² - V(0))(u²/q - 1)/(2q), which no kink disturbs. */
  @Override
  public double dv(double q) {
    if (q == 0) {
      return mean(this::slope2, 0)
          + mean(x -> activation.value(x) * activation.secondDerivative(x), 0);
    }
    double root = Math.sqrt(v0);
    return mean(
            x -> (activation.value(x) - root) * (activation.value(x) + root) * (x * x / q - 1), q)
        / (2 * q);
  }

  private static double square(double x) {
    return x * x;
  }

  @Override
  public double g(double q, double y) {
    if (y == 0) {
      return jumps.length > 0 ? Double.POSITIVE_INFINITY : mean(this::slope2, q);
    }
    if (q * y < NEARBY) {
      return meanSlopes(q, y);
    }
    return averages.pair(q, y, activation::value, (a, b) -> square(a - b)) / (4 * q * y);
  }

  /** ∫₀¹ 2 s D(q, y s²) ds, in s for the sake of kinks. */
  private double meanSlopes(double q, double y) {
    double sum = 0;
    for (int i = 0; i < BETWEEN.nodes().length; i++) {
      double s = BETWEEN.nodes()[i];
      sum += BETWEEN.weights()[i] * 2 * s * d(q, y * s * s);
    }
    return sum;
  }

  @Override
  public double yDg(double q, double y) {
    return y == 0 ? 0 : d(q, y) - g(q, y);
  }

  @Override
  public double d(double q, double y) {
    if (y == 0 || q * y < SAME && activation.smooth()) {
      return g(q, 0);
    }
    double sum = averages.pair(q, y, activation::derivative, (a, b) -> a * b);
    double c = 1 - 2 * y;
    double rest = 4 * q * y * (1 - y);
    for (int j = 0; j < jumps.length; j++) {
      double a = jumpPlaces[j];
      double weight = jumps[j] * density(a, q);
      sum += 2 * weight * averages.mean(activation::derivative, c * a, rest);
      for (int k = 0; k < jumps.length; k++) {
        sum += weight * jumps[k] * density(jumpPlaces[k] - c * a, rest);
      }
    }
    return sum;
  }

  private static double density(double x, double variance) {
    return Math.exp(-x * x / (2 * variance)) / Math.sqrt(2 * Math.PI * variance);
  }

  @Override
  public double dPhi4(double q) {
    return jumps.length > 0 ? Double.NaN : mean(x -> square(slope2(x)), q);
  }

  @Override
  public double d2Phi2(double q) {
    return activation.smooth() ? mean(x -> square(activation.secondDerivative(x)), q) : Double.NaN;
  }

  @Override
  public Accuracy accuracy(double q, double y) {
    double secant = 1e-14 + (q * y < NEARBY ? 0 : 1e-16 / Math.sqrt(y));
    return new Accuracy(1e-14, 1e-14, secant, secant, 1, 1.5, 2, 1);
  }

  private double mean(DoubleUnaryOperator f, double q) {
    if (q == 0) {
      double beside = activation.kinks().isEmpty() ? 0 : KinkSides.beside(0);
      return 0.5 * (f.applyAsDouble(beside) + f.applyAsDouble(-beside));
    }
    return averages.mean(f, 0, q);
  }
}
