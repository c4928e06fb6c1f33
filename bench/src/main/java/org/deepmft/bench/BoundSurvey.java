package org.deepmft.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.deepmft.activation.Activation;
import org.deepmft.backend.Backend;
import org.deepmft.backend.Backends;
import org.deepmft.backend.PhaseTile;
import org.deepmft.backend.PointwiseTileSolver;
import org.deepmft.backend.Resources;
import org.deepmft.backend.Workers;
import org.deepmft.gaussian.Duals;
import org.deepmft.meanfield.InitialState;
import org.deepmft.meanfield.Phase;
import org.deepmft.meanfield.PhaseColumns;
import org.deepmft.meanfield.PhaseField;
import org.deepmft.meanfield.PhasePoint;
import org.deepmft.meanfield.PhaseSolver;
import org.deepmft.meanfield.Status;

/**
 * Bounds that are true and not idle: random points of all activations, solved pointwise from the
 * fast duals and again in the CPU backend's tiles, each against {@link Judge}.
 *
 * <p>Counted as a violation: an error of q*, χ₁, 1 - c* or χ_c beyond the reported bound plus the
 * judge's own; a wrong phase; at c* = 1 a χ_c other than χ₁; a bound that is null although neither
 * |1 - dq'/dq| nor |χ₁ - 1| is below 1e-6; a status that a plain iteration with the judge's V
 * contradicts. Left out and counted: q* above {@value #LARGEST_Q}; 1 - c* and χ_c of critical
 * points. The 1 - c* of collapsing points is not judged here.
 */
final class BoundSurvey {

  private static final double LARGEST_Q = 1e4;
  private static final double DEGENERATE = 1e-6;

  /** Rounding of the judge's own 1 - s and 1 - χ₁ beside the solver's. */
  private static final double EDGE = 1.001 * DEGENERATE;

  private static final int LAYERS = 200_000;

  /** The first point that the reference backend itself solves, far from all surveyed ones. */
  private static final int METHOD_FROM = 1_000_000_000;

  private static final int METHOD_POINTS = 230;

  /** Each value with its bound. */
  static final Map<PhaseField, PhaseField> BOUNDS = new EnumMap<>(PhaseField.class);

  static {
    BOUNDS.put(PhaseField.Q_STAR, PhaseField.Q_STAR_ERROR);
    BOUNDS.put(PhaseField.CHI_1, PhaseField.CHI_1_ERROR);
    BOUNDS.put(PhaseField.ONE_MINUS_C_STAR, PhaseField.ONE_MINUS_C_STAR_ERROR);
    BOUNDS.put(PhaseField.CHI_C, PhaseField.CHI_C_ERROR);
  }

  private final int threads;
  private final Map<String, Integer> counts = new TreeMap<>();
  private final List<String> violations = new ArrayList<>();
  private final List<Map<String, Object>> rows = new ArrayList<>();

  BoundSurvey(int threads) {
    this.threads = threads;
  }

  /**
   * Surveys points of a range of numbers, a share for each activation.
   *
   * @param from the first
   * @param to one after the last
   * @param pairs of how many, from the first on, 1 - c* and χ_c are judged, too
   */
  Map<String, Object> run(int from, int to, int pairs) {
    Map<String, Object> method = method();
    Map<PhaseField, Tally> chaotic = tallies();
    try (Backend cpu = Backends.open("cpu", Resources.ofThreads(threads), line -> {})) {
      int activations = SurveyPoint.ALL.size();
      for (int k = 0; k < activations; k++) {
        int first = from + Math.floorMod(k - from, activations);
        int[] numbers = IntStream.iterate(first, i -> i < to, i -> i + activations).toArray();
        surveyed(cpu, SurveyPoint.ALL.get(k), numbers, from + pairs, chaotic);
      }
    }
    Map<String, Object> idleness = new LinkedHashMap<>();
    chaotic.forEach(
        (field, tally) -> {
          if (tally.points() > 0) {
            idleness.put(field.label(), Tally.round(tally.idleness()));
          }
        });
    Map<String, Object> survey = new LinkedHashMap<>();
    survey.put("first_point", from);
    survey.put("points", to - from);
    survey.put("points_with_pairs", pairs);
    survey.put("counts", counts);
    survey.put("violations", violations);
    survey.put("median_bound_over_median_error_where_c_star_below_1", idleness);
    survey.put("method_against_reference_backend", method);
    survey.put("rows", rows);
    return survey;
  }

