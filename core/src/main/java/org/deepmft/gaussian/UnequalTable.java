package org.deepmft.gaussian;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.deepmft.activation.Activation;
import org.deepmft.gaussian.DualPanel.QMap;

/**
 * Averages over pairs of unequal variances from a table, for activations whose kinks, if any, are
 * at 0 and which do not jump.
 *
 * <p>In (q, r, y), q = √(q_a q_b), everything is even in r and analytic: noise at a fixed place of
 * φ does not feel r. With kinks elsewhere D has a cone at r = y = 0, which no such table follows;
 * those activations, and pairs beyond the table ({@link #FURTHEST}), are integrated directly.
 *
 * <p>Blocks are built when first asked for, the slower the larger q. Cost of a pair: about 2500
 * multiply-adds. Measured against {@link UnequalDual}: see {@code UnequalTableTest}.
 */
public final class UnequalTable implements PairDual {

  /** |r| that the table reaches: norms that differ by a factor 270. */
  public static final double FURTHEST = 5.6;

  /** Below this |r| pairs are those of equal variances, to order r². */
  private static final double NEARLY_EQUAL = 1e-7;

  private final TabulatedDual equal;
  private final UnequalDual direct;
  private final TableCache cache;
  private final String key;
  private final UnequalBlockBuilder builder;
  private final boolean line;
  private final double[] widths;
  private final Map<Integer, UnequalBlock>[] blocks;

  /**
   * Creates the table; nothing is integrated yet.
   *
   * @param activation the activation, see {@link #serves}
   * @param equal its table of equal variances
   * @param cache keeps what is built for another time
   */
  @SuppressWarnings({"unchecked", "rawtypes"})
  public UnequalTable(Activation activation, TabulatedDual equal, TableCache cache) {
    this.key = TableKey.of(activation, cache);
    this.cache = key.isEmpty() ? TableCache.NONE : cache;
    this.equal = equal;
    this.direct = new UnequalDual(activation, equal);
    this.line = line(activation);
    this.builder = new UnequalBlockBuilder(direct, equal.breaks(), equal.v0() != 0, line);
    this.widths = new double[equal.panels()];
    this.blocks = new Map[equal.panels()];
    for (int k = 0; k < blocks.length; k++) {
      blocks[k] = new ConcurrentHashMap<>();
    }
  }

  /** Whether φ is a line around 0 to second order, so that spread is of order q². */
  private static boolean line(Activation activation) {
    return activation.kinks().isEmpty()
        && activation.value(0) == 0
        && activation.secondDerivative(0) == 0;
  }

  /** Returns the power of q by which spread is divided in the innermost panel. */
  public int spreadPower() {
    return line ? 2 : 1;
  }

  /** Returns whether the table can hold an activation. */
  public static boolean serves(Activation activation) {
    return activation.kinks().stream().allMatch(kink -> kink.x() == 0 && kink.order() > 0);
  }

  @Override
  public Radial radial(double qa, double r) {
    double q = qa * Math.exp(0.5 * r);
    UnequalBlock block = inside(q) ? block(q, Math.abs(r)) : null;
    if (block == null) {
      return direct.radial(qa, r);
    }
    QMap map = equal.panel(equal.panelOf(q)).map();
    return block.radial(
        map.u(q), Math.abs(r), builder.growthWeight(map, q), builder.spreadWeight(map, q));
  }

  private boolean inside(double q) {
    return q >= equal.edge(1) || !equal.singularAtZero();
  }

  @Override
  public Slopes slopes(double qa, double r, double oneMinusC) {
    double q = qa * Math.exp(0.5 * r);
    if (Math.abs(r) < NEARLY_EQUAL && q <= equal.qMax()) {
      double y = Math.min(1, 0.5 * oneMinusC);
      return new Slopes(equal.g(q, y), equal.d(q, y));
    }
    UnequalBlock block = inside(q) ? block(q, Math.abs(r)) : null;
    if (block == null) {
      return direct.slopes(qa, r, oneMinusC);
    }
    double u = equal.panel(equal.panelOf(q)).map().u(q);
    return block.slopes(u, q, Math.abs(r), oneMinusC);
  }

  /** The block of a pair, or null if it lies beyond the table. */
  private UnequalBlock block(double q, double r) {
    if (!(r < FURTHEST && q <= equal.qMax())) {
      return null;
    }
    int k = equal.panelOf(q);
    double width = width(k);
    return width == Double.POSITIVE_INFINITY ? null : block(k, (int) (r / width));
  }

  private UnequalBlock block(int k, int i) {
    double width = width(k);
    if (equal.panel(k).hi() * Math.exp(0.5 * (i + 1) * width) > (1 + 1e-9) * direct.qReach()) {
      return null;
    }
    UnequalBlock known = blocks[k].get(i);
    return known == null ? build(k, i, width) : known;
  }

  /**
   * Returns the terms of one interval of |r| for c &gt;= 0, as kernels read them: the number P of
   * sub-panels in y, 0, growth [l][m], spread [l][m] (in the innermost panel spread over q to the
   * {@link #spreadPower}, and growth/q where φ(0) is not 0), the map m(u), and D̄ [P][l][k][m] for
   * x^l w^k u^m, l below 10, k below 16, m below 14.
   *
   * @param k number of the panel of q
   * @param i number of the interval, [iΔ, (i+1)Δ]
   * @return nothing where pairs are integrated directly
   */
  public Optional<double[]> terms(int k, int i) {
    return Optional.ofNullable(block(k, i)).map(UnequalBlock::lowerTerms);
  }

  /**
   * Returns Δ in one panel of q, the width of the intervals of |r|; infinite where pairs are
   * integrated directly.
   *
   * @param k number of the panel of q
   */
  public double width(int k) {
    synchronized (blocks[k]) {
      if (widths[k] == 0) {
        String part = k + "-unequal";
        double[] known = cache.find(key, part).orElse(new double[0]);
        if (known.length == 1 && known[0] > 0) {
          widths[k] = known[0];
        } else {
          widths[k] = builder.width(equal.panel(k).map());
          cache.keep(key, part, new double[] {widths[k]});
        }
      }
      return widths[k];
    }
  }

  private UnequalBlock build(int k, int i, double width) {
    synchronized (blocks[k]) {
      UnequalBlock known = blocks[k].get(i);
      if (known == null) {
        String part = k + "-unequal-" + i;
        known =
            cache
                .find(key, part)
                .flatMap(numbers -> UnequalBlock.of(numbers, equal.breaks()))
                .orElse(null);
        if (known == null) {
          known = builder.build(equal.panel(k).map(), i * width, width);
          cache.keep(key, part, known.numbers());
        }
        blocks[k].put(i, known);
      }
      return known;
    }
  }
}
