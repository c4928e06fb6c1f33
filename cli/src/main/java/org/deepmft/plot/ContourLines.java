package org.deepmft.plot;

import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Area;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.PathIterator;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The lines of constant value in one panel and their inline labels. */
final class ContourLines {
  /** Least typical distance between neighbouring lines, in pixels. */
  private static final double APART = 20;

  /** Lines shorter than this, in pixels, are not labelled. */
  private static final double SHORTEST = 120;

  /** A value, what is written on its lines, and the lines in grid coordinates. */
  record Level(double value, String label, List<Contours.Line> lines) {}

  private record Line(double value, String label, Path2D path, int id) {}

  private final List<Line> lines = new ArrayList<>();
  private final List<Shape> gaps = new ArrayList<>();
  private final Style style;

  /**
   * Finds the lines worth drawing: those that keep clear of the critical line, of other edges and
   * of the lines before them in their group.
   *
   * @param groups the levels, those of one region in a group
   * @param edges what else lines keep clear of
   * @param critical the critical line in pixels
   */
  ContourLines(
      List<List<Level>> groups,
      List<Contours.Line> edges,
      PanelScale scale,
      Style style,
      Path2D critical) {
    this.style = style;
    List<Line2D> boundary = new ArrayList<>(segments(critical));
    edges.forEach(line -> boundary.addAll(segments(scale.path(line))));
    for (List<Level> group : groups) {
      List<Line2D> kept = new ArrayList<>(boundary);
      for (Level level : group) {
        List<Path2D> paths = level.lines.stream().map(scale::path).toList();
        for (Path2D path : paths) {
          if (distance(path, kept) >= style.px(APART)) {
            lines.add(new Line(level.value, level.label, path, lines.size() + 1));
          }
        }
        paths.forEach(path -> kept.addAll(segments(path)));
      }
    }
  }

  boolean isEmpty() {
    return lines.isEmpty();
  }

  /** Marks the lines in the space for labels. */
  void take(LabelSpace space) {
    lines.forEach(line -> space.takeLine(line.path, style.px(4), line.id));
  }

  /** Leaves the lines undrawn within a box turned about its centre. */
  void interrupt(Point2D centre, double angle, double width, double height) {
    AffineTransform turn = AffineTransform.getTranslateInstance(centre.getX(), centre.getY());
    turn.rotate(angle);
    Rectangle2D box = new Rectangle2D.Double(-width / 2, -height / 2, width, height);
    gaps.add(turn.createTransformedShape(box));
  }

  /** Draws the labels where they fit and the lines of those levels that have a label. */
  void draw(Graphics2D g2, LabelSpace space, Rectangle2D area) {
    g2.setFont(style.contourLabel());
    g2.setPaint(Style.CONTOUR);
    Set<Double> labelled = new HashSet<>();
    for (Line line : lines) {
      if (drawLabel(g2, space, line)) {
        labelled.add(line.value);
      }
    }
    lines.removeIf(line -> !labelled.contains(line.value));
    Area open = new Area(area);
    gaps.forEach(gap -> open.subtract(new Area(gap)));
    Shape before = g2.getClip();
    g2.clip(open);
    g2.setStroke(style.contour());
    lines.forEach(line -> g2.draw(line.path));
    g2.setClip(before);
  }

  /** Puts the label at the place, nearest to the middle of the line, that is straight and free. */
  private boolean drawLabel(Graphics2D g2, LabelSpace space, Line line) {
    double width = g2.getFontMetrics().stringWidth(line.label) + style.px(14);
    double height = style.contourLabel().getSize2D();
    double[][] points = evenly(line.path, 4);
    int half = (int) Math.ceil(width / 8);
    if (4 * points.length < style.px(SHORTEST)) {
      return false;
    }
    int middle = points.length / 2;
    for (int k = 0; k < points.length; k++) {
      int at = middle + (k % 2 == 0 ? k / 2 : -(k + 1) / 2);
      if (at - half < 0 || at + half >= points.length) {
        continue;
      }
      double[] from = points[at - half];
      double[] to = points[at + half];
      double angle = Math.atan((to[1] - from[1]) / (to[0] - from[0]));
      Point2D centre = new Point2D.Double(points[at][0], points[at][1]);
      double bend = Line2D.ptLineDist(from[0], from[1], to[0], to[1], points[at][0], points[at][1]);
      if (bend < 0.12 * height
          && !Double.isNaN(angle)
          && space.fits(centre, angle, width + style.px(30), height, line.id)) {
        space.takeBox(centre, angle, width, height);
        interrupt(centre, angle, width, height);
        PanelScale.drawCentred(g2, line.label, centre, angle);
        return true;
      }
    }
    return false;
  }

  /** Returns the median distance, in pixels, of points of a path from a set of segments. */
  private static double distance(Path2D path, List<Line2D> segments) {
    double[][] points = evenly(path, 12);
    int stride = 1 + points.length / 60;
    double[] nearest = new double[(points.length + stride - 1) / stride];
    Arrays.fill(nearest, Double.POSITIVE_INFINITY);
    for (int i = 0; i < nearest.length; i++) {
      double[] p = points[i * stride];
      for (Line2D segment : segments) {
        nearest[i] = Math.min(nearest[i], segment.ptSegDistSq(p[0], p[1]));
      }
    }
    Arrays.sort(nearest);
    return nearest.length == 0 ? 0 : Math.sqrt(nearest[nearest.length / 2]);
  }

  private static List<Line2D> segments(Path2D path) {
    List<Line2D> segments = new ArrayList<>();
    double[] p = new double[6];
    Point2D pen = new Point2D.Double();
    for (PathIterator i = path.getPathIterator(null); !i.isDone(); i.next()) {
      Point2D next = new Point2D.Double();
      int kind = i.currentSegment(p);
      next.setLocation(p[0], p[1]);
      if (kind == PathIterator.SEG_LINETO) {
        segments.add(new Line2D.Double(pen, next));
      }
      pen = next;
    }
    return segments;
  }

  /** Returns points along a path, {@code step} pixels apart. */
  private static double[][] evenly(Path2D path, double step) {
    List<double[]> points = new ArrayList<>();
    double ahead = 0;
    for (Line2D segment : segments(path)) {
      double length = segment.getP1().distance(segment.getP2());
      for (; ahead < length; ahead += step) {
        double t = ahead / length;
        points.add(
            new double[] {
              segment.getX1() + t * (segment.getX2() - segment.getX1()),
              segment.getY1() + t * (segment.getY2() - segment.getY1())
            });
      }
      ahead -= length;
    }
    return points.toArray(new double[0][]);
  }
}
