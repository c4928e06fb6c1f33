package org.deepmft.plot;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.text.AttributedString;
import java.util.List;
import org.deepmft.plot.FixedTicks.Mark;
import org.jfree.chart.ChartRenderingInfo;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.AxisSpace;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.Layer;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** One panel over weight and bias variance: its axes, what fills it and the critical line. */
final class GridPanel {
  /** Room to the right of the axes for half a tick label, in pixels at scale 1. */
  private static final double RIGHT = 40;

  private final Style style;
  private final JFreeChart chart;

  GridPanel(String title, GridLayer layer, double leftSpace) {
    style = layer.style;

    XYSeriesCollection lines = new XYSeriesCollection();
    XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, false);
    renderer.setDrawSeriesLineAsPath(true);
    renderer.addAnnotation(layer, Layer.BACKGROUND);
    for (CriticalPiece piece : layer.pieces) {
      int index = lines.getSeriesCount();
      lines.addSeries(series(index, piece));
      renderer.setSeriesPaint(index, Style.CRITICAL);
      switch (piece.kind()) {
        case REACHED -> renderer.setSeriesStroke(index, style.critical());
        case UNREACHED -> renderer.setSeriesStroke(index, style.unreached());
        case HALF_STABLE -> {
          renderer.setSeriesLinesVisible(index, false);
          renderer.setSeriesShapesVisible(index, true);
          renderer.setSeriesShape(index, style.ring());
          renderer.setSeriesFillPaint(index, Style.PAPER);
          renderer.setSeriesOutlineStroke(index, style.frame());
        }
      }
    }
    renderer.setUseFillPaint(true);
    XYPlot plot = new XYPlot(lines, axis(layer.x, "w"), axis(layer.y, "b"), renderer);
    dress(plot, leftSpace);
    chart = new JFreeChart(null, style.title(), plot, false);
    chart.setTitle(title(title, leftSpace));
    chart.setBackgroundPaint(Style.PAPER);
    chart.setPadding(new RectangleInsets(style.px(14), 0, 0, 0));
  }

  /** Draws the panel and returns the rectangle between its axes. */
  Rectangle2D draw(Graphics2D g2, Rectangle2D area) {
    ChartRenderingInfo info = new ChartRenderingInfo();
    chart.draw(g2, area, info);
    return info.getPlotInfo().getDataArea();
  }

  private TextTitle title(String text, double leftSpace) {
    TextTitle title = new TextTitle(text, style.title());
    title.setPaint(Style.INK);
    title.setMargin(0, leftSpace, 0, style.px(RIGHT)); // centred over the axes, not the panel
    return title;
  }

  private static XYSeries series(int index, CriticalPiece piece) {
    XYSeries series = new XYSeries(index, false, true);
    for (int i = 0; i < piece.sigmaW2().length; i++) {
      double sigmaB2 = piece.sigmaB2()[i];
      series.add(piece.sigmaW2()[i], Double.isNaN(sigmaB2) ? null : sigmaB2, false);
    }
    return series;
  }

  /** Returns the room, in pixels, that tick labels and label of the vertical axis need. */
  static double leftSpace(GridAxis vertical, Style style) {
    double widest =
        marks(vertical).stream()
            .mapToDouble(mark -> Style.width(mark.label(), style.ticks()))
            .max()
            .orElse(0);
    return widest + style.px(112);
  }

  private static List<Mark> marks(GridAxis grid) {
    double low = grid.first();
    double high = grid.last();
    if (grid.size() == 1) {
      return List.of(new Mark(low, FixedTicks.plain(low)));
    }
    return grid.logarithmic() ? FixedTicks.decades(low, high) : FixedTicks.steps(low, high);
  }

  private ValueAxis axis(GridAxis grid, String index) {
    List<Mark> marks = marks(grid);
    ValueAxis axis = grid.logarithmic() ? FixedTicks.logarithmic(marks) : FixedTicks.linear(marks);
    axis.setRange(grid.low(), grid.high());
    axis.setMinorTickMarksVisible(true);
    style.dress(axis);
    String words = index.equals("w") ? "weight variance  " : "bias variance  ";
    AttributedString label = MathText.label(style.axisLabel(), words, "\u03c3", index, "2", "");
    axis.setAttributedLabel(label);
    return axis;
  }

  private void dress(XYPlot plot, double leftSpace) {
    style.dress(plot);
    plot.setInsets(new RectangleInsets(style.px(12), 0, style.px(8), style.px(RIGHT)));
    AxisSpace bottom = new AxisSpace();
    bottom.setBottom(style.px(128));
    plot.setFixedDomainAxisSpace(bottom);
    AxisSpace left = new AxisSpace();
    left.setLeft(leftSpace);
    plot.setFixedRangeAxisSpace(left);
  }
}
