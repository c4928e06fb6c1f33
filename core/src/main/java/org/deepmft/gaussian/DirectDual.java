package org.deepmft.gaussian;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
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
 * by Gauss-Legendre panels in both: fine around 0 and the kinks, wherever p + r or p - r meets
 * them, and twice as wide as their neighbour farther out. For φ that varies on the scale 1 or
 * slower. A call of G or D costs about 10⁵ values of φ. For y below 1e-6 the difference in G loses
 * digits; the bound says so.
 */
public final class DirectDual implements DualActivation {

  /** Range in standard deviations. */
  private static final double CUT = 9;

  private static final double WIDEST_IN_SIGMA = 1.5;

  /** Width of the panels next to 0 and kinks. */
  private static final double FINEST = 0.5;

  private static final double FINEST_IN_SIGMA = 0.75;
  private static final GaussLegendre RULE = GaussLegendre.of(12);
  private static final double BESIDE = 1e-12;

  /** A variance at which oscillations far out count. */
  private static final double WIDE = 1e4;

  /** Where φ' oscillates for ever, panels must not grow with the distance. */
  private static final double OSCILLATING = 2;

  private final Activation activation;
  private final double widest;
  private final double[] centres;
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
    this.centres =
        kinks.stream().anyMatch(kink -> kink.x() == 0)
            ? kinks.stream().mapToDouble(Kink::x).toArray()
            : withZero(kinks);
    this.jumpPlaces =
        kinks.stream().filter(kink -> kink.order() == 0).mapToDouble(Kink::x).toArray();
    this.jumps = new double[jumpPlaces.length];
    for (int k = 0; k < jumps.length; k++) {
      double d = BESIDE * Math.max(1, Math.abs(jumpPlaces[k]));
      jumps[k] = activation.value(jumpPlaces[k] + d) - activation.value(jumpPlaces[k] - d);
    }
    double before = activation.value(-Double.MIN_NORMAL);
    double after = activation.value(Double.MIN_NORMAL);
    this.v0 = 0.5 * (before * before + after * after);
    this.asymptote = Asymptote.of(activation);
    double graded = mean(this::slope2, 0, WIDE, Double.POSITIVE_INFINITY);
    double even = mean(this::slope2, 0, WIDE, OSCILLATING);
    this.widest = Math.abs(graded - even) <= 1e-13 * even ? Double.POSITIVE_INFINITY : OSCILLATING;
  }

  private double slope2(double x) {
    return square(activation.derivative(x));
  }

  private static double[] withZero(List<Kink> kinks) {
    double[] all = Arrays.copyOf(kinks.stream().mapToDouble(Kink::x).toArray(), kinks.size() + 1);
    Arrays.sort(all);
    return all;
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
    return pair(q, y, (a, b) -> square(activation.value(a) - activation.value(b))) / (4 * q * y);
  }

  @Override
  public double yDg(double q, double y) {
    return y == 0 ? 0 : d(q, y) - g(q, y);
  }

  @Override
  public double d(double q, double y) {
    if (y == 0) {
      return g(q, 0);
    }
    double sum = pair(q, y, (a, b) -> activation.derivative(a) * activation.derivative(b));
    double c = 1 - 2 * y;
    double rest = 4 * q * y * (1 - y);
    for (int j = 0; j < jumps.length; j++) {
      double a = jumpPlaces[j];
      double weight = jumps[j] * density(a, q);
      sum += 2 * weight * mean(activation::derivative, c * a, rest);
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
    double secant = 1e-14 + (y == 0 ? 0 : 1e-16 / Math.sqrt(y));
    return new Accuracy(1e-14, 1e-14, secant, secant, 1, 1.5, 2, 1);
  }

  /** A function of both pre-activations. */
  private interface Pair {
    double of(double a, double b);
  }

  private double mean(DoubleUnaryOperator f, double q) {
    if (q == 0) {
      return 0.5 * (f.applyAsDouble(BESIDE) + f.applyAsDouble(-BESIDE));
    }
    return mean(f, 0, q);
  }

  private double mean(DoubleUnaryOperator f, double about, double q) {
    return mean(f, about, q, widest);
  }

  private double mean(DoubleUnaryOperator f, double about, double q, double most) {
    Nodes nodes = new Nodes(Math.sqrt(q), shifted(-about), most);
    double sum = 0;
    for (int i = 0; i < nodes.x.length; i++) {
      sum += nodes.w[i] * f.applyAsDouble(about + nodes.x[i]);
    }
    return sum;
  }

  private double[] shifted(double by) {
    return Arrays.stream(centres).map(x -> x + by).toArray();
  }

  private double pair(double q, double y, Pair f) {
    double sigmaP = Math.sqrt(q * (1 - y));
    List<Double> between = new ArrayList<>();
    for (double a : centres) {
      for (double b : centres) {
        between.add(0.5 * (a - b));
      }
    }
    double[] meetings = between.stream().distinct().mapToDouble(x -> x).toArray();
    Nodes noise = new Nodes(Math.sqrt(q * y), meetings, widest);
    double sum = 0;
    for (int j = 0; j < noise.x.length; j++) {
      double r = noise.x[j];
      if (r < 0) {
        continue; // f(a, b) = f(b, a)
      }
      double[] both = Arrays.copyOf(shifted(-r), 2 * centres.length);
      System.arraycopy(shifted(r), 0, both, centres.length, centres.length);
      Nodes common = new Nodes(sigmaP, both, widest);
      double row = 0;
      for (int i = 0; i < common.x.length; i++) {
        row += common.w[i] * f.of(common.x[i] + r, common.x[i] - r);
      }
      sum += 2 * noise.w[j] * row;
    }
    return sum;
  }

  /** Nodes and weights of N(0, σ²), on panels that are fine around centres. */
  private static final class Nodes {
    private final double[] x;
    private final double[] w;

    Nodes(double sigma, double[] centres, double most) {
      double end = CUT * sigma;
      TreeSet<Double> cuts = new TreeSet<>(List.of(-end, 0.0, end));
      for (int k = -1; k < centres.length; k++) {
        double centre = k < 0 ? 0 : centres[k];
        if (!(Math.abs(centre) < end)) {
          continue;
        }
        cuts.add(centre);
        double width = Math.min(FINEST, FINEST_IN_SIGMA * sigma);
        for (double d = width; d < Math.abs(centre) + end; d += width) {
          cuts.add(Math.max(-end, centre - d));
          cuts.add(Math.min(end, centre + d));
          width = Math.min(2 * width, Math.min(most, WIDEST_IN_SIGMA * sigma));
        }
      }
      double[] cut = cuts.stream().mapToDouble(t -> t).toArray();
      int n = RULE.nodes().length;
      x = new double[(cut.length - 1) * n];
      w = new double[x.length];
      for (int k = 0; k + 1 < cut.length; k++) {
        double width = cut[k + 1] - cut[k];
        for (int i = 0; i < n; i++) {
          double place = cut[k] + width * RULE.nodes()[i];
          x[k * n + i] = place;
          w[k * n + i] = width * RULE.weights()[i] * density(place, sigma * sigma);
        }
      }
    }
  }
}
