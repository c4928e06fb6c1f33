package org.deepmft.plot;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * Draws phase diagrams into a PNG file, without a display.
 *
 * <p>Each diagram is a panel: colours show the depth scale ξ_c, blue in the ordered and red in the
 * chaotic phase, lighter towards criticality; thin lines of constant ξ_c carry its value in layers;
 * the critical line is black, solid where networks reach it and dashed where not; grey marks
 * variances that diverge, hatching nodes not computed. An axis is logarithmic if its values are
 * spaced so. All panels share one colour bar and one legend. A single panel makes 1600 × 1200
 * pixels.
 *
 * <p>Cost: about a second for a panel, whatever its grid; grids are thinned to 1024 nodes per axis.
 */
public final class PhasePicture {
  private static final int SINGLE_WIDTH = 1600;
  private static final int SINGLE_HEIGHT = 1200;
  static final int PANEL_WIDTH = 920;
  static final int PANEL_HEIGHT = 800;
  static final double PANEL_SCALE = 0.75;
  static final double BAR_WIDTH = 284;

  private PhasePicture() {}

  /**
   * Draws diagrams.
   *
   * @param diagrams one or more diagrams, drawn row by row
   * @return the bytes of the PNG file
   * @throws IllegalArgumentException if there is no diagram
   * @throws PictureUnavailableException if this Java runtime cannot draw, for want of fonts say
   * @throws IOException if the image cannot be encoded
   */
  public static byte[] png(List<PhaseDiagram> diagrams)
      throws IOException, PictureUnavailableException {
    if (diagrams.isEmpty()) {
      throw new IllegalArgumentException("a phase picture needs at least one diagram, got none");
    }
    return Png.of(() -> draw(diagrams));
  }

  private static BufferedImage draw(List<PhaseDiagram> diagrams) {
    int count = diagrams.size();
    boolean single = count == 1;
    int across = count <= 3 ? count : (int) Math.ceil(Math.sqrt(count));
    int down = (count + across - 1) / across;
    Style style = new Style(single ? 1 : PANEL_SCALE);
    List<PhaseField> fields = diagrams.stream().map(PhaseField::new).toList();
    PhaseColors colors =
        PhaseColors.covering(
            fields.stream().flatMapToDouble(f -> Arrays.stream(f.xiSorted())).sorted().toArray());
    PhaseKey key = new PhaseKey(fields, colors, style);

    double bar = style.px(BAR_WIDTH);
    int width = single ? SINGLE_WIDTH : (int) Math.round(across * PANEL_WIDTH + bar);
    double legend = key.legend(true).height(width);
    int height = single ? SINGLE_HEIGHT : (int) Math.round(down * PANEL_HEIGHT + legend);
    double panelWidth = (width - bar) / across;
    double panelHeight = (height - legend) / down;
    double left = fields.stream().mapToDouble(f -> GridPanel.leftSpace(f.y, style)).max().orElse(0);

    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D g2 = image.createGraphics();
    Style.smooth(g2);
    g2.setPaint(Style.PAPER);
    g2.fillRect(0, 0, width, height);
    boolean contours = false;
    Rectangle2D axes = null;
    for (int k = 0; k < count; k++) {
      PhaseLayer layer = new PhaseLayer(fields.get(k), colors, style);
      GridPanel panel = new GridPanel(diagrams.get(k).title(), layer, left);
      double x = (k % across) * panelWidth;
      double y = (k / across) * panelHeight;
      Rectangle2D inner = panel.draw(g2, new Rectangle2D.Double(x, y, panelWidth, panelHeight));
      axes = axes == null ? inner : axes.createUnion(inner);
      contours |= layer.hasContours();
    }
    key.drawBar(g2, new Rectangle2D.Double(width - bar, axes.getY(), bar, axes.getHeight()));
    key.legend(contours).draw(g2, new Rectangle2D.Double(0, height - legend, width, legend));
    g2.dispose();
    return image;
  }
}
