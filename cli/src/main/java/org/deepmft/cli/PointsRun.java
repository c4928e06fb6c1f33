package org.deepmft.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.deepmft.export.Csv;
import org.deepmft.export.PhaseCsv;
import org.deepmft.meanfield.Status;

/**
 * Solves the points of a file and prints each as soon as its block is solved: a JSON array, lines
 * of comma-separated values, or a table. Memory holds a block.
 */
final class PointsRun {

  /** Points that are solved and printed together. */
  private static final int BLOCK = 4096;

  private final PointSolver solver;
  private final OutputOption.Format format;
  private final boolean all;
  private final PrintWriter out;
  private final Progress progress;

  private final List<PointsFile.Point> block = new ArrayList<>(BLOCK);
  private boolean begun;
  private long notConverged;

  PointsRun(
      PointSolver solver,
      OutputOption.Format format,
      boolean all,
      PrintWriter out,
      Progress progress) {
    this.solver = solver;
    this.format = format;
    this.all = all;
    this.out = out;
    this.progress = progress;
  }

  /** Solves and prints every point; returns how many did not converge. */
  long print(PointsFile file) throws IOException {
    out.print(
        switch (format) {
          case JSON -> "[";
          case CSV -> Csv.line(PhaseCsv.header());
          case TEXT -> PointText.tableHeader();
        });
    file.forEach(
        point -> {
          block.add(point);
          if (block.size() == BLOCK) {
            solveBlock();
          }
        });
    solveBlock();
    out.print(format == OutputOption.Format.JSON ? "]\n" : "");
    out.flush();
    progress.finish();
    return notConverged;
  }

  private void solveBlock() {
    List<PointSolver.Answer> answers = solver.solve(block);
    List<String> texts = answers.parallelStream().map(this::text).toList();
    for (String text : texts) {
      out.print(format == OutputOption.Format.JSON && begun ? ", " : "");
      out.print(text);
      begun = true;
    }
    out.flush();
    notConverged +=
        answers.stream().filter(a -> a.point().status() == Status.NOT_CONVERGED).count();
    progress.add(block.size());
    block.clear();
  }

  private String text(PointSolver.Answer answer) {
    return switch (format) {
      case JSON -> PointText.jsonItem(answer, all);
      case CSV -> PointText.csv(answer);
      case TEXT -> PointText.tableLine(answer);
    };
  }
}
