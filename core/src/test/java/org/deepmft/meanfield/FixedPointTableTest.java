package org.deepmft.meanfield;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.deepmft.activation.Activation;
import org.deepmft.activation.Activations;
import org.deepmft.gaussian.DualActivation;
import org.deepmft.gaussian.Duals;
import org.deepmft.gaussian.SineDual;
import org.deepmft.gaussian.TabulatedDual;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Solved points against the 30-digit table, by closed form and by table. */
class FixedPointTableTest {

  private static final double BUDGET = 1e-9;

  /**
   * Errors of V are multiplied by 1/|1 - dq'/dq| in q* and all that depends on it: within 1e-3 of a
   * fold the budget grows.
   */
  private static double foldScale(ReferenceRow row) {
    return Math.max(1, 1e-3 / row.fold());
  }

  /** 1 - c* is proportional to χ₁ - 1 near the critical line, and so is 1/ξ_c. */
  private static double gapScale(ReferenceRow row) {
    return Math.max(foldScale(row), 1e-2 / row.gap());
  }

  /** By how much the budget of each quantity grows where it is ill-conditioned. */
  private static final Map<PhaseField, ToDoubleFunction<ReferenceRow>> SCALES =
      new EnumMap<>(
          Map.of(
              PhaseField.Q_STAR, FixedPointTableTest::foldScale,
              PhaseField.CHI_1, FixedPointTableTest::foldScale,
              PhaseField.CHI_2, FixedPointTableTest::foldScale,
              PhaseField.MU2_OVER_MU1_SQUARED, FixedPointTableTest::foldScale,
              PhaseField.XI_Q, FixedPointTableTest::foldScale,
              PhaseField.CHI_C, FixedPointTableTest::foldScale,
              PhaseField.ONE_MINUS_C_STAR, FixedPointTableTest::gapScale,
              PhaseField.XI_C, FixedPointTableTest::gapScale));

  private static final Map<PhaseField, PhaseField> BOUNDS =
      new EnumMap<>(
          Map.of(
              PhaseField.Q_STAR, PhaseField.Q_STAR_ERROR,
              PhaseField.CHI_1, PhaseField.CHI_1_ERROR,
              PhaseField.ONE_MINUS_C_STAR, PhaseField.ONE_MINUS_C_STAR_ERROR,
              PhaseField.CHI_C, PhaseField.CHI_C_ERROR));

  /** The reference rounded to double and the result's own last rounding. */
  private static final double FINAL_ROUNDING = 2.3e-16;

  /** Below this distance from a fold or the critical line a bound may be NaN. */
  private static final double DEGENERATE = 1e-6;

  private static final List<AccuracyTable> TABLES = new ArrayList<>();
  private static final List<ReferenceRow> ROWS = ReferenceRow.all();

  /** The duals of one activation with the rows solved by them. */
  record Solved(Activation activation, DualActivation dual, Map<ReferenceRow, PhasePoint> points) {
    static Solved by(Activation activation, DualActivation dual) {
      Map<ReferenceRow, PhasePoint> points = new LinkedHashMap<>();
      PhaseSolver solver = new PhaseSolver(dual);
      for (ReferenceRow row : ROWS) {
        boolean within = row.get(PhaseField.Q_STAR) < dual.qMax();
        if (row.activation().equals(activation.name()) && within) {
          points.put(row, solver.solve(row.sigmaW2(), row.sigmaB2()));
        }
      }
      return new Solved(activation, dual, points);
    }

    String kind() {
      return dual instanceof TabulatedDual ? "table" : "closed form";
    }

    @Override
    public String toString() {
      return activation.name() + ", " + kind();
    }
  }

  /**
   * Every activation by {@link Duals#of}, and by the table where that is a closed form; but not
   * sin, whose D and dV/dq fall like e^(-q), which a sum of averages of order 1 cannot follow.
   */
  static List<Solved> everySolution() {
    return SOLUTIONS;
  }

  private static final List<Solved> SOLUTIONS =
      names().stream()
          .map(Activations::named)
          .flatMap(
              activation -> {
                Solved best = Solved.by(activation, Duals.of(activation));
                boolean only =
                    best.dual() instanceof TabulatedDual || best.dual() instanceof SineDual;
                return only
                    ? Stream.of(best)
                    : Stream.of(best, Solved.by(activation, new TabulatedDual(activation)));
              })
          .toList();

