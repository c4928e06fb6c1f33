package org.deepmft.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deepmft.activation.Activation;
import org.deepmft.backend.Backend;
import org.deepmft.backend.PhaseTile;
import org.deepmft.backend.PhaseTileSolver;
import org.deepmft.backend.PointwiseTileSolver;
import org.deepmft.gaussian.DualActivation;
import org.deepmft.gaussian.Duals;
import org.deepmft.meanfield.AllFixedPoints;
import org.deepmft.meanfield.InitialState;
import org.deepmft.meanfield.PhaseColumns;
import org.deepmft.meanfield.PhasePoint;
import org.deepmft.meanfield.PhaseSolver;

/** Solves points of any activations; the duals of each are made once. */
final class PointSolver {

  /** Tables held at a time; that of the activation used least recently goes. */
  private static final int MOST_TABLES = 32;

  private final Backend backend;
  private final int threads;
  private final Map<Activation, Prepared> prepared =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Activation, Prepared> eldest) {
          return size() > MOST_TABLES;
        }
      };

  /** What is made once for an activation. */
  private record Prepared(DualActivation dual, PhaseTileSolver solver) {}

  /** Points that one tile can hold. */
  private record Kind(Activation activation, InitialState start) {}

  /**
   * A point and what was found there.
   *
   * @param question the point
   * @param dual the duals of its activation
   * @param point what was found
   */
  record Answer(PointsFile.Point question, DualActivation dual, PhasePoint point) {

    /** Returns every fixed point. */
    List<AllFixedPoints.Length> fixedPoints() {
      return AllFixedPoints.of(
          dual, question.sigmaW2(), question.sigmaB2(), question.start(), point);
    }
  }

  /**
   * Creates a solver.
   *
   * @param backend what computes, or null for core
   * @param threads threads of core, at least 1
   */
  PointSolver(Backend backend, int threads) {
    this.backend = backend;
    this.threads = threads;
  }

  /** Returns the answers in the order of the questions. */
  List<Answer> solve(List<PointsFile.Point> questions) {
    Map<Kind, List<Integer>> places = new LinkedHashMap<>();
    for (int i = 0; i < questions.size(); i++) {
      PointsFile.Point question = questions.get(i);
      Kind kind = new Kind(question.activation(), question.start());
      places.computeIfAbsent(kind, k -> new ArrayList<>()).add(i);
    }
    Answer[] answers = new Answer[questions.size()];
    places.forEach((kind, where) -> solve(kind, where, questions, answers));
    return Arrays.asList(answers);
  }

  private void solve(
      Kind kind, List<Integer> where, List<PointsFile.Point> questions, Answer[] answers) {
    Prepared solver = prepared.computeIfAbsent(kind.activation, this::prepare);
    double[] sigmaW2 = where.stream().mapToDouble(i -> questions.get(i).sigmaW2()).toArray();
    double[] sigmaB2 = where.stream().mapToDouble(i -> questions.get(i).sigmaB2()).toArray();
    PhaseColumns columns = new PhaseColumns(sigmaW2.length);
    solver.solver.solve(new PhaseTile(sigmaW2, sigmaB2, kind.start), columns);
    for (int k = 0; k < sigmaW2.length; k++) {
      int i = where.get(k);
      answers[i] = new Answer(questions.get(i), solver.dual, columns.point(k));
    }
  }

  private Prepared prepare(Activation activation) {
    DualActivation dual = Duals.of(activation, CacheDirectory.tables());
    return new Prepared(
        dual,
        backend == null
            ? new PointwiseTileSolver(new PhaseSolver(dual)::solve, threads)
            : backend.phases(activation));
  }
}
