package org.deepmft.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Errors beside the bounds that were reported with them, of one field. */
final class Tally {

  /** No error is known better than this. */
  private static final double FLOOR = 1e-14;

  private final List<Double> errors = new ArrayList<>();
  private final List<Double> bounds = new ArrayList<>();
  private double worst;
  private int violations;
  private int sharp;
  private int aboveBound;

  /**
   * Adds a point and returns whether its error is within the bounds.
   *
   * @param value the value that was reported
   * @param exact the judge's
   * @param bound the bound that was reported, relative
   * @param doubt the judge's own bound
   */
  boolean add(double value, double exact, double bound, double doubt) {
    double error = exact == value ? 0 : Math.abs(value / exact - 1);
    boolean within = error <= bound + doubt;
    errors.add(error);
    bounds.add(bound);
    worst = Math.max(worst, error / (bound + doubt));
    violations += within ? 0 : 1;
    sharp += doubt <= bound ? 1 : 0;
    aboveBound += error <= bound ? 0 : 1;
    return within;
  }

  int points() {
    return errors.size();
  }

  /** Returns the median bound over the median error, no error counting as less than 1e-14. */
  double idleness() {
    double error = median(errors.stream().map(e -> Math.max(e, FLOOR)).toList());
    return median(bounds) / error;
  }

  Map<String, Object> record() {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("points", errors.size());
    row.put("violations", violations);
    if (!errors.isEmpty()) {
      row.put("above_reported_bound_alone", aboveBound);
      row.put("max_error_over_bounds", round(worst));
      row.put("max_error", round(errors.stream().mapToDouble(e -> e).max().orElse(0)));
      row.put("median_error", round(median(errors)));
      row.put("max_bound", round(bounds.stream().mapToDouble(b -> b).max().orElse(0)));
      row.put("median_bound", round(median(bounds)));
      row.put("median_bound_over_median_error", round(idleness()));
      row.put("judge_sharper_than_bound", sharp);
    }
    return row;
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElse(Double.NaN);
  }

  /** Four digits. */
  static double round(double value) {
    return Double.parseDouble(String.format(java.util.Locale.ROOT, "%.3e", value));
  }
}
