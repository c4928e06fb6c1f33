package org.deepmft.gaussian;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.function.DoubleUnaryOperator;

/**
 * Gauss-Legendre panels in one variable, and in p = (u_a + u_b)/2 and r = (u_a - u_b)/2 for a pair:
 * fine around 0 and the kinks, wherever p + r or p - r meets them, and twice as wide as their
 * neighbour farther out. A pair costs about 10⁵ values of f.
 */
final class SplitPanelAverages implements DirectAverages {

  /** Range in standard deviations. */
  private static final double CUT = 9;

  private static final double WIDEST_IN_SIGMA = 1.5;

  /** Width of the panels next to 0 and kinks. */
  private static final double FINEST = 0.5;

  private static final double FINEST_IN_SIGMA = 0.75;
  private static final GaussLegendre RULE = GaussLegendre.of(16);

  private final double[] centresA;
  private final double[] centresB;

  /**
   * Creates the rule.
   *
   * @param kinks the places of the kinks; φ varies on the scale 1 or slower between them
   */
  SplitPanelAverages(double[] kinks) {
    this(kinks, kinks);
  }

  /**
   * Creates the rule for a pair of functions.
   *
   * @param kinksA the places of the kinks of the first
   * @param kinksB those of the second
   */
  SplitPanelAverages(double[] kinksA, double[] kinksB) {
    this.centresA = Arrays.copyOf(kinksA, kinksA.length + 1); // and 0
    this.centresB = Arrays.copyOf(kinksB, kinksB.length + 1);
  }

  @Override
  public double mean(DoubleUnaryOperator f, double about, double q) {
    Nodes nodes = new Nodes(Math.sqrt(q), shifted(-about, -about));
    double sum = 0;
    for (int i = 0; i < nodes.x.length; i++) {
      sum += nodes.w[i] * f.applyAsDouble(about + nodes.x[i]);
    }
    return sum;
  }

  private static double density(double x, double variance) {
    return Math.exp(-x * x / (2 * variance)) / Math.sqrt(2 * Math.PI * variance);
  }

  private double[] shifted(double byA, double byB) {
    double[] all = Arrays.copyOf(centresA, centresA.length + centresB.length);
    System.arraycopy(centresB, 0, all, centresA.length, centresB.length);
    for (int k = 0; k < all.length; k++) {
      all[k] += k < centresA.length ? byA : byB;
    }
    return all;
  }

  @Override
  public double pair(double q, double y, DoubleUnaryOperator f, Combination both) {
    return pair(q, y, f, f, both, true);
  }

  @Override
  public double product(double q, double y, DoubleUnaryOperator fa, DoubleUnaryOperator fb) {
    return pair(q, y, fa, fb, (a, b) -> a * b, false);
  }

  private double pair(
      double q,
      double y,
      DoubleUnaryOperator fa,
      DoubleUnaryOperator fb,
      Combination both,
      boolean symmetric) {
    double sigmaP = Math.sqrt(q * (1 - y));
    List<Double> between = new ArrayList<>();
    for (double a : centresA) {
      for (double b : centresB) {
        between.add(0.5 * (a - b));
      }
    }
    double[] meetings = between.stream().distinct().mapToDouble(x -> x).toArray();
    Nodes noise = new Nodes(Math.sqrt(q * y), meetings);
    double sum = 0;
    for (int j = 0; j < noise.x.length; j++) {
      double r = noise.x[j];
      if (symmetric && r < 0) {
        continue; // f(a, b) = f(b, a)
      }
      Nodes common = new Nodes(sigmaP, shifted(-r, r));
      double row = 0;
      for (int i = 0; i < common.x.length; i++) {
        row +=
            common.w[i]
                * both.of(fa.applyAsDouble(common.x[i] + r), fb.applyAsDouble(common.x[i] - r));
      }
      sum += (symmetric ? 2 : 1) * noise.w[j] * row;
    }
    return sum;
  }

  /** Nodes and weights of N(0, σ²), on panels that are fine around centres. */
  private static final class Nodes {
    private final double[] x;
    private final double[] w;

    Nodes(double sigma, double[] centres) {
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
          width = Math.min(2 * width, WIDEST_IN_SIGMA * sigma);
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
