package org.deepmft.gaussian;

import java.util.List;
import java.util.TreeSet;
import org.deepmft.activation.Activation;
import org.deepmft.gaussian.KinkSides.Side;

/**
 * Averages over pairs whose variances q_a and q_b differ, by direct integration.
 *
 * <p>At c = 1, with u_a = √q_a z, u_b = √q_b z and r = ln(q_b/q_a), {@link #radial} sums
 *
 * <pre>
 * (E φ_b² - E φ_a²)/r = E g (φ_a + φ_b),   g = (φ_b - φ_a)/r
 * (1 - ρ)/r² = E (g - m φ_a)²/(2 E φ_b²),  m = (√(E φ_b²/E φ_a²) - 1)/r
 * </pre>
 *
 * where ρ is the correlation of φ_a and φ_b: a sum of squares. For small r, g is the mean of x
 * φ'(x)/2 between the two places. Measured: 1e-14 for smooth φ and kinks at 0, 1e-10 with kinks
 * elsewhere. Cost: 3 to 15 ms a pair.
 */
public final class UnequalDual implements PairDual {

  /** Standard deviations that count. */
  private static final double CUT = 9.5;

  /** Below this |r|, φ_b - φ_a is integrated from φ'. */
  private static final double SMALL_RATIO = 1e-3;

  /** So it is between places that are as near as this, where it would cancel. */
  private static final double NEAR = 1e-2;

  /** Below this |r| the slopes at both norms are those at their geometric mean, to order r². */
  private static final double NEARLY_EQUAL = 1e-6;

  /** The same where kinks off 0 are accounted for to first order. */
  private static final double NEARLY_EQUAL_WITH_KINKS = 1e-4;

  /** Below this variance φ is a line, or two that meet at 0, to order √q or better. */
  private static final double NEARLY_HOMOGENEOUS = 1e-16;

  /** Largest variance at which both norms are averaged over. */
  private static final double Q_MAX = 0x1p20;

  private static final GaussLegendre BETWEEN = GaussLegendre.of(8);
  private static final int N = PanelGrid.NODES;

  private final Activation activation;
  private final List<Side> kinks;
  private final DualActivation equal;
  private final double nearlyEqual;
  private final SmoothedSlope slope;
  private final NoiseLadder ladder;

  /**
   * Creates the averages of an activation; nothing is integrated yet.
   *
   * @param activation the activation
   * @param equal its duals
   */
  public UnequalDual(Activation activation, DualActivation equal) {
    this.equal = equal;
    this.activation = activation;
    this.kinks = KinkSides.of(activation);
    double furthest = Math.min(Q_MAX, equal.qMax()) * Math.exp(0.5 * UnequalTable.FURTHEST);
    this.slope = new SmoothedSlope(activation, kinks, CUT * Math.sqrt(furthest));
    boolean offZero = kinks.stream().anyMatch(kink -> kink.x() != 0 && kink.order() <= 1);
    this.nearlyEqual = offZero ? NEARLY_EQUAL_WITH_KINKS : NEARLY_EQUAL;
    boolean jumps = kinks.stream().anyMatch(kink -> kink.order() == 0);
    this.ladder = new NoiseLadder(slope, kinks.isEmpty(), jumps);
  }

  /** Returns the largest variance for which φ' is resolved, some way beyond the table's end. */
  double qReach() {
    double root = slope.reach() / CUT;
    return root * root;
  }

