package org.deepmft.plot;

import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.FlatteningPathIterator;
import java.awt.geom.PathIterator;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * Which parts of a panel are still free for text: a raster of {@value #CELL} pixel cells, each free
 * or marked with the id of what lies there.
 */
final class LabelSpace {
  private static final int CELL = 3;
  private static final int FREE = 0;

  /** Id of what no label may cover: the critical line, labels and the outside. */
  static final int TAKEN = -1;

  private final Rectangle2D area;
  private final int cols;
  private final int rows;
  private final int[] owner;

  LabelSpace(Rectangle2D area) {
    this.area = area;
    cols = Math.max(1, (int) (area.getWidth() / CELL));
    rows = Math.max(1, (int) (area.getHeight() / CELL));
    owner = new int[cols * rows];
  }

  /** Marks the cells along a path, and those within {@code margin} pixels of it. */
  void takeLine(Shape path, double margin, int id) {
    PathIterator i = new FlatteningPathIterator(path.getPathIterator(null), 1);
    double[] p = new double[6];
    double x = 0;
    double y = 0;
    for (; !i.isDone(); i.next()) {
      if (i.currentSegment(p) == PathIterator.SEG_LINETO) {
        int steps = (int) Math.min(1e4, 1 + Math.hypot(p[0] - x, p[1] - y) / CELL);
        for (int k = 0; k <= steps; k++) {
          double t = k / (double) steps;
          takeDisc(x + t * (p[0] - x), y + t * (p[1] - y), margin, id);
        }
      }
      x = p[0];
      y = p[1];
    }
  }

  private void takeDisc(double x, double y, double radius, int id) {
    for (int row = row(y - radius); row <= row(y + radius); row++) {
      for (int col = col(x - radius); col <= col(x + radius); col++) {
        if (inside(col, row) && (owner[row * cols + col] == FREE || id == TAKEN)) {
          owner[row * cols + col] = id;
        }
      }
    }
  }

  /** Marks a box turned about its centre. */
  void takeBox(Point2D centre, double angle, double width, double height) {
    visitBox(
        centre,
        angle,
        width,
        height,
        at -> {
          if (at >= 0) {
            owner[at] = TAKEN;
          }
          return true;
        });
  }

  /**
   * Tells whether a turned box lies inside and covers only free cells or cells marked {@code id}.
   */
  boolean fits(Point2D centre, double angle, double width, double height, int id) {
    return visitBox(
        centre, angle, width, height, at -> at >= 0 && (owner[at] == FREE || owner[at] == id));
  }

  private boolean visitBox(
      Point2D centre, double angle, double width, double height, IntPredicate visit) {
    AffineTransform turn = AffineTransform.getTranslateInstance(centre.getX(), centre.getY());
    turn.rotate(angle);
    int across = (int) Math.ceil(1.5 * width / CELL);
    int along = (int) Math.ceil(1.5 * height / CELL);
    Point2D.Double p = new Point2D.Double();
    for (int j = 0; j <= along; j++) {
      for (int i = 0; i <= across; i++) {
        p.setLocation(width * (i / (double) across - 0.5), height * (j / (double) along - 0.5));
        turn.transform(p, p);
        int col = col(p.x);
        int row = row(p.y);
        if (!visit.test(inside(col, row) ? row * cols + col : -1)) {
          return false;
        }
      }
    }
    return true;
  }

  /** Tells whether a place belongs to the region that is to be labelled. */
  interface Place {
    boolean in(double x, double y);
  }

  /**
   * Returns the centre of a box with the most room around it within a region: the largest
   * enlargement of the box that fits somewhere, at the fitting place nearest to the mean of all.
   *
   * @param overLines whether the box may cover lines other than those {@link #TAKEN}
   */
  Optional<Point2D> roomiest(double width, double height, Place region, boolean overLines) {
    int[][] blocked = new int[rows + 1][cols + 1]; // summed-area table
    for (int row = 0; row < rows; row++) {
      for (int col = 0; col < cols; col++) {
        int mark = owner[row * cols + col];
        boolean open = mark == FREE || (overLines && mark != TAKEN);
        boolean free = open && region.in(x(col), y(row));
        blocked[row + 1][col + 1] =
            (free ? 0 : 1) + blocked[row][col + 1] + blocked[row + 1][col] - blocked[row][col];
      }
    }
    for (double factor : new double[] {6, 5, 4, 3, 2.5, 2, 1.6, 1.3, 1}) {
      Optional<Point2D> spot = centralSpot(blocked, factor * width, factor * height);
      if (spot.isPresent()) {
        return spot;
      }
    }
    return Optional.empty();
  }

  private Optional<Point2D> centralSpot(int[][] blocked, double width, double height) {
    int w = (int) Math.ceil(width / CELL);
    int h = (int) Math.ceil(height / CELL);
    double sumX = 0;
    double sumY = 0;
    int found = 0;
    for (int row = 0; row + h <= rows; row++) {
      for (int col = 0; col + w <= cols; col++) {
        if (free(blocked, row, col, w, h)) {
          sumX += col;
          sumY += row;
          found++;
        }
      }
    }
    Point2D best = null;
    double nearest = Double.POSITIVE_INFINITY;
    for (int row = 0; row + h <= rows; row++) {
      for (int col = 0; col + w <= cols; col++) {
        double distance = Math.hypot(col - sumX / found, row - sumY / found);
        if (distance < nearest && free(blocked, row, col, w, h)) {
          nearest = distance;
          best = new Point2D.Double(x(col) + CELL * (w - 1) / 2.0, y(row) + CELL * (h - 1) / 2.0);
        }
      }
    }
    return Optional.ofNullable(best);
  }

  private static boolean free(int[][] blocked, int row, int col, int w, int h) {
    return blocked[row + h][col + w]
            - blocked[row][col + w]
            - blocked[row + h][col]
            + blocked[row][col]
        == 0;
  }

  private boolean inside(int col, int row) {
    return col >= 0 && col < cols && row >= 0 && row < rows;
  }

  private int col(double x) {
    return (int) Math.floor((x - area.getX()) / CELL);
  }

  private int row(double y) {
    return (int) Math.floor((y - area.getY()) / CELL);
  }

  private double x(int col) {
    return area.getX() + CELL * (col + 0.5);
  }

  private double y(int row) {
    return area.getY() + CELL * (row + 0.5);
  }
}
