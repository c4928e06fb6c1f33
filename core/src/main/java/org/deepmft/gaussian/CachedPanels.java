package org.deepmft.gaussian;

import java.util.Arrays;
import java.util.Optional;
import org.deepmft.activation.Activation;
import org.deepmft.gaussian.DualActivation.Accuracy;
import org.deepmft.gaussian.DualPanel.QMap;
import org.deepmft.gaussian.DualPanelBuilder.Moments;

/**
 * The panels of a table, from a cache or built.
 *
 * <p>A panel has three parts: what depends on q alone, with its bounds, and G over each half of the
 * angles. Each is an array of numbers in the order in which the fields stand here.
 */
final class CachedPanels {

  private static final int U = DualPanel.U_TERMS;
  private static final int MOMENTS = 5;
  private static final int G_TERMS = U * SecantTable.W_TERMS;
  private static final int BOUNDS = 8;

  private final DualPanelBuilder builder;
  private final TableCache cache;
  private final String table;

  /**
   * Creates the panels of an activation; nothing is read or built yet.
   *
   * @param builder builds what the cache lacks
   * @param activation the activation
   * @param cache keeps what was built
   */
  CachedPanels(DualPanelBuilder builder, Activation activation, TableCache cache) {
    this.builder = builder;
    this.table = TableKey.of(activation, cache);
    this.cache = table.isEmpty() ? TableCache.NONE : cache;
  }

  /**
   * Returns a panel; its table of G is read or built when first asked for.
   *
   * @param k its number
   * @param lo lower edge
   * @param hi upper edge
   */
  DualPanel panel(int k, double lo, double hi) {
    QMap map = builder.map(lo, hi);
    Moments moments = moments(k, map);
    return new DualPanel(map, moments.terms(), upper -> half(k, map, moments, upper));
  }

  private Moments moments(int k, QMap map) {
    String part = k + "-moments";
    Optional<Moments> known = cache.find(table, part).flatMap(CachedPanels::moments);
    if (known.isPresent()) {
      return known.get();
    }
    Moments built = builder.moments(map);
    cache.keep(table, part, numbers(built));
    return built;
  }

  private SecantTable half(int k, QMap map, Moments moments, boolean upper) {
    String part = k + (upper ? "-upper" : "-lower");
    Optional<SecantTable> known = cache.find(table, part).flatMap(numbers -> half(numbers, upper));
    if (known.isPresent()) {
      return known.get();
    }
    SecantTable built = builder.half(map, moments, upper);
    cache.keep(table, part, numbers(built));
    return built;
  }

  private static double[] numbers(Moments moments) {
    Numbers numbers = new Numbers(new double[MOMENTS * U + 2]);
    for (double[] terms : moments.terms()) {
      numbers.put(terms);
    }
    return numbers.put(moments.vBound(), moments.chiBound()).all();
  }

  private static Optional<Moments> moments(double[] all) {
    if (all.length != MOMENTS * U + 2) {
      return Optional.empty();
    }
    Numbers numbers = new Numbers(all);
    double[][] terms = numbers.take(MOMENTS, U);
    return Optional.of(new Moments(terms, numbers.take(), numbers.take()));
  }

  /** Numbers for each sub-panel: an edge, G, for the upper half D, and bounds. */
  private static int aPanel(boolean upper) {
    return U + (upper ? 2 : 1) * G_TERMS + BOUNDS;
  }

  private static double[] numbers(SecantTable half) {
    int panels = half.panels();
    Numbers numbers = new Numbers(new double[2 * U + panels * aPanel(half.upper())]);
    numbers.put(half.map());
    for (double[] terms : half.g()) {
      numbers.put(terms);
    }
    for (double[] terms : half.d()) {
      numbers.put(terms);
    }
    for (double[] terms : half.edges()) {
      numbers.put(terms);
    }
    for (Accuracy a : half.accuracy()) {
      numbers.put(
          a.v(), a.chi(), a.g(), a.yDg(), a.chiByQ(), a.gByQ(), a.curvature(), a.lambdaByQ());
    }
    return numbers.all();
  }

  private Optional<SecantTable> half(double[] all, boolean upper) {
    int panels = (all.length - 2 * U) / aPanel(upper);
    if (panels < 1 || all.length != 2 * U + panels * aPanel(upper)) {
      return Optional.empty();
    }
    Numbers numbers = new Numbers(all);
    double[] map = numbers.take(1, U)[0];
    double[][] g = numbers.take(panels, G_TERMS);
    double[][] d = numbers.take(upper ? panels : 0, G_TERMS);
    double[][] edges = numbers.take(panels + 1, U);
    if (!Arrays.stream(all, 0, numbers.taken()).allMatch(Double::isFinite)) {
      return Optional.empty();
    }
    Accuracy[] accuracy = new Accuracy[panels];
    for (int j = 0; j < panels; j++) {
      accuracy[j] =
          new Accuracy(
              numbers.take(),
              numbers.take(),
              numbers.take(),
              numbers.take(),
              numbers.take(),
              numbers.take(),
              numbers.take(),
              numbers.take());
    }
    return Optional.of(new SecantTable(upper, builder.breaks(), map, g, d, edges, accuracy));
  }
}
