package org.deepmft.plot;

import java.awt.Color;
import java.awt.geom.Line2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.text.AttributedString;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.deepmft.plot.FixedTicks.Mark;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.CombinedDomainXYPlot;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/**
 * Draws what layers make of two inputs: 1 - c above, the variance of gradients below, on
 * logarithmic axes against depth.
 *
 * <p>Values are cut off where double precision no longer tells inputs apart (1 - c = 1e-16) and
 * where gradients are beyond 1e-30 or 1e30. The picture has 1600 × 1400 pixels.
 */
public final class JourneyPicture {
  private static final int WIDTH = 1600;
  private static final int HEIGHT = 1400;

  /** More points than this along a line would not be seen. */
  private static final int SEEN = 1600;

  private static final double LEAST_DIFFERENCE = -16;
  private static final double MOST_GRADIENT = 30;
  private static final int MOST_MARKS = 7;

  private static final Color[] COLORS = {
    Style.CRITICAL, new Color(0x2b6cb0), new Color(0xc05621), new Color(0x2f855a)
  };

  private JourneyPicture() {}

  /**
   * A line of the picture.
   *
   * @param name its name in the legend
   * @param log10OneMinusC log₁₀(1 - c) at layers 0 to L
   * @param log10Gradient log₁₀ of the gradient's variance there, relative to layer L
   */
  public record Line(String name, double[] log10OneMinusC, double[] log10Gradient) {}

  /**
   * Draws.
   *
   * @param title heading of the picture
   * @param lines at least one, all of the same depth; the first is emphasised
   * @return the bytes of the PNG file
   * @throws PictureUnavailableException if this Java runtime cannot draw, for want of fonts say
   * @throws IOException if the image cannot be encoded
   */
  public static byte[] png(String title, List<Line> lines)
      throws IOException, PictureUnavailableException {
    return Png.of(() -> draw(title, lines));
  }

  private static BufferedImage draw(String title, List<Line> lines) {
    Style style = new Style(1);
    int depth = lines.get(0).log10Gradient.length - 1;
    ValueAxis layers = FixedTicks.linear(FixedTicks.steps(0, depth));
    layers.setRange(0, depth);
    layers.setLabel("layer");
    style.dress(layers);
    CombinedDomainXYPlot both = new CombinedDomainXYPlot(layers);
    both.setGap(style.px(36));
    AttributedString differences =
        MathText.label(style.axisLabel(), "1 \u2212 ", "c", "", "", ", two inputs");
    both.add(panel(style, lines, Line::log10OneMinusC, LEAST_DIFFERENCE, 0.3, differences));
    AttributedString gradients =
        MathText.label(style.axisLabel(), "gradient\u2019s variance ", "g", "", "", "");
    XYPlot below =
        panel(style, lines, Line::log10Gradient, -MOST_GRADIENT, MOST_GRADIENT, gradients);
    for (int i = 0; i < lines.size(); i++) {
      below.getRenderer().setSeriesVisibleInLegend(i, false);
    }
    both.add(below);
    both.setInsets(new RectangleInsets(style.px(12), 0, style.px(8), style.px(40)));
    JFreeChart chart = new JFreeChart(null, style.title(), both, true);
    chart.setTitle(new TextTitle(title, style.title()));
    chart.setBackgroundPaint(Style.PAPER);
    chart.setPadding(new RectangleInsets(style.px(14), style.px(14), style.px(14), 0));
    LegendTitle legend = chart.getLegend();
    legend.setItemFont(style.legend());
    legend.setItemPaint(Style.INK);
    legend.setFrame(BlockBorder.NONE);
    legend.setLegendItemGraphicPadding(new RectangleInsets(0, style.px(40), 0, style.px(12)));
    return Png.image(chart, WIDTH, HEIGHT);
  }

  private static XYPlot panel(
      Style style,
      List<Line> lines,
      Function<Line, double[]> values,
      double least,
      double most,
      AttributedString label) {
    XYSeriesCollection series = new XYSeriesCollection();
    XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, false);
    renderer.setDrawSeriesLineAsPath(true);
    renderer.setLegendLine(new Line2D.Double(-style.px(30), 0, style.px(30), 0));
    double low = -0.5;
    double high = 0.3;
    for (int i = 0; i < lines.size(); i++) {
      XYSeries one = series(i, lines.get(i).name, values.apply(lines.get(i)));
      low = Math.min(low, one.getMinY());
      high = Math.max(high, one.getMaxY());
      series.addSeries(one);
      renderer.setSeriesPaint(i, COLORS[i % COLORS.length]);
      renderer.setSeriesStroke(i, i == 0 ? style.critical() : style.line());
    }
    low = Math.max(low, least);
    high = Math.min(high, most);
    ValueAxis axis = FixedTicks.linear(powers(low, high));
    axis.setRange(low - 0.03 * (high - low), high + 0.03 * (high - low));
    style.dress(axis);
    axis.setAttributedLabel(label);
    XYPlot plot = new XYPlot(series, null, axis, renderer);
    style.dress(plot);
    return plot;
  }

  private static XYSeries series(int index, String name, double[] values) {
    XYSeries series = new XYSeries(name.isEmpty() ? index : name, false, true);
    int stride = (values.length + SEEN - 1) / SEEN;
    for (int l = 0; l < values.length; l += stride) {
      series.add(l, Double.isFinite(values[l]) ? values[l] : null, false);
    }
    return series;
  }

  /** Marks at whole powers of ten, about seven at most. */
  private static List<Mark> powers(double low, double high) {
    List<Mark> marks = new ArrayList<>();
    int step = Math.max(1, (int) Math.ceil((high - low) / MOST_MARKS));
    for (int power = (int) Math.ceil(low); power <= high; power++) {
      if (power % step == 0) {
        marks.add(new Mark(power, FixedTicks.powerOfTen(power)));
      }
    }
    return marks;
  }
}
