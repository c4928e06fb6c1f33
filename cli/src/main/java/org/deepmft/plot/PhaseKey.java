package org.deepmft.plot;

import java.awt.Graphics2D;
import java.awt.Paint;
import java.awt.Shape;
import java.awt.Stroke;
import java.awt.geom.Line2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.deepmft.plot.CriticalPiece.Kind;
import org.deepmft.plot.FixedTicks.Mark;
import org.deepmft.plot.PhaseField.Region;
import org.jfree.chart.LegendItem;
import org.jfree.chart.LegendItemCollection;
import org.jfree.chart.LegendItemSource;
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.block.RectangleConstraint;
import org.jfree.chart.renderer.PaintScale;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.title.PaintScaleLegend;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.chart.ui.Size2D;
import org.jfree.data.Range;

/** The key of a figure: one colour bar and one legend for all panels. */
final class PhaseKey {
  private static final double STRIP = 48;
  private static final double GAP = 36;

  private static final double ROW = 52;
  private static final double BELOW = 24;

  private final List<PhaseField> fields;
  private final PhaseColors colors;
  private final Style style;

  PhaseKey(List<PhaseField> fields, PhaseColors colors, Style style) {
    this.fields = fields;
    this.colors = colors;
    this.style = style;
  }

  /**
   * Draws the colour bar, ordered phase below and chaotic phase above criticality; a phase that no
   * panel shows is left out.
   */
  void drawBar(Graphics2D g2, Rectangle2D area) {
    boolean ordered = shows(Region.ORDERED);
    boolean chaotic = shows(Region.CHAOTIC);
    if (!ordered && !chaotic) {
      return;
    }
    List<Mark> marks = new ArrayList<>();
    for (double xi : colors.marks()) {
      boolean critical = xi >= 0.99 * colors.high();
      String label = (critical ? "\u2265\u2009" : "") + FixedTicks.plain(xi);
      if (ordered || critical) {
        marks.add(new Mark(colors.position(1 / xi), label));
      }
      if (chaotic && !critical) {
        marks.add(new Mark(colors.position(-1 / xi), label));
      }
    }
    ValueAxis axis = FixedTicks.linear(marks);
    style.dress(axis);
    axis.setAttributedLabel(
        MathText.label(style.axisLabel(), "depth scale  ", "\u03be", "c", "", "  (layers)"));
    PaintScale shown = new Part(colors, ordered ? -1 : 0, chaotic ? 1 : 0);
    PaintScaleLegend bar = new PaintScaleLegend(shown, axis);
    bar.setPosition(RectangleEdge.RIGHT);
    bar.setAxisLocation(AxisLocation.TOP_OR_RIGHT);
    bar.setAxisOffset(0);
    bar.setStripWidth(style.px(STRIP));
    bar.setStripOutlinePaint(Style.INK);
    bar.setStripOutlineStroke(style.frame());
    bar.setSubdivisionCount(320);
    bar.setBackgroundPaint(Style.PAPER);
    bar.setMargin(RectangleInsets.ZERO_INSETS);
    bar.setPadding(RectangleInsets.ZERO_INSETS);
    bar.draw(g2, area);
    if (ordered) {
      namePhase(g2, area, Region.ORDERED, chaotic ? 0.75 : 0.5);
    }
    if (chaotic) {
      namePhase(g2, area, Region.CHAOTIC, ordered ? 0.25 : 0.5);
    }
  }

  private void namePhase(Graphics2D g2, Rectangle2D area, Region phase, double fromTop) {
    double x = area.getX() + style.px(STRIP) / 2;
    double y = area.getY() + fromTop * area.getHeight();
    g2.setFont(style.ticks());
    g2.setPaint(Style.INK);
    PanelScale.drawCentred(g2, phase.label, new Point2D.Double(x, y), Math.PI / 2);
  }

  /** The colours between two bounds; the bar runs from one to the other. */
  private record Part(PhaseColors colors, double low, double high) implements PaintScale {
    @Override
    public double getLowerBound() {
      return low;
    }

    @Override
    public double getUpperBound() {
      return high;
    }

    @Override
    public Paint getPaint(double position) {
      return colors.getPaint(position);
    }
  }

