package org.deepmft.plot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import org.junit.jupiter.api.Test;

class ContoursTest {
  private static final int COLS = 41;
  private static final int ROWS = 31;

  private static double[] sample(DoubleBinaryOperator f) {
    double[] field = new double[ROWS * COLS];
    for (int at = 0; at < field.length; at++) {
      field[at] = f.applyAsDouble(at % COLS, at / COLS);
    }
    return field;
  }

  private static List<Contours.Line> contours(double[] field, double level) {
    return new Contours(field, ROWS, COLS, cell -> false).at(level);
  }

  @Test
  void contourOfACircleIsOneClosedLineWithinTheInterpolationError() {
    // Linear interpolation of r² along an edge of length 1 errs by at most 1/4 (second derivative
    // 2, h²/8); the radius then errs by at most (1/4)/(2r) = 0.0125 at r = 10.
    List<Contours.Line> lines =
        contours(sample((x, y) -> (x - 20) * (x - 20) + (y - 15) * (y - 15)), 100);
    assertEquals(1, lines.size());
    Contours.Line circle = lines.get(0);
    int last = circle.x().length - 1;
    assertTrue(last > 50);
    assertEquals(circle.x()[0], circle.x()[last]);
    assertEquals(circle.y()[0], circle.y()[last]);
    for (int i = 0; i <= last; i++) {
      double radius = Math.hypot(circle.x()[i] - 20, circle.y()[i] - 15);
      assertEquals(10, radius, 0.0126);
    }
  }

  @Test
  void contourOfAPlaneIsExactAndRunsFromEdgeToEdge() {
    List<Contours.Line> lines = contours(sample((x, y) -> 2 * x + 3 * y), 50.5);
    assertEquals(1, lines.size());
    Contours.Line line = lines.get(0);
    for (int i = 0; i < line.x().length; i++) {
      assertEquals(50.5, 2 * line.x()[i] + 3 * line.y()[i], 1e-12);
    }
    double[] ends = {line.y()[0], line.y()[line.y().length - 1]};
    Arrays.sort(ends);
    assertArrayEquals(new double[] {0, 50.5 / 3}, ends, 1e-12);
  }

  @Test
  void contoursAvoidCellsWithAnUndefinedNode() {
    double[] field = sample((x, y) -> x == 20 ? Double.NaN : y);
    List<Contours.Line> lines = contours(field, 10.5);
    assertEquals(2, lines.size());
    for (Contours.Line line : lines) {
      for (double x : line.x()) {
        assertTrue(x <= 19 || x >= 21);
      }
    }
  }

  @Test
  void contoursAvoidSkippedCells() {
    Contours contours = new Contours(sample((x, y) -> y), ROWS, COLS, cell -> cell % COLS == 20);
    assertEquals(2, contours.at(10.5).size());
  }

  @Test
  void contoursThroughASaddleDoNotCross() {
    List<Contours.Line> lines = contours(sample((x, y) -> (x - 20.5) * (y - 15.5)), 0.1);
    assertEquals(2, lines.size());
    for (Contours.Line line : lines) {
      boolean right = line.x()[0] > 20.5;
      for (double x : line.x()) {
        assertEquals(right, x > 20.5);
      }
    }
  }

  @Test
  void constantFunctionHasNoContour() {
    assertEquals(0, contours(sample((x, y) -> 1), 1).size());
    assertEquals(0, contours(sample((x, y) -> 1), 2).size());
  }
}
