package org.deepmft.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.deepmft.activation.Activation;
import org.deepmft.activation.Activations;
import org.deepmft.backend.Workers;
import org.deepmft.gaussian.DualActivation;
import org.deepmft.gaussian.Duals;
import org.deepmft.meanfield.AllFixedPoints;
import org.deepmft.meanfield.PhaseField;
import org.deepmft.meanfield.PhasePoint;
import org.deepmft.meanfield.PhaseSolver;
import org.deepmft.meanfield.Status;

/**
 * The right basin: q* and status of activations whose length map may have several fixed points or
 * falls, against the plain iteration from q0 with the reference backend's V, layer by layer. At
 * random points, and again at random ones of those with two or more positive fixed points.
 */
final class BasinSurvey {

  private static final List<String> NAMES = List.of("gelu", "silu", "mish", "sin", "x/(1+x^2)");
  private static final List<String> WITH_SEVERAL = List.of("gelu", "silu", "mish");
  private static final int POINTS_EACH = 200;
  private static final int ROWS = NAMES.size() + WITH_SEVERAL.size();
  private static final int LAYERS = 1_000_000;

  /** Relative error of the judge's V and of a layer's arithmetic. */
  private static final double JUDGE = 1.2e-14;

  private static final double LEFT_OUT = 1e-5;

  private final int threads;

  BasinSurvey(int threads) {
    this.threads = threads;
  }

  Map<String, Object> run() {
    List<Map<String, Object>> rows = new ArrayList<>();
    List<String> disagreements = new ArrayList<>();
    for (String name : NAMES) {
      rows.add(row(rows.size(), name, false, disagreements));
    }
    for (String name : WITH_SEVERAL) {
      rows.add(row(rows.size(), name, true, disagreements));
    }
    double worst = rows.stream().mapToDouble(row -> (double) row.get("max_error")).max().orElse(0);
    Map<String, Object> survey = new LinkedHashMap<>();
    survey.put("points", rows.size() * POINTS_EACH);
    survey.put("max_error_of_q_star", worst);
    survey.put("disagreements", disagreements);
    survey.put("rows", rows);
    return survey;
  }

  /** Points numbered from the row's place on; a row of several draws until it has enough. */
  private static SurveyPoint[] draw(int row, Activation activation, boolean several) {
    double highest = SurveyPoint.highest(activation);
    DualActivation dual = Duals.fastest(activation);
    return LongStream.iterate(row, i -> i + ROWS)
        .mapToObj(i -> SurveyPoint.of(i, highest))
        .filter(at -> !several || several(dual, at))
        .limit(POINTS_EACH)
        .toArray(SurveyPoint[]::new);
  }

  private static boolean several(DualActivation dual, SurveyPoint at) {
    return AllFixedPoints.of(dual, at.sigmaW2(), at.sigmaB2(), at.start(), null).stream()
            .filter(length -> length.q() > 0)
            .count()
        > 1;
  }

  private Map<String, Object> row(
      int number, String name, boolean several, List<String> disagreements) {
    Activation activation = Activations.named(name);
    Judge judge = new Judge(activation);
    PhaseSolver solver = new PhaseSolver(Duals.fastest(activation));
    SurveyPoint[] points = draw(number, activation, several);
    int n = points.length;
    Orbit[] orbits = new Orbit[n];
    Workers.run(
        threads,
        () -> IntStream.range(0, n).parallel().forEach(i -> orbits[i] = orbit(judge, points[i])));
    int[] statuses = new int[Status.values().length];
    int nearFold = 0;
    int unsettled = 0;
    int layers = 0;
    double worst = 0;
    double worstOverBounds = 0;
    for (int i = 0; i < n; i++) {
      SurveyPoint at = points[i];
      Orbit orbit = orbits[i];
      PhasePoint point = solver.solve(at.sigmaW2(), at.sigmaB2(), at.start());
      layers = Math.max(layers, orbit.layers());
      if (orbit.status() == Status.NOT_CONVERGED) {
        unsettled++;
        continue;
      }
      double distance =
          orbit.status() == Status.CONVERGED
              ? Math.abs(1 - at.sigmaW2() * judge.direct().dv(orbit.q()))
              : 1;
      if (distance < LEFT_OUT) {
        nearFold++;
        continue;
      }
      statuses[orbit.status().ordinal()]++;
      double error = 0;
      double bounds = 1;
      if (orbit.status() == Status.CONVERGED) {
        error = Math.abs(point.qStar() / orbit.q() - 1);
        bounds = point.get(PhaseField.Q_STAR_ERROR) + JUDGE / distance;
      }
      if (point.status() != orbit.status() || !(error <= bounds)) {
        disagreements.add(activation.name() + " " + at + ": " + point + " for " + orbit);
        continue;
      }
      worst = Math.max(worst, error);
      worstOverBounds = Math.max(worstOverBounds, error / bounds);
    }
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("activation", activation.name());
    row.put("drawn", several ? "where several positive fixed points exist" : "anywhere");
    row.put("points", n);
    for (Status status : List.of(Status.CONVERGED, Status.COLLAPSES, Status.DIVERGES)) {
      row.put(status.label(), statuses[status.ordinal()]);
    }
    row.put("left_out_near_fold", nearFold);
    row.put("left_out_not_settled", unsettled);
    row.put("most_layers", layers);
    row.put("max_error", Tally.round(worst));
    row.put("max_error_over_bounds", Tally.round(worstOverBounds));
    return row;
  }

  private static Orbit orbit(Judge judge, SurveyPoint at) {
    return Orbit.of(judge, at.sigmaW2(), at.sigmaB2(), at.start().q(), LAYERS);
  }
}
