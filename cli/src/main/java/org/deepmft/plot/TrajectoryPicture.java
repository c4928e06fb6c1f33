package org.deepmft.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Stroke;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.annotations.XYTitleAnnotation;
import org.jfree.chart.axis.AxisSpace;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.block.ColumnArrangement;
import org.jfree.chart.plot.CombinedDomainXYPlot;
import org.jfree.chart.plot.SeriesRenderingOrder;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.RectangleAnchor;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.Range;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/**
 * Draws q, 1 - c, gradients and, where it is known, the geometry of a circle of inputs against
 * depth on logarithmic axes, one panel below the other, on 1600 × 2000 or 2600 pixels. Lines are
 * theory, rings what was measured.
 */
public final class TrajectoryPicture {
  private static final int WIDTH = 1600;
  private static final int HEIGHT = 2000;
  private static final int PANEL = 600;
  private static final double LN_10 = Math.log(10);

  /** Curves this near to each other are drawn once. */
  private static final double SAME = 1e-9;

  /** Least height of a panel in decades. */
  private static final double LEAST_SPAN = 0.1;

  /** Corners in the order lower left, lower right, upper left, upper right. */
  private static final RectangleAnchor[] CORNERS = {
    RectangleAnchor.BOTTOM_LEFT,
    RectangleAnchor.BOTTOM_RIGHT,
    RectangleAnchor.TOP_LEFT,
    RectangleAnchor.TOP_RIGHT
  };

  /** Room of a legend as a share of its panel. */
  private static final double LEGEND_WIDTH = 0.42;

  private static final double LEGEND_HEIGHT = 0.35;

  /** Room at both ends of the axis of layers as a share of it, so that no ring is cut. */
  private static final double RING_ROOM = 0.015;

  private static final Color FIRST = new Color(0x2166ac);
  private static final Color SECOND = new Color(0xb2452b);
  private static final Color PAIR = new Color(0x1a1a1a);

  private final Style style = new Style(0.9);
  private final TrajectoryCurves theory;
  private final TrajectoryCurves measured;

  TrajectoryPicture(TrajectoryCurves theory, TrajectoryCurves measured) {
    this.theory = theory;
    this.measured = measured;
  }

  /**
   * Draws.
   *
   * @param title what network it is
   * @param theory the theory's curves
   * @param measured measured points to be laid over, or null
   * @return the bytes of the PNG file
   * @throws PictureUnavailableException if this Java runtime cannot draw, for want of fonts say
   * @throws IOException if the image cannot be encoded
   */
  public static byte[] png(String title, TrajectoryCurves theory, TrajectoryCurves measured)
      throws IOException, PictureUnavailableException {
    TrajectoryPicture picture = new TrajectoryPicture(theory, measured);
    return Png.of(() -> picture.draw(title));
  }

  /** A quantity of a panel. */
  private interface Quantity {
    double[] of(TrajectoryCurves curves);
  }

  /** A curve of a panel. */
  private record Curve(String name, Quantity quantity, Color color, boolean dashed) {}

  private BufferedImage draw(String title) {
    return Png.image(chart(title), WIDTH, circle() ? HEIGHT + PANEL : HEIGHT);
  }

  private boolean circle() {
    return Arrays.stream(theory.lnLength()).anyMatch(Double::isFinite);
  }

  /** Returns the chart of all panels. */
  JFreeChart chart(String title) {
    ValueAxis axis = depthAxis();
    Range depth = axis.getRange();
    CombinedDomainXYPlot all = new CombinedDomainXYPlot(axis);
    all.setGap(style.px(34));
    all.setInsets(new RectangleInsets(style.px(16), style.px(10), style.px(16), style.px(64)));
    List<Curve> lengths = new ArrayList<>();
    lengths.add(new Curve("q of a", TrajectoryCurves::lnQa, FIRST, false));
    if (differ(theory.lnQa(), theory.lnQb())) {
      lengths.add(new Curve("q of b", TrajectoryCurves::lnQb, SECOND, true));
    }
    List<Curve> gradients = new ArrayList<>();
    gradients.add(new Curve("gradient of a", TrajectoryCurves::lnGradient, FIRST, false));
    if (differ(theory.lnGradient(), theory.lnGradientB())) {
      gradients.add(new Curve("gradient of b", TrajectoryCurves::lnGradientB, SECOND, true));
    }
    gradients.add(new Curve("covariance of both", TrajectoryCurves::lnCovariance, PAIR, true));
    all.add(panel("variance q", lengths, depth));
    all.add(
        panel(
            "1 \u2212 correlation",
            List.of(new Curve("1 \u2212 c", TrajectoryCurves::lnOneMinusC, FIRST, false)),
            depth));
    all.add(panel("gradients, last layer = 1", gradients, depth));
    if (circle()) {
      all.add(
          panel(
              "circle of inputs",
              List.of(
                  new Curve("length/\u221aN", TrajectoryCurves::lnLength, FIRST, false),
                  new Curve("curvature \u221aN", TrajectoryCurves::lnCurvature, SECOND, true)),
              depth));
    }
    JFreeChart chart = new JFreeChart(null, style.title(), all, false);
    TextTitle heading = new TextTitle(title, style.title());
    heading.setPaint(Style.INK);
    chart.setTitle(heading);
    chart.setBackgroundPaint(Style.PAPER);
    chart.setPadding(new RectangleInsets(style.px(14), 0, style.px(6), 0));
    return chart;
  }

  private static boolean differ(double[] a, double[] b) {
    for (int i = 0; i < a.length; i++) {
      if (Math.abs(a[i] - b[i]) > SAME) {
        return true;
      }
    }
    return false;
  }