  private static Map<PhaseField, Tally> tallies() {
    Map<PhaseField, Tally> tallies = new EnumMap<>(PhaseField.class);
    BOUNDS.keySet().forEach(field -> tallies.put(field, new Tally()));
    return tallies;
  }

  private static PhaseTile tile(Activation activation, int[] numbers) {
    double highest = SurveyPoint.highest(activation);
    double[] sigmaW2 = new double[numbers.length];
    double[] sigmaB2 = new double[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      SurveyPoint point = SurveyPoint.of(numbers[i], highest);
      sigmaW2[i] = point.sigmaW2();
      sigmaB2[i] = point.sigmaB2();
    }
    return new PhaseTile(sigmaW2, sigmaB2, InitialState.DEFAULT);
  }

  private void surveyed(
      Backend cpu,
      Activation activation,
      int[] numbers,
      int pairsTo,
      Map<PhaseField, Tally> chaotic) {
    PhaseTile tile = tile(activation, numbers);
    PhaseColumns pointwise = new PhaseColumns(tile.size());
    PhaseSolver solver = new PhaseSolver(Duals.fastest(activation));
    new PointwiseTileSolver(solver::solve, threads).solve(tile, pointwise);
    PhaseColumns tiled = new PhaseColumns(tile.size());
    cpu.phases(activation).solve(tile, tiled);
    Judge judge = new Judge(activation);
    Judge.Verdict[] verdicts = verdicts(judge, tile, pointwise, numbers, pairsTo);
    Map<String, PhaseColumns> passes = new LinkedHashMap<>();
    passes.put("pointwise", pointwise);
    passes.put("cpu tiles", tiled);
    passes.forEach(
        (pass, columns) -> {
          Map<PhaseField, Tally> all = tallies();
          for (int i = 0; i < tile.size(); i++) {
            String where =
                String.join(" ", pass, activation.name(), tile.sigmaW2()[i] + "", "")
                    + tile.sigmaB2()[i];
            PhasePoint point = columns.point(i);
            count(pass + ", " + point.status().label());
            if (point.status() != Status.CONVERGED) {
              check(where, judge, tile.sigmaW2()[i], tile.sigmaB2()[i], point.status());
            } else if (verdicts[i] == null) {
              count(pass + ", q_star above " + LARGEST_Q);
            } else {
              compare(where, point, verdicts[i], all, chaotic);
            }
          }
          all.forEach(
              (field, tally) -> {
                Map<String, Object> row = new LinkedHashMap<>();
                row.put("activation", activation.name());
                row.put("solver", pass);
                row.put("field", field.label());
                row.putAll(tally.record());
                rows.add(row);
              });
        });
    System.err.println(activation.name() + ": " + violations.size() + " violations so far");
  }

  private Judge.Verdict[] verdicts(
      Judge judge, PhaseTile tile, PhaseColumns solved, int[] numbers, int pairsTo) {
    Judge.Verdict[] verdicts = new Judge.Verdict[tile.size()];
    Workers.run(
        threads,
        () ->
            IntStream.range(0, tile.size())
                .parallel()
                .forEach(
                    i -> {
                      PhasePoint point = solved.point(i);
                      if (point.status() == Status.CONVERGED && point.qStar() <= LARGEST_Q) {
                        double y = numbers[i] < pairsTo ? Judge.y(point) : 0;
                        verdicts[i] =
                            judge.of(tile.sigmaW2()[i], tile.sigmaB2()[i], point.qStar(), y);
                      }
                    }));
    return verdicts;
  }