  private static Set<String> names() {
    return ROWS.stream()
        .map(ReferenceRow::activation)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  @Test
  void tableHasEveryBuiltInActivation() {
    assertEquals(
        List.of(),
        Activations.all().stream()
            .map(Activation::name)
            .filter(name -> !names().contains(name))
            .toList());
  }

  @Test
  void everyRowIsSolved() {
    assertEquals(
        Set.copyOf(ROWS),
        SOLUTIONS.stream()
            .flatMap(solved -> solved.points().keySet().stream())
            .collect(Collectors.toSet()));
  }

  /** The correlation's depth is undecided where χ₁ is 1 within its bound. */
  private static boolean undecided(PhaseField field, PhasePoint point) {
    return point.phase() == Phase.CRITICAL
        && (field == PhaseField.ONE_MINUS_C_STAR || field == PhaseField.XI_C);
  }

  @ParameterizedTest
  @MethodSource("everySolution")
  void fieldsAgreeWithThirtyDigitsWithinOneBillionth(Solved solved) {
    AccuracyTable table = new AccuracyTable(solved.activation().name(), solved.kind());
    List<String> failures = new ArrayList<>();
    solved
        .points()
        .forEach(
            (row, point) ->
                SCALES.forEach(
                    (field, scaleOf) -> {
                      if (undecided(field, point)) {
                        return;
                      }
                      double error = row.error(field, point.get(field));
                      double scale = scaleOf.applyAsDouble(row);
                      table.add(field, error, scale);
                      if (!(error <= BUDGET * scale)) {
                        failures.add(
                            row + " " + field.label() + " " + error + " of " + BUDGET * scale);
                      }
                    }));
    System.out.println(table.summary());
    TABLES.add(table);
    assertEquals(List.of(), failures);
  }

  @ParameterizedTest
  @MethodSource("everySolution")
  void phaseIsTheSignOfTheLyapunovExponentOrCriticalWithinItsBound(Solved solved) {
    solved
        .points()
        .forEach(
            (row, point) -> {
              assertEquals(Status.CONVERGED, point.status(), row::toString);
              double distance = row.get(PhaseField.CHI_1) - 1;
              if (point.phase() == Phase.CRITICAL) {
                assertTrue(row.gap() <= DEGENERATE, row::toString);
              } else {
                Phase expected = distance < 0 ? Phase.ORDERED : Phase.CHAOTIC;
                assertEquals(expected, point.phase(), row::toString);
              }
            });
  }

  @ParameterizedTest
  @MethodSource("everySolution")
  void orderedPhaseHasExactlyNoDistanceFromFullCorrelation(Solved solved) {
    solved
        .points()
        .forEach(
            (row, point) -> {
              if (row.get(PhaseField.ONE_MINUS_C_STAR) == 0) {
                assertEquals(0.0, point.get(PhaseField.ONE_MINUS_C_STAR), row::toString);
                assertEquals(1.0, point.cStar(), row::toString);
              }
            });
  }

  @ParameterizedTest
  @MethodSource("everySolution")
  void reportedBoundsHold(Solved solved) {
    List<String> failures = new ArrayList<>();
    solved
        .points()
        .forEach(
            (row, point) ->
                BOUNDS.forEach(
                    (field, boundField) -> {
                      double bound = point.get(boundField);
                      boolean mayBeUnknown =
                          row.fold() < DEGENERATE
                              || row.gap() < DEGENERATE
                              || Double.isNaN(row.get(field));
                      if (mayBeUnknown && Double.isNaN(bound) || undecided(field, point)) {
                        return;
                      }
                      double error = row.error(field, point.get(field));
                      if (!(error <= bound + FINAL_ROUNDING)) {
                        failures.add(row + " " + field.label() + " " + error + " beyond " + bound);
                      }
                    }));
    assertEquals(List.of(), failures);
  }

  /** A bound that says little would pass every test above. */
  @ParameterizedTest
  @MethodSource("everySolution")
  void reportedBoundsAreNotIdle(Solved solved) {
    BOUNDS.forEach(
        (field, boundField) -> {
          List<Double> errors = new ArrayList<>();
          List<Double> bounds = new ArrayList<>();
          solved
              .points()
              .forEach(
                  (row, point) -> {
                    double bound = point.get(boundField);
                    if (row.get(PhaseField.ONE_MINUS_C_STAR) > 0 && !Double.isNaN(bound)) {
                      errors.add(Math.max(1e-14, row.error(field, point.get(field))));
                      bounds.add(bound);
                    }
                  });
          if (!errors.isEmpty()) {
            double limit = 1000 * median(errors);
            assertTrue(median(bounds) <= limit, () -> boundField.label() + " " + median(bounds));
          }
        });
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  @AfterAll
  static void writeAccuracyTable() throws IOException {
    AccuracyTable.write(TABLES, Path.of("target", "accuracy.json"));
  }
}
