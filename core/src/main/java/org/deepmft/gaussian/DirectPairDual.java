package org.deepmft.gaussian;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import org.deepmft.activation.Activation;
import org.deepmft.activation.Kink;

/**
 * Averages over pairs whose variances differ, by direct integration at every call: slow, and as
 * near to the definitions as can be. It judges {@link UnequalDual} and shares no integral with it.
 *
 * <p>In the coordinates of the larger variance q, where φ_a or φ_b is stretched, u_a = p + r and
 * u_b = p - r are sums and differences of independent variables of variances q(1 - y) and q y:
 *
 * <pre>
 * D = E φ'_a(p + r) φ'_b(p - r)
 * D̄ = (E φ_a φ_b at c = 1 minus that at c)/(√(q_a q_b) (1 - c)),   for q y below 1/100   ∫₀¹ 2 s D(y s²) ds
 * </pre>
 *
 * Cost: milliseconds a pair for smooth φ, up to a second with kinks.
 */
public final class DirectPairDual implements PairDual {

  /** Below this |r|, φ_b - φ_a is integrated from φ'. */
  private static final double SMALL_RATIO = 1e-3;

  /** Below this q y the difference of both covariances would lose digits. */
  private static final double NEARBY = 1e-2;

  /** Below this q y, smooth φ do not notice the difference to c = 1. */
  private static final double SAME = 1e-17;

  /** Panels in s by which D is resolved near c = 1 where φ has kinks. */
  private static final int MOST_PANELS = 12;

  private static final GaussLegendre RULE = GaussLegendre.of(8);

  private final Activation activation;
  private final double[] kinks;
  private final double[] jumpPlaces;
  private final double[] jumps;
  private final DirectAverages smooth;

  /**
   * Creates the averages of an activation; nothing is integrated yet.
   *
   * @param activation an activation that varies on the scale 1 or slower between its kinks
   */
  public DirectPairDual(Activation activation) {
    this.activation = activation;
    List<Kink> all = activation.kinks();
    this.kinks = all.stream().mapToDouble(Kink::x).toArray();
    this.jumpPlaces = all.stream().filter(k -> k.order() == 0).mapToDouble(Kink::x).toArray();
    this.jumps = DoubleStream.of(jumpPlaces).map(x -> KinkSides.beside(x)).toArray();
    for (int j = 0; j < jumps.length; j++) {
      double x = jumpPlaces[j];
      jumps[j] = activation.value(x + jumps[j]) - activation.value(x - jumps[j]);
    }
    this.smooth = all.isEmpty() ? new LatticeAverages(activation) : null;
  }

  /**
   * A pair of variances: φ_a and φ_b as functions of variables of the larger variance.
   *
   * @param qa variance of the first
   * @param qb variance of the second
   */
  private record Variances(double qa, double qb) {
    double q() {
      return Math.max(qa, qb);
    }

    double stretchA() {
      return Math.sqrt(qa / q());
    }

    double stretchB() {
      return Math.sqrt(qb / q());
    }

    DoubleUnaryOperator ofA(DoubleUnaryOperator f) {
      return u -> f.applyAsDouble(u * stretchA());
    }

    DoubleUnaryOperator ofB(DoubleUnaryOperator f) {
      return u -> f.applyAsDouble(u * stretchB());
    }
  }

  private DirectAverages averages(Variances v) {
    if (smooth != null) {
      return smooth;
    }
    return new SplitPanelAverages(
        Arrays.stream(kinks).map(x -> x / v.stretchA()).toArray(),
        Arrays.stream(kinks).map(x -> x / v.stretchB()).toArray());
  }

  @Override
  public Radial radial(double qa, double r) {
    Variances v = new Variances(qa, qa * Math.exp(r));
    DirectAverages averages = averages(v);
    DoubleUnaryOperator phi = v.ofA(activation::value);
    DoubleUnaryOperator g = u -> divided(u * v.stretchA(), u * v.stretchB(), r);
    double ka = averages.mean(u -> square(phi.applyAsDouble(u)), 0, v.q());
    double rise =
        averages.mean(
                u -> {
                  double gu = g.applyAsDouble(u);
                  return gu * (2 * phi.applyAsDouble(u) + r * gu);
                },
                0,
                v.q())
            / ka;
    double root = Math.expm1(0.5 * Math.log1p(r * rise)) / r;
    double apart =
        averages.mean(u -> square(g.applyAsDouble(u) - root * phi.applyAsDouble(u)), 0, v.q());
    return Radial.ofRise(r, rise, apart / (2 * ka * (1 + r * rise)));
  }

