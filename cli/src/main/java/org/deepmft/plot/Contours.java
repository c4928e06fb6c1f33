package org.deepmft.plot;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * Contour lines of a function sampled on a grid, by marching squares.
 *
 * <p>A line crosses a grid edge where linear interpolation between the two nodes meets the level;
 * for a twice differentiable function that is off by O(h²). A saddle cell is resolved by the mean
 * of its four nodes. Cells with a NaN node have no line. Cost: O(rows·cols) per level.
 *
 * <p>Source: Lorensen and Cline, Marching cubes (SIGGRAPH 1987), in two dimensions.
 */
final class Contours {
  /**
   * A chain of contour points in grid coordinates: x counts columns, y counts rows, both from zero
   * and fractional. A closed line repeats its first point at the end.
   */
  record Line(double[] x, double[] y) {}

  private final double[] field;
  private final int rows;
  private final int cols;
  private final IntPredicate skipped;

  /**
   * Prepares contours of one sampled function.
   *
   * @param field samples, row-major, shape [rows·cols]
   * @param rows number of rows
   * @param cols number of columns
   * @param skipped tells by the index of its lower left node whether a cell must have no line
   */
  Contours(double[] field, int rows, int cols, IntPredicate skipped) {
    this.field = field;
    this.rows = rows;
    this.cols = cols;
    this.skipped = skipped;
  }

  /** Returns the lines on which the function equals {@code level}. */
  List<Line> at(double level) {
    // Each crossed grid edge is linked to the one or two crossed edges of its neighbour cells.
    Map<Integer, int[]> links = new LinkedHashMap<>();
    for (int row = 0; row + 1 < rows; row++) {
      for (int col = 0; col + 1 < cols; col++) {
        if (!skipped.test(row * cols + col)) {
          linkCell(row, col, level, links);
        }
      }
    }
    List<Line> lines = new ArrayList<>();
    Map<Integer, Boolean> walked = new HashMap<>();
    for (Map.Entry<Integer, int[]> link : links.entrySet()) {
      if (link.getValue()[1] < 0 && !walked.containsKey(link.getKey())) {
        lines.add(walk(link.getKey(), level, links, walked));
      }
    }
    for (int edge : links.keySet()) {
      if (!walked.containsKey(edge)) {
        lines.add(walk(edge, level, links, walked));
      }
    }
    return lines;
  }

  private void linkCell(int row, int col, double level, Map<Integer, int[]> links) {
    int at = row * cols + col;
    double a = field[at];
    double b = field[at + 1];
    double c = field[at + cols + 1];
    double d = field[at + cols];
    double mean = (a + b + c + d) / 4;
    if (Double.isNaN(mean)) {
      return;
    }
    int bottom = at;
    int top = at + cols;
    int left = rows * cols + at;
    int right = left + 1;
    int corners =
        (a >= level ? 1 : 0) | (b >= level ? 2 : 0) | (c >= level ? 4 : 0) | (d >= level ? 8 : 0);
    boolean high = mean >= level;
    switch (corners) {
      case 1, 14 -> link(links, bottom, left);
      case 2, 13 -> link(links, bottom, right);
      case 4, 11 -> link(links, right, top);
      case 8, 7 -> link(links, top, left);
      case 3, 12 -> link(links, left, right);
      case 6, 9 -> link(links, bottom, top);
      case 5, 10 -> {
        // Nodes a and c are on one side, b and d on the other; the mean joins one of the pairs.
        boolean joinsAc = (corners == 5) == high;
        link(links, bottom, joinsAc ? right : left);
        link(links, top, joinsAc ? left : right);
      }
      default -> {} // 0 and 15: all nodes on one side.
    }
  }

  private static void link(Map<Integer, int[]> links, int from, int to) {
    addNeighbour(links, from, to);
    addNeighbour(links, to, from);
  }

  private static void addNeighbour(Map<Integer, int[]> links, int edge, int neighbour) {
    int[] pair = links.computeIfAbsent(edge, e -> new int[] {-1, -1});
    pair[pair[0] < 0 ? 0 : 1] = neighbour;
  }

  private Line walk(
      int start, double level, Map<Integer, int[]> links, Map<Integer, Boolean> walked) {
    List<double[]> points = new ArrayList<>();
    int edge = start;
    int next = start;
    while (next >= 0) {
      edge = next;
      walked.put(edge, true);
      points.add(crossing(edge, level));
      int[] pair = links.get(edge);
      next = unwalked(pair[0], walked) ? pair[0] : unwalked(pair[1], walked) ? pair[1] : -1;
    }
    int[] last = links.get(edge);
    boolean closed = points.size() > 2 && (last[0] == start || last[1] == start);
    if (closed) {
      points.add(points.get(0));
    }
    return new Line(
        points.stream().mapToDouble(p -> p[0]).toArray(),
        points.stream().mapToDouble(p -> p[1]).toArray());
  }

  private static boolean unwalked(int edge, Map<Integer, Boolean> walked) {
    return edge >= 0 && !walked.containsKey(edge);
  }

  /** Returns the point (x, y) where the level crosses an edge. */
  private double[] crossing(int edge, double level) {
    boolean vertical = edge >= rows * cols;
    int at = vertical ? edge - rows * cols : edge;
    double from = field[at];
    double to = field[at + (vertical ? cols : 1)];
    double t = (level - from) / (to - from);
    int row = at / cols;
    int col = at % cols;
    return vertical ? new double[] {col, row + t} : new double[] {col + t, row};
  }
}