  private ValueAxis depthAxis() {
    double last = theory.layer()[theory.layer().length - 1];
    double first = theory.layer()[0];
    double high = last > first ? last : first + 1;
    ValueAxis axis =
        FixedTicks.linear(
            FixedTicks.steps(first, high).stream()
                .filter(mark -> mark.value() == Math.rint(mark.value()))
                .toList());
    double room = measured == null ? 0 : RING_ROOM * (high - first);
    axis.setRange(first - room, high + room);
    axis.setLabel("layer");
    style.dress(axis);
    return axis;
  }

  private XYPlot panel(String label, List<Curve> curves, Range depth) {
    XYSeriesCollection lines = new XYSeriesCollection();
    XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, false);
    renderer.setDrawSeriesLineAsPath(true);
    renderer.setUseFillPaint(true);
    renderer.setLegendLine(new Line2D.Double(0, 0, style.px(54), 0));
    for (Curve curve : curves) {
      add(lines, renderer, curve, theory, false);
    }
    for (Curve curve : curves) {
      if (measured != null) {
        add(lines, renderer, curve, measured, true);
      }
    }
    XYPlot plot = new XYPlot(lines, null, valueAxis(label, lines), renderer);
    plot.setSeriesRenderingOrder(SeriesRenderingOrder.FORWARD);
    style.dress(plot);
    AxisSpace left = new AxisSpace();
    left.setLeft(style.px(230));
    plot.setFixedRangeAxisSpace(left);
    if (lines.getSeriesCount() > 1) {
      LegendTitle legend =
          new LegendTitle(renderer, new ColumnArrangement(), new ColumnArrangement());
      legend.setItemFont(style.legend());
      legend.setItemPaint(Style.INK);
      legend.setItemLabelPadding(new RectangleInsets(style.px(4), style.px(14), 0, style.px(28)));
      legend.setBackgroundPaint(new Color(255, 255, 255, 210));
      Range values = plot.getRangeAxis().getRange();
      plot.addAnnotation(inFreeCorner(legend, lines, depth, values));
    }
    return plot;
  }

  /** The legend in the corner that the fewest points are in. */
  private static XYTitleAnnotation inFreeCorner(
      LegendTitle legend, XYSeriesCollection lines, Range depth, Range values) {
    int best = 0;
    double fewest = Double.POSITIVE_INFINITY;
    for (int corner = 0; corner < CORNERS.length; corner++) {
      double points = 0;
      for (int k = 0; k < lines.getSeriesCount(); k++) {
        int count = lines.getItemCount(k);
        for (int i = 0; i < count; i++) {
          double x = (lines.getXValue(k, i) - depth.getLowerBound()) / depth.getLength();
          double y = (lines.getYValue(k, i) - values.getLowerBound()) / values.getLength();
          boolean right = corner % 2 == 1;
          boolean top = corner >= 2;
          if ((right ? 1 - x : x) < LEGEND_WIDTH && (top ? 1 - y : y) < LEGEND_HEIGHT) {
            points += 1.0 / count;
          }
        }
      }
      if (points < fewest) {
        fewest = points;
        best = corner;
      }
    }
    return new XYTitleAnnotation(
        best % 2 == 1 ? 0.988 : 0.012, best >= 2 ? 0.97 : 0.03, legend, CORNERS[best]);
  }

  private void add(
      XYSeriesCollection lines,
      XYLineAndShapeRenderer renderer,
      Curve curve,
      TrajectoryCurves from,
      boolean points) {
    XYSeries series =
        new XYSeries(points ? curve.name() + ", measured" : curve.name(), false, true);
    double[] ln = curve.quantity().of(from);
    for (int i = 0; i < ln.length; i++) {
      if (Double.isFinite(ln[i])) {
        series.add(from.layer()[i], ln[i] / LN_10, false);
      }
    }
    if (series.isEmpty()) {
      return;
    }
    int index = lines.getSeriesCount();
    lines.addSeries(series);
    renderer.setSeriesPaint(index, curve.color());
    renderer.setSeriesStroke(index, stroke(curve.dashed()));
    renderer.setSeriesLinesVisible(index, !points);
    renderer.setSeriesShapesVisible(index, points);
    double radius = style.px(8);
    renderer.setSeriesShape(index, new Ellipse2D.Double(-radius, -radius, 2 * radius, 2 * radius));
    renderer.setSeriesFillPaint(index, Style.PAPER);
    renderer.setSeriesOutlineStroke(index, style.frame());
  }

  private Stroke stroke(boolean dashed) {
    float width = (float) style.px(5);
    float[] dashes = {(float) style.px(16), (float) style.px(11)};
    return dashed
        ? new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, dashes, 0)
        : new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND);
  }

  private ValueAxis valueAxis(String label, XYSeriesCollection lines) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < lines.getSeriesCount(); k++) {
      for (int i = 0; i < lines.getItemCount(k); i++) {
        low = Math.min(low, lines.getYValue(k, i));
        high = Math.max(high, lines.getYValue(k, i));
      }
    }
    if (low > high) {
      low = 0;
      high = 0;
    }
    double margin = Math.max(0.06 * (high - low), 0.5 * (LEAST_SPAN - (high - low)));
    low -= margin;
    high += margin;
    NumberAxis axis = (NumberAxis) FixedTicks.linear(FixedTicks.logarithms(low, high));
    axis.setRange(low, high);
    axis.setLabel(label);
    axis.setMinorTickMarksVisible(true);
    style.dress(axis);
    return axis;
  }
}
