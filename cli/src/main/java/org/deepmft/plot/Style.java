package org.deepmft.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Paint;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.Stroke;
import java.awt.TexturePaint;
import java.awt.font.FontRenderContext;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.ui.RectangleInsets;

/**
 * Fonts, colours and strokes shared by all figures; lengths are pixels at {@code scale} 1.
 *
 * @param scale size of text and strokes relative to a single panel of 1600 × 1200 pixels
 */
record Style(double scale) {
  static final Color INK = new Color(0x1a1a1a);
  static final Color CRITICAL = Color.BLACK;
  static final Color CONTOUR = new Color(0x303030);
  static final Color DIVERGES = new Color(0xb4b4b4);
  static final Color NOT_CONVERGED = new Color(0xdcdcc8);
  static final Color PAPER = Color.WHITE;
  private static final Color HATCH = new Color(0xd2d2d2);

  double px(double length) {
    return scale * length;
  }

  Font title() {
    return font(Font.PLAIN, 42);
  }

  Font axisLabel() {
    return font(Font.PLAIN, 40);
  }

  Font ticks() {
    return font(Font.PLAIN, 32);
  }

  Font legend() {
    return font(Font.PLAIN, 32);
  }

  Font region() {
    return font(Font.BOLD, 36);
  }

  Font contourLabel() {
    return font(Font.PLAIN, 27);
  }

  Stroke critical() {
    return stroke(6);
  }

  Stroke unreached() {
    float dash = (float) px(18);
    float gap = (float) px(12);
    return new BasicStroke(
        (float) px(6), BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {dash, gap}, 0);
  }

  /** Returns the mark of a half-stable point. */
  Shape ring() {
    double radius = px(11);
    return new Ellipse2D.Double(-radius, -radius, 2 * radius, 2 * radius);
  }

  Stroke contour() {
    return stroke(2.2);
  }

  Stroke line() {
    return stroke(4);
  }

  Stroke frame() {
    return stroke(2.5);
  }

  /** Returns diagonal grey lines on white: the paint of what has not been computed. */
  Paint hatch() {
    int period = (int) Math.round(px(16));
    BufferedImage tile = new BufferedImage(period, period, BufferedImage.TYPE_INT_RGB);
    int line = Math.max(1, period / 6);
    for (int y = 0; y < period; y++) {
      for (int x = 0; x < period; x++) {
        tile.setRGB(x, y, ((x + y) % period < line ? HATCH : PAPER).getRGB());
      }
    }
    return new TexturePaint(tile, new Rectangle2D.Double(0, 0, period, period));
  }

  /** Gives a plot the common frame, without grid lines. */
  void dress(XYPlot plot) {
    plot.setBackgroundPaint(PAPER);
    plot.setOutlinePaint(INK);
    plot.setOutlineStroke(frame());
    plot.setDomainGridlinesVisible(false);
    plot.setRangeGridlinesVisible(false);
    plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
  }

  /** Gives an axis the common fonts, colours and tick marks. */
  void dress(ValueAxis axis) {
    axis.setTickLabelFont(ticks());
    axis.setTickLabelPaint(INK);
    axis.setTickLabelInsets(new RectangleInsets(px(14), px(16), px(14), px(16)));
    axis.setLabelFont(axisLabel());
    axis.setLabelPaint(INK);
    axis.setLabelInsets(new RectangleInsets(px(6), px(6), px(6), px(6)));
    axis.setAxisLineVisible(false);
    axis.setTickMarkPaint(INK);
    axis.setTickMarkStroke(frame());
    axis.setTickMarkOutsideLength((float) px(10));
    axis.setMinorTickMarkOutsideLength((float) px(6));
  }

  /** Returns the width of a line of text in pixels. */
  static double width(String text, Font font) {
    return font.getStringBounds(text, new FontRenderContext(null, true, true)).getWidth();
  }

  /** Asks for smooth lines, smooth text and exact positions. */
  static void smooth(Graphics2D g) {
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    g.setRenderingHint(
        RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
  }

  private Stroke stroke(double width) {
    return new BasicStroke((float) px(width), BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND);
  }

  private Font font(int face, double size) {
    return new Font(Font.SANS_SERIF, face, 1).deriveFont((float) px(size));
  }
}
