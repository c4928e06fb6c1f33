package org.deepmft.plot;

import java.awt.Graphics2D;
import java.awt.Paint;
import java.awt.Shape;
import java.awt.Stroke;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.deepmft.plot.CriticalPiece.Kind;
import org.jfree.chart.LegendItem;
import org.jfree.chart.LegendItemCollection;
import org.jfree.chart.LegendItemSource;
import org.jfree.chart.block.RectangleConstraint;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.chart.ui.Size2D;
import org.jfree.data.Range;

/**
 * The legend of a figure: what its lines and uncoloured regions are.
 *
 * @param kinds pieces of critical lines that the panels show
 * @param contours what the contour lines are; empty if there are none
 * @param regions regions that the panels show
 * @param style fonts and strokes
 */
record GridLegend(Set<Kind> kinds, String contours, List<Swatch> regions, Style style) {
  private static final double GAP = 36;
  private static final double ROW = 52;
  private static final double BELOW = 24;

  /** A region's name and paint. */
  record Swatch(String label, Paint paint) {}

  /** Returns the height, in pixels, to keep free for the legend below panels of a given width. */
  double height(double width) {
    return style.px(ROW * rows(width).size() + BELOW);
  }

  /** Draws the legend, centred in an area. */
  void draw(Graphics2D g2, Rectangle2D area) {
    double y = area.getY();
    for (LegendItemCollection items : rows(area.getWidth())) {
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
  private List<LegendItemCollection> rows(double width) {
    LegendItemCollection lines = lines();
    LegendItemCollection swatches = swatches();
    LegendItemCollection all = new LegendItemCollection();
    all.addAll(lines);
    all.addAll(swatches);
    double needed = 0;
    for (int i = 0; i < all.getItemCount(); i++) {
      needed += Style.width(all.get(i).getLabel(), style.legend()) + style.px(GAP + 96);
    }
    List<LegendItemCollection> rows =
        new ArrayList<>(needed <= width ? List.of(all) : List.of(lines, swatches));
    rows.removeIf(row -> row.getItemCount() == 0);
    return rows;
  }

  private LegendItemCollection lines() {
    LegendItemCollection items = new LegendItemCollection();
    boolean unreached = kinds.contains(Kind.UNREACHED);
    if (kinds.contains(Kind.REACHED)) {
      String label = unreached ? "order to chaos" : "critical line";
      items.add(line(label, style.critical(), Style.CRITICAL));
    }
    if (unreached) {
      items.add(line("critical line, not reached", style.unreached(), Style.CRITICAL));
    }
    if (kinds.contains(Kind.HALF_STABLE)) {
      Shape ring = style.ring();
      items.add(
          new LegendItem(
              "half-stable", null, null, null, ring, Style.PAPER, style.frame(), Style.CRITICAL));
    }
    if (!contours.isEmpty()) {
      items.add(line(contours, style.contour(), Style.CONTOUR));
    }
    return items;
  }

  private LegendItem line(String label, Stroke stroke, Paint paint) {
    Shape line = new Line2D.Double(-style.px(34), 0, style.px(34), 0);
    return new LegendItem(label, null, null, null, line, stroke, paint);
  }

  private LegendItemCollection swatches() {
    LegendItemCollection items = new LegendItemCollection();
    for (Swatch region : regions) {
      Shape box = new Rectangle2D.Double(-style.px(26), -style.px(14), style.px(52), style.px(28));
      items.add(
          new LegendItem(
              region.label, null, null, null, box, region.paint, style.contour(), Style.CONTOUR));
    }
    return items;
  }
}