  @Override
  public Radial radial(double qa, double r) {
    if (r < 0) {
      return radial(qa * Math.exp(r), -r);
    }
    double sigmaA = Math.sqrt(qa);
    double sigmaB = Math.sqrt(qa) * Math.exp(0.5 * r);
    double[] cut = cuts(sigmaA, sigmaB, Math.abs(r) < SMALL_RATIO);
    int n = 2 * (cut.length - 1) * N;
    double[] w = new double[n];
    double[] fa = new double[n];
    double[] g = new double[n];
    double ka = 0;
    double rise = 0;
    int at = 0;
    for (int k = 0; k + 1 < cut.length; k++) {
      double width = cut[k + 1] - cut[k];
      for (int i = 0; i < 2 * N; i++) {
        double place = cut[k] + width * PanelGrid.RULE.nodes()[i / 2];
        double z = i % 2 == 0 ? place : -place;
        w[at] = width * PanelGrid.RULE.weights()[i / 2] * density(place);
        fa[at] = activation.value(sigmaA * z);
        g[at] = divided(sigmaA * z, sigmaB * z, r);
        ka += w[at] * fa[at] * fa[at];
        rise += w[at] * g[at] * (2 * fa[at] + r * g[at]);
        at++;
      }
    }
    double relative = rise / ka;
    double lnRatio = Math.log1p(r * relative);
    double root = Math.expm1(0.5 * lnRatio) / r;
    double squares = 0;
    for (int i = 0; i < n; i++) {
      double apart = g[i] - root * fa[i];
      squares += w[i] * apart * apart;
    }
    return Radial.ofRise(r, relative, squares / (2 * ka * (1 + r * relative)));
  }

  private static double density(double z) {
    return Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
  }

  /** (φ(b) - φ(a))/r, b = a e^(r/2). */
  private double divided(double a, double b, double r) {
    boolean apart = Math.abs(r) >= SMALL_RATIO && !(Math.abs(b - a) < NEAR && Math.abs(r) < 1);
    for (Side kink : kinks) {
      apart |= (a - kink.x()) * (b - kink.x()) < 0;
    }
    if (apart) {
      return (activation.value(b) - activation.value(a)) / r;
    }
    double sum = 0;
    for (int i = 0; i < BETWEEN.nodes().length; i++) {
      double x = a * Math.exp(0.5 * r * BETWEEN.nodes()[i]);
      sum += BETWEEN.weights()[i] * x * activation.derivative(x);
    }
    return 0.5 * sum;
  }

  /** Edges of panels in z that resolve φ at both places. */
  private double[] cuts(double sigmaA, double sigmaB, boolean close) {
    TreeSet<Double> cuts = new TreeSet<>(List.of(0.0, CUT));
    for (double z = 1; z < CUT; z++) {
      cuts.add(z);
    }
    for (double sigma : new double[] {sigmaA, sigmaB}) {
      for (double edge : sigma == sigmaB && close ? new double[0] : slope.edges()) {
        addWithin(edge / sigma, cuts);
      }
      for (Side kink : kinks) {
        addWithin(Math.abs(kink.x()) / sigma, cuts);
      }
    }
    return cuts.stream().mapToDouble(z -> z).toArray();
  }

  private static void addWithin(double z, TreeSet<Double> cuts) {
    if (z < CUT) {
      cuts.add(z);
    }
  }

  @Override
  public Slopes slopes(double qa, double r, double oneMinusC) {
    double qb = qa * Math.exp(r);
    if (Math.abs(r) < nearlyEqual || Math.max(qa, qb) < NEARLY_HOMOGENEOUS) {
      return slopesAtMean(qa * Math.exp(0.5 * r), r, oneMinusC);
    }
    return slopes(qa, r).slopes(oneMinusC);
  }

  /** Returns the slopes at two variances that are not nearly equal, for every c. */
  SlopesAtVariances slopes(double qa, double r) {
    double apart = Double.POSITIVE_INFINITY;
    for (Side kink : kinks) {
      if (kink.x() != 0) {
        apart = Math.min(apart, Math.abs(kink.x() * r) / 16);
      }
    }
    double qb = qa * Math.exp(r);
    return new SlopesAtVariances(qa, qb, ladder, apart * apart, this::hermite);
  }

  /** Those at the geometric mean of both variances, and what kinks off 0 change, to order r². */
  private Slopes slopesAtMean(double q, double r, double oneMinusC) {
    double y = Math.min(1, 0.5 * oneMinusC);
    double mean = equal.g(q, y);
    double atC = equal.d(q, y);
    for (Side kink : kinks) {
      if (r != 0 && kink.x() != 0) {
        Slopes shift = KinkShift.of(kink, q, r).at(oneMinusC);
        mean += shift.mean();
        atC += shift.atC();
      }
    }
    return new Slopes(mean, atC);
  }

  private double[] hermite(double q) {
    return new GaussianRule(activation, kinks, slope.edges(), 0, q)
        .hermite(DualAtVariance.HERMITE_TERMS);
  }
}
