package org.deepmft.plot;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Paint;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.Optional;
import org.deepmft.plot.PhaseField.Region;
import org.jfree.chart.annotations.AbstractXYAnnotation;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.PlotRenderingInfo;
import org.jfree.chart.plot.XYPlot;

/** What lies under the critical line of one panel: colours, contours and the names of regions. */
final class PhaseLayer extends AbstractXYAnnotation {
  private static final long serialVersionUID = 1L;

  private final transient PhaseField field;
  private final transient PhaseColors colors;
  private final transient Style style;
  private boolean hasContours;

  PhaseLayer(PhaseField field, PhaseColors colors, Style style) {
    this.field = field;
    this.colors = colors;
    this.style = style;
  }

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
    PanelScale scale = new PanelScale(field.x, field.y, domain, range, area);
    drawColors(g2, area, scale);

    LabelSpace space = new LabelSpace(area);
    Path2D critical = new Path2D.Double();
    field.pieces().forEach(piece -> critical.append(scale.path(piece), false));
    space.takeLine(critical, style.px(7), LabelSpace.TAKEN);

    ContourLines lines = new ContourLines(field, colors, scale, style, critical);
    lines.take(space);
    for (Region region : new Region[] {Region.ORDERED, Region.CHAOTIC, Region.DIVERGES}) {
      if (field.contains(region)) {
        nameRegion(g2, region, space, scale, lines);
      }
    }
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
    if (field.contains(Region.NOT_COMPUTED)) {
      Paint before = g2.getPaint();
      g2.setPaint(style.hatch());
      g2.fill(area);
      g2.setPaint(before);
    }
    g2.drawImage(image, left, top, null);
  }

  private int color(double column, double line) {
    double u = field.at(column, line);
    Region region = field.regionAt(column, line);
    return switch (region) {
      case ORDERED -> colors.rgb(Double.isNaN(u) ? -0.5 : colors.position(u));
      case CHAOTIC -> colors.rgb(Double.isNaN(u) ? 0.5 : colors.position(u));
      case DIVERGES -> Style.DIVERGES.getRGB();
      case NOT_CONVERGED -> Style.NOT_CONVERGED.getRGB();
      case NOT_COMPUTED -> new Color(0, true).getRGB();
    };
  }

  private void nameRegion(
      Graphics2D g2, Region region, LabelSpace space, PanelScale scale, ContourLines lines) {
    double width = Style.width(region.label, style.region()) + style.px(20);
    double height = style.region().getSize2D() * 1.3;
    LabelSpace.Place place =
        (x, y) -> {
          double column = scale.column(x);
          double line = scale.line(y);
          return !Double.isNaN(column + line) && field.regionAt(column, line) == region;
        };
    Optional<Point2D> spot =
        space
            .roomiest(width + style.px(24), height, place, false)
            .or(() -> space.roomiest(width, height, place, false))
            .or(() -> space.roomiest(width, height, place, true));
    spot.ifPresent(
        centre -> {
          space.takeBox(centre, 0, width, height);
          lines.interrupt(centre, 0, width, height);
          g2.setFont(style.region());
          g2.setPaint(Style.INK);
          PanelScale.drawCentred(g2, region.label, centre, 0);
        });
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
