package org.deepmft.plot;

import java.awt.Graphics2D;
import java.awt.font.GlyphVector;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.ui.RectangleEdge;

/** Positions of one panel: grid coordinates, values and pixels. */
record PanelScale(GridAxis x, GridAxis y, ValueAxis domain, ValueAxis range, Rectangle2D area) {

  /** Share of the panel that a grid of a single column or row fills. */
  private static final double STRIP = 0.25;

  /** Returns the fractional column at a pixel; NaN outside the grid. */
  double column(double pixel) {
    double offCentre = (pixel - area.getCenterX()) / area.getWidth();
    return x.size() == 1
        ? strip(offCentre)
        : x.indexOf(domain.java2DToValue(pixel, area, RectangleEdge.BOTTOM));
  }

  /** Returns the fractional row at a pixel; NaN outside the grid. */
  double line(double pixel) {
    double offCentre = (pixel - area.getCenterY()) / area.getHeight();
    return y.size() == 1
        ? strip(offCentre)
        : y.indexOf(range.java2DToValue(pixel, area, RectangleEdge.LEFT));
  }

  private static double strip(double offCentre) {
    return Math.abs(offCentre) <= STRIP / 2 ? 0 : Double.NaN;
  }

  /** Returns the bilinear interpolation of a field at fractional grid coordinates. */
  static double between(double[] f, GridAxis x, GridAxis y, double column, double line) {
    int col = (int) column;
    int row = (int) line;
    int right = Math.min(col + 1, x.size() - 1);
    int top = Math.min(row + 1, y.size() - 1);
    double s = column - col;
    double t = line - row;
    int cols = x.size();
    double below = (1 - s) * f[row * cols + col] + s * f[row * cols + right];
    double above = (1 - s) * f[top * cols + col] + s * f[top * cols + right];
    return (1 - t) * below + t * above;
  }

  /** Returns the index of the node nearest to fractional grid coordinates. */
  static int nearest(GridAxis x, double column, double line) {
    return (int) Math.round(line) * x.size() + (int) Math.round(column);
  }

  Path2D path(Contours.Line line) {
    Path2D path = new Path2D.Double();
    for (int i = 0; i < line.x().length; i++) {
      extend(path, x.valueAt(line.x()[i]), y.valueAt(line.y()[i]));
    }
    return path;
  }

  Path2D path(CriticalPiece piece) {
    Path2D path = new Path2D.Double();
    boolean pen = false;
    for (int i = 0; i < piece.sigmaW2().length; i++) {
      double px = domain.valueToJava2D(piece.sigmaW2()[i], area, RectangleEdge.BOTTOM);
      double py = range.valueToJava2D(piece.sigmaB2()[i], area, RectangleEdge.LEFT);
      boolean drawn = Double.isFinite(px) && Double.isFinite(py);
      if (drawn && pen) {
        path.lineTo(px, py);
      } else if (drawn) {
        path.moveTo(px, py);
      }
      pen = drawn;
    }
    return path;
  }

  private void extend(Path2D path, double sigmaW2, double sigmaB2) {
    double px = domain.valueToJava2D(sigmaW2, area, RectangleEdge.BOTTOM);
    double py = range.valueToJava2D(sigmaB2, area, RectangleEdge.LEFT);
    if (path.getCurrentPoint() == null) {
      path.moveTo(px, py);
    } else {
      path.lineTo(px, py);
    }
  }

  static void drawCentred(Graphics2D g2, String text, Point2D centre, double angle) {
    AffineTransform before = g2.getTransform();
    g2.translate(centre.getX(), centre.getY());
    g2.rotate(angle);
    GlyphVector shape = g2.getFont().createGlyphVector(g2.getFontRenderContext(), text);
    Rectangle2D box = shape.getVisualBounds();
    double capital =
        g2.getFont().createGlyphVector(g2.getFontRenderContext(), "0").getVisualBounds().getY();
    g2.drawGlyphVector(shape, (float) -box.getCenterX(), (float) (-capital / 2));
    g2.setTransform(before);
  }
}