  private void compare(
      String where,
      PhasePoint point,
      Judge.Verdict verdict,
      Map<PhaseField, Tally> all,
      Map<PhaseField, Tally> chaotic) {
    PhasePoint exact = verdict.point();
    boolean critical = point.phase() == Phase.CRITICAL || exact.phase() == Phase.CRITICAL;
    boolean below1 = point.get(PhaseField.ONE_MINUS_C_STAR) > 0;
    boolean pairs = !below1 || exact.get(PhaseField.ONE_MINUS_C_STAR) > 0;
    boolean degenerate =
        Math.abs(1 - verdict.slope()) < EDGE || Math.abs(verdict.chi1() - 1) < EDGE;
    if (critical) {
      count("critical: 1 - c_star and chi_c left out");
    } else if (point.phase() != exact.phase()) {
      violations.add(where + ": phase " + point.phase() + " for " + exact.phase());
    }
    BOUNDS.forEach(
        (field, error) -> {
          boolean ofCorrelation = field == PhaseField.ONE_MINUS_C_STAR || field == PhaseField.CHI_C;
          if (ofCorrelation && (critical || !below1)) {
            if (!critical
                && !(point.get(field) == (field == PhaseField.CHI_C ? point.chi1() : 0))) {
              violations.add(where + ": " + field.label() + " at c* = 1 is " + point.get(field));
            }
            return;
          }
          double bound = point.get(error);
          if (Double.isNaN(bound)) {
            boolean noGradient = field == PhaseField.CHI_1 && Double.isInfinite(verdict.chi1());
            count("null bound of " + field.label() + (noGradient ? ", phi jumps" : ""));
            if (!noGradient && !degenerate) {
              violations.add(where + ": " + field.label() + " has no bound");
            }
            return;
          }
          double doubt = exact.get(error);
          if (ofCorrelation && !pairs) {
            return;
          }
          if (Double.isNaN(doubt)) {
            count("at the judge's edge of null bounds");
            return;
          }
          if (!all.get(field).add(point.get(field), exact.get(field), bound, doubt)) {
            violations.add(
                where
                    + (": " + field.label() + " " + point.get(field) + " for " + exact.get(field))
                    + (", bounds " + bound + " and " + doubt));
          }
          if (below1) {
            chaotic.get(field).add(point.get(field), exact.get(field), bound, doubt);
          }
        });
  }

  /** Iterates plainly where there is no q* to be judged. */
  private void check(String where, Judge judge, double sigmaW2, double sigmaB2, Status status) {
    Orbit orbit = Orbit.of(judge, sigmaW2, sigmaB2, InitialState.DEFAULT.q(), LAYERS);
    boolean collapses = orbit.status() == Status.COLLAPSES;
    if (orbit.status() == Status.NOT_CONVERGED) {
      count("undecided by " + LAYERS + " layers, " + status.label());
    } else if (orbit.status() == Status.CONVERGED || collapses != (status == Status.COLLAPSES)) {
      violations.add(where + ": " + status.label() + ", but plain iteration leads to " + orbit);
    }
  }

  private void count(String what) {
    counts.merge(what, 1, Integer::sum);
  }

  /** The judge against what the reference backend itself solves, on points of its own. */
  private Map<String, Object> method() {
    Map<PhaseField, Tally> tallies = tallies();
    try (Backend reference = Backends.open("reference", Resources.ofThreads(threads), line -> {})) {
      int activations = SurveyPoint.ALL.size();
      for (int k = 0; k < activations; k++) {
        Activation activation = SurveyPoint.ALL.get(k);
        int from = METHOD_FROM + k;
        int[] numbers =
            IntStream.range(0, METHOD_POINTS / activations)
                .map(j -> from + j * activations)
                .toArray();
        PhaseTile tile = tile(activation, numbers);
        PhaseColumns solved = new PhaseColumns(tile.size());
        reference.phases(activation).solve(tile, solved);
        Judge judge = new Judge(activation);
        PhaseSolver solver = new PhaseSolver(Duals.fastest(activation));
        for (int i = 0; i < tile.size(); i++) {
          PhasePoint fast = solver.solve(tile.sigmaW2()[i], tile.sigmaB2()[i]);
          PhasePoint slow = solved.point(i);
          if (slow.status() != fast.status()) {
            violations.add(
                (activation.name() + " " + tile.sigmaW2()[i] + " " + tile.sigmaB2()[i])
                    + (": " + fast + " for the reference backend's " + slow));
          }
          if (slow.status() != Status.CONVERGED || !(slow.qStar() <= LARGEST_Q)) {
            continue;
          }
          PhasePoint judged =
              judge.of(tile.sigmaW2()[i], tile.sigmaB2()[i], fast.qStar(), Judge.y(fast)).point();
          BOUNDS.forEach(
              (field, error) -> {
                double bound = slow.get(error);
                if (!Double.isNaN(bound + judged.get(error)) && slow.get(field) != 0) {
                  tallies
                      .get(field)
                      .add(judged.get(field), slow.get(field), bound, judged.get(error));
                }
              });
        }
      }
    }
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("points", METHOD_POINTS);
    tallies.forEach((field, tally) -> result.put(field.label(), tally.record()));
    return result;
  }
}
