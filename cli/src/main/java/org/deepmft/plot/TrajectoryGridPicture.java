package org.deepmft.plot;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.text.AttributedString;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.deepmft.plot.GridLegend.Swatch;
import org.jfree.chart.block.RectangleConstraint;
import org.jfree.chart.title.TextTitle;
import org.jfree.data.Range;

/**
 * Draws what networks of a grid make of a pair and of its gradients, into a PNG file without a
 * display.
 *
 * <p>Left, log₁₀(1 - c) at a layer: dark where the two inputs are nearly one. Right, log₁₀ of the
 * variance of gradients at a layer relative to the last layer's: blue where they vanish, red where
 * they explode. Thin lines of constant value carry it, the critical line is black, solid where
 * networks reach it and dashed where not; grey marks networks without a value, hatching those not
 * computed. An axis is logarithmic if its values are spaced so. The picture is {@value #WIDTH}
 * pixels wide.
 */
public final class TrajectoryGridPicture {
  private static final int WIDTH = 2240;
  private static final int HEIGHT = 920;

  /** Room above the title, in pixels at scale 1. */
  private static final double ABOVE = 14;

  /** A part of the colour bar shorter than this share of it is not named. */
  private static final double NAMED = 0.25;

  private TrajectoryGridPicture() {}

  private record Panel(String title, LogLayer layer, LogColors colors, AttributedString label) {}

  /**
   * Draws.
   *
   * @param grid what to draw
   * @return the bytes of the PNG file
   * @throws PictureUnavailableException if this Java runtime cannot draw, for want of fonts say
   * @throws IOException if the image cannot be encoded
   */
  public static byte[] png(TrajectoryGrid grid) throws IOException, PictureUnavailableException {
    return Png.of(() -> draw(grid));
  }

  private static BufferedImage draw(TrajectoryGrid grid) {
    Style style = new Style(PhasePicture.PANEL_SCALE);
    Panel differences =
        panel(
            grid,
            "two inputs at layer " + grid.layer(),
            grid.log10OneMinusC(),
            LogColors.differences(grid.followed(grid.log10OneMinusC())),
            MathText.label(style.axisLabel(), "difference  1 \u2212 ", "c", "", "", ""),
            style);
    Panel gradients =
        panel(
            grid,
            "gradient at layer %d, relative to layer %d"
                .formatted(grid.gradientLayer(), grid.depth()),
            grid.log10Gradient(),
            LogColors.gradients(grid.followed(grid.log10Gradient())),
            MathText.label(style.axisLabel(), "gradient\u2019s variance  ", "g", "", "", ""),
            style);

    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D g2 = image.createGraphics();
    Style.smooth(g2);
    g2.setPaint(Style.PAPER);
    g2.fillRect(0, 0, WIDTH, HEIGHT);
    double top = drawTitle(g2, grid.title(), style);
    double legend = legend(grid, differences.layer.pieces, true, style).height(WIDTH);
    double half = WIDTH / 2.0;
    Rectangle2D left = new Rectangle2D.Double(0, top, half, HEIGHT - legend - top);
    Rectangle2D right = new Rectangle2D.Double(half, top, half, HEIGHT - legend - top);
    drawPanel(g2, left, differences);
    Rectangle2D bar = drawPanel(g2, right, gradients);
    nameGradients(g2, bar, gradients, style);
    boolean contours = differences.layer.hasContours() || gradients.layer.hasContours();
    legend(grid, differences.layer.pieces, contours, style)
        .draw(g2, new Rectangle2D.Double(0, HEIGHT - legend, WIDTH, legend));
    g2.dispose();
    return image;
  }

  private static Panel panel(
      TrajectoryGrid grid,
      String title,
      double[] values,
      LogColors colors,
      AttributedString label,
      Style style) {
    return new Panel(title, new LogLayer(grid, values, colors, style), colors, label);
  }

  /** Draws the heading and returns where it ends. */
  private static double drawTitle(Graphics2D g2, String text, Style style) {
    TextTitle title = new TextTitle(text, style.title());
    title.setPaint(Style.INK);
    Range widths = new Range(0, WIDTH);
    double above = style.px(ABOVE);
    double height =
        title.arrange(g2, new RectangleConstraint(widths, new Range(0, HEIGHT))).getHeight();
    title.draw(g2, new Rectangle2D.Double(0, above, WIDTH, height));
    return above + height;
  }

  /** Draws a panel and its colour bar, and returns where that is. */
  private static Rectangle2D drawPanel(Graphics2D g2, Rectangle2D area, Panel panel) {
    Style style = panel.layer.style;
    double width = style.px(PhasePicture.BAR_WIDTH);
    double left = GridPanel.leftSpace(panel.layer.y, style);
    Rectangle2D axes =
        new GridPanel(panel.title, panel.layer, left)
            .draw(
                g2,
                new Rectangle2D.Double(
                    area.getX(), area.getY(), area.getWidth() - width, area.getHeight()));
    Rectangle2D bar =
        new Rectangle2D.Double(area.getMaxX() - width, axes.getY(), width, axes.getHeight());
    new ColorBar(panel.colors, panel.colors.marks(), panel.label, style).draw(g2, bar);
    return bar;
  }

  private static void nameGradients(Graphics2D g2, Rectangle2D area, Panel panel, Style style) {
    double low = panel.colors.getLowerBound();
    double high = panel.colors.getUpperBound();
    double exploding = high / (high - low);
    ColorBar bar = new ColorBar(panel.colors, List.of(), panel.label, style);
    if (exploding >= NAMED) {
      bar.name(g2, area, "explode", exploding / 2);
    }
    if (1 - exploding >= NAMED) {
      bar.name(g2, area, "vanish", (1 + exploding) / 2);
    }
  }

  private static GridLegend legend(
      TrajectoryGrid grid, List<CriticalPiece> pieces, boolean contours, Style style) {
    List<Swatch> regions = new ArrayList<>();
    if (grid.contains(TrajectoryGrid.LEAVES_TABLE)) {
      regions.add(new Swatch("variance out of range", Style.DIVERGES));
    }
    if (grid.contains(TrajectoryGrid.NOT_COMPUTED)) {
      regions.add(new Swatch(PhaseField.Region.NOT_COMPUTED.label, style.hatch()));
    }
    return new GridLegend(
        pieces.stream().map(CriticalPiece::kind).collect(Collectors.toSet()),
        contours ? "constant value" : "",
        regions,
        style);
  }
}