  /** Returns the height, in pixels, to keep free for the legend below panels of a given width. */
  double legendHeight(double width) {
    return style.px(ROW * rows(width, true).size() + BELOW);
  }

  /**
   * Draws, centred in an area, a legend of what the panels show.
   *
   * @param contours whether a panel shows a contour line
   */
  void drawLegend(Graphics2D g2, Rectangle2D area, boolean contours) {
    double y = area.getY();
    for (LegendItemCollection items : rows(area.getWidth(), contours)) {
      LegendItemSource source = () -> items;
      LegendTitle legend = new LegendTitle(source);
      legend.setItemFont(style.legend());
      legend.setItemPaint(Style.INK);
      legend.setItemLabelPadding(new RectangleInsets(0, style.px(12), 0, style.px(GAP)));
      legend.setLegendItemGraphicPadding(RectangleInsets.ZERO_INSETS);
      legend.setBackgroundPaint(Style.PAPER);
      Range widths = new Range(0, 2 * area.getWidth());
      Size2D size =
          legend.arrange(g2, new RectangleConstraint(widths, new Range(0, style.px(ROW))));
      double x = area.getCenterX() - (size.width - style.px(GAP)) / 2;
      legend.draw(g2, new Rectangle2D.Double(x, y, size.width, size.height));
      y += style.px(ROW);
    }
  }

  /** Returns the rows of the legend: all in one if it fits, else lines above regions. */
  private List<LegendItemCollection> rows(double width, boolean contours) {
    LegendItemCollection lines = lines(contours);
    LegendItemCollection regions = regions();
    LegendItemCollection all = new LegendItemCollection();
    all.addAll(lines);
    all.addAll(regions);
    double needed = 0;
    for (int i = 0; i < all.getItemCount(); i++) {
      needed += Style.width(all.get(i).getLabel(), style.legend()) + style.px(GAP + 96);
    }
    List<LegendItemCollection> rows =
        new ArrayList<>(needed <= width ? List.of(all) : List.of(lines, regions));
    rows.removeIf(row -> row.getItemCount() == 0);
    return rows;
  }

  private LegendItemCollection lines(boolean contours) {
    LegendItemCollection items = new LegendItemCollection();
    boolean unreached = shows(Kind.UNREACHED);
    if (shows(Kind.REACHED)) {
      String label = unreached ? "order to chaos" : "critical line";
      items.add(line(label, style.critical(), Style.CRITICAL));
    }
    if (unreached) {
      items.add(line("critical line, not reached", style.unreached(), Style.CRITICAL));
    }
    if (shows(Kind.HALF_STABLE)) {
      Shape ring = style.ring();
      items.add(
          new LegendItem(
              "half-stable", null, null, null, ring, Style.PAPER, style.frame(), Style.CRITICAL));
    }
    if (contours) {
      items.add(line("constant depth scale", style.contour(), Style.CONTOUR));
    }
    return items;
  }

  private LegendItemCollection regions() {
    LegendItemCollection items = new LegendItemCollection();
    addSwatch(items, Region.DIVERGES, Style.DIVERGES);
    addSwatch(items, Region.NOT_CONVERGED, Style.NOT_CONVERGED);
    addSwatch(items, Region.NOT_COMPUTED, style.hatch());
    return items;
  }

  private boolean shows(Region region) {
    return fields.stream().anyMatch(field -> field.contains(region));
  }

  private boolean shows(Kind kind) {
    return fields.stream().anyMatch(field -> field.shows(kind));
  }

  private LegendItem line(String label, Stroke stroke, Paint paint) {
    Shape line = new Line2D.Double(-style.px(34), 0, style.px(34), 0);
    return new LegendItem(label, null, null, null, line, stroke, paint);
  }

  private void addSwatch(LegendItemCollection items, Region region, Paint paint) {
    if (shows(region)) {
      Shape box = new Rectangle2D.Double(-style.px(26), -style.px(14), style.px(52), style.px(28));
      items.add(
          new LegendItem(
              region.label, null, null, null, box, paint, style.contour(), Style.CONTOUR));
    }
  }
}
