package org.deepmft.plot;

import java.awt.Graphics2D;
import java.awt.Paint;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;
import org.jfree.chart.annotations.AbstractXYAnnotation;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.PlotRenderingInfo;
import org.jfree.chart.plot.XYPlot;

/** What lies under the critical line of one panel: a colour a place, and lines and words on it. */
abstract class GridLayer extends AbstractXYAnnotation {
  private static final long serialVersionUID = 1L;

  final transient GridAxis x;
  final transient GridAxis y;
  final transient List<CriticalPiece> pieces;
  final transient Style style;
  private boolean hasContours;

  GridLayer(GridAxis x, GridAxis y, List<CriticalPiece> pieces, Style style) {
    this.x = x;
    this.y = y;
    this.pieces = pieces;
    this.style = style;
  }

  /** Returns the colour, as 0xAARRGGBB, at fractional grid coordinates. */
  abstract int color(double column, double line);

  /** Tells whether the panel has nodes that are not computed; they are transparent. */
  abstract boolean unfinished();

  /** Returns the lines worth drawing. */
  abstract ContourLines contours(PanelScale scale, Path2D critical);

  /** Writes on the panel. */
  void name(Graphics2D g2, LabelSpace space, PanelScale scale, ContourLines lines) {}

  /** Tells whether the last drawing had a contour line. */
  boolean hasContours() {
    return hasContours;
  }

  @Override
  public void draw(
      Graphics2D g2,
      XYPlot plot,
      Rectangle2D area,
      ValueAxis domain,
      ValueAxis range,
      int rendererIndex,
      PlotRenderingInfo info) {
    PanelScale scale = new PanelScale(x, y, domain, range, area);
    drawColors(g2, area, scale);

    LabelSpace space = new LabelSpace(area);
    Path2D critical = new Path2D.Double();
    pieces.forEach(piece -> critical.append(scale.path(piece), false));
    space.takeLine(critical, style.px(7), LabelSpace.TAKEN);

    ContourLines lines = contours(scale, critical);
    lines.take(space);
    name(g2, space, scale, lines);
    lines.draw(g2, space, area);
    hasContours = !lines.isEmpty();
  }

  private void drawColors(Graphics2D g2, Rectangle2D area, PanelScale scale) {
    int left = (int) Math.floor(area.getMinX());
    int top = (int) Math.floor(area.getMinY());
    int width = (int) Math.ceil(area.getMaxX()) - left;
    int height = (int) Math.ceil(area.getMaxY()) - top;
    double[] columns = new double[width];
    for (int i = 0; i < width; i++) {
      columns[i] = scale.column(left + i + 0.5);
    }
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
    for (int j = 0; j < height; j++) {
      double line = scale.line(top + j + 0.5);
      for (int i = 0; i < width; i++) {
        if (!Double.isNaN(columns[i] + line)) {
          image.setRGB(i, j, color(columns[i], line));
        }
      }
    }
    if (unfinished()) {
      Paint before = g2.getPaint();
      g2.setPaint(style.hatch());
      g2.fill(area);
      g2.setPaint(before);
    }
    g2.drawImage(image, left, top, null);
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