  private static double square(double x) {
    return x * x;
  }

  /** (φ(b) - φ(a))/r, b = a e^(r/2). */
  private double divided(double a, double b, double r) {
    boolean apart = Math.abs(r) >= SMALL_RATIO;
    for (double kink : kinks) {
      apart |= (a - kink) * (b - kink) < 0;
    }
    if (apart) {
      return (activation.value(b) - activation.value(a)) / r;
    }
    double sum = 0;
    for (int i = 0; i < RULE.nodes().length; i++) {
      double x = a * Math.exp(0.5 * r * RULE.nodes()[i]);
      sum += RULE.weights()[i] * x * activation.derivative(x);
    }
    return 0.5 * sum;
  }

  @Override
  public Slopes slopes(double qa, double r, double oneMinusC) {
    Variances v = new Variances(qa, qa * Math.exp(r));
    double y = Math.min(1, 0.5 * oneMinusC);
    double atC = d(v, y);
    if (y == 0) {
      return new Slopes(atC, atC);
    }
    return new Slopes(v.q() * y < NEARBY ? nearby(v, y, r) : mean(v, y), atC);
  }

  private double mean(Variances v, double y) {
    DirectAverages averages = averages(v);
    DoubleUnaryOperator a = v.ofA(activation::value);
    DoubleUnaryOperator b = v.ofB(activation::value);
    double together = averages.mean(u -> a.applyAsDouble(u) * b.applyAsDouble(u), 0, v.q());
    return (together - averages.product(v.q(), y, a, b)) / (2 * y * Math.sqrt(v.qa * v.qb));
  }

  /** ∫₀¹ 2 s D(y s²) ds; where kinks of a and b lie a little apart, D varies on that scale. */
  private double nearby(Variances v, double y, double r) {
    double scale = Double.POSITIVE_INFINITY;
    for (double kink : kinks) {
      if (kink != 0) {
        scale = Math.min(scale, Math.abs(kink * r) / (16 * Math.sqrt(v.q() * y)));
      }
    }
    double sum = 0;
    double high = 1;
    for (int panel = 0; high > 0; panel++) {
      double low = high > scale && panel < MOST_PANELS ? 0.5 * high : 0;
      for (int i = 0; i < RULE.nodes().length; i++) {
        double s = low + (high - low) * RULE.nodes()[i];
        sum += (high - low) * RULE.weights()[i] * 2 * s * d(v, y * s * s);
      }
      high = low;
    }
    return sum;
  }

  private double d(Variances v, double y) {
    DoubleUnaryOperator a = v.ofA(activation::derivative);
    DoubleUnaryOperator b = v.ofB(activation::derivative);
    DirectAverages averages = averages(v);
    if (y == 0 || smooth != null && v.q() * y < SAME) {
      return averages.mean(u -> a.applyAsDouble(u) * b.applyAsDouble(u), 0, v.q());
    }
    double sum = averages.product(v.q(), y, a, b);
    for (int j = 0; j < jumps.length; j++) {
      sum += ofJump(j, v.qa, v.qb, y) + ofJump(j, v.qb, v.qa, y);
      double weight = jumps[j] * density(jumpPlaces[j], v.qa);
      for (int k = 0; k < jumps.length; k++) {
        double away = jumpPlaces[k] - beside(jumpPlaces[j], v.qa, v.qb, y);
        sum += weight * jumps[k] * density(away, 4 * v.qb * y * (1 - y));
      }
    }
    return sum;
  }

  /** What jump j of the first makes with the slope of the second. */
  private double ofJump(int j, double q, double other, double y) {
    DirectAverages plain = new SplitPanelAverages(kinks);
    double mean =
        plain.mean(
            activation::derivative, beside(jumpPlaces[j], q, other, y), 4 * other * y * (1 - y));
    return jumps[j] * density(jumpPlaces[j], q) * mean;
  }

  /** The mean of the second where the first is at a place. */
  private static double beside(double place, double q, double other, double y) {
    return (1 - 2 * y) * Math.sqrt(other / q) * place;
  }

  private static double density(double x, double variance) {
    return Math.exp(-x * x / (2 * variance)) / Math.sqrt(2 * Math.PI * variance);
  }
}
