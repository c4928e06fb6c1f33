package org.deepmft.plot;

import java.awt.Graphics2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.text.AttributedString;
import java.util.List;
import org.deepmft.plot.FixedTicks.Mark;
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.renderer.PaintScale;
import org.jfree.chart.title.PaintScaleLegend;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;

/**
 * A vertical strip of colours with ticks and a label to its right.
 *
 * @param colors from the lower to the upper bound
 * @param marks ticks, in the units of the bounds
 * @param label what the ticks count
 * @param style fonts and strokes
 */
record ColorBar(PaintScale colors, List<Mark> marks, AttributedString label, Style style) {
  private static final double STRIP = 48;

  void draw(Graphics2D g2, Rectangle2D area) {
    ValueAxis axis = FixedTicks.linear(marks);
    style.dress(axis);
    axis.setAttributedLabel(label);
    PaintScaleLegend bar = new PaintScaleLegend(colors, axis);
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
  }

  /** Writes along the strip, centred at a share of its height from the top. */
  void name(Graphics2D g2, Rectangle2D area, String text, double fromTop) {
    double x = area.getX() + style.px(STRIP) / 2;
    double y = area.getY() + fromTop * area.getHeight();
    g2.setFont(style.ticks());
    g2.setPaint(Style.INK);
    PanelScale.drawCentred(g2, text, new Point2D.Double(x, y), Math.PI / 2);
  }
}
